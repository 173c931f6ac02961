// Package cases runs every file of testdata/cases, and the corpora of real
// schemas, against the compiled binary and asks an oracle of its own what came
// out. It knows nothing of the packages that do the work.
//
// A case is a txtar file: its comment says what it shows, from.sql makes the
// database, rows.sql fills it, to.sql is the desired schema. The other
// sections are optional:
//
//	args      flags for plan and apply, one a line, such as --column-order=strict
//	allow     what --allow gets; "all" without it
//	renamed   what is new=old: table=former or table.column=former
//	changed   table.column, and after a colon the SQL literals it then holds;
//	          columns not listed must hold what they held
//	refused   apply must refuse and change nothing; the lines stand in what it says
//	same.sql  queries, one a line, that answer the same before and after
//	after.sql statements that must work afterwards
//	bad.sql   rows that the desired schema refuses, put in after the plan was printed
//	plan.sql  the printed plan for 3.40, written by -update
//	findings  what plan says of the live rows, written by -update
package cases

import (
	"flag"
	"os"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

var update = flag.Bool("update", false, "rewrite plan.sql and findings of the cases")

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(dbtest.WithBinary(m.Run))
}

func schemadiff(t *testing.T, dir string, args ...string) dbtest.Result {
	t.Helper()
	return dbtest.Run(t, dir, "", os.Getenv(dbtest.BinaryEnv), args...)
}
