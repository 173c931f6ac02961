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
	"fmt"
	"os"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

var update = flag.Bool("update", false, "rewrite plan.sql and findings of the cases")

// binary is where TestMain put the compiled program.
const binaryEnv = "SCHEMADIFF_TEST_BINARY"

func TestMain(m *testing.M) { os.Exit(run(m)) }

// run builds the binary once; SCHEMADIFF_TEST_BINARY names one that is built.
func run(m *testing.M) int {
	flag.Parse()
	if os.Getenv(binaryEnv) != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "schemadiff-cases-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	bin, err := dbtest.Build(dir)
	if err == nil {
		err = os.Setenv(binaryEnv, bin)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func schemadiff(t *testing.T, dir string, args ...string) dbtest.Result {
	t.Helper()
	return dbtest.Run(t, dir, "", os.Getenv(binaryEnv), args...)
}
