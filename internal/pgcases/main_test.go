// Package pgcases runs every file of testdata/cases/postgres, and the corpus
// of real schemas, against the compiled binary on real servers, and asks
// pg_dump what came out. It knows nothing of the packages that do the work.
//
// A case is a txtar file whose comment says what it shows. It has up to three
// states: base.sql alone; base.sql and a.sql, which adds an object; base.sql
// and b.sql, which has that object changed. The binary is taken from base to a
// (create), from a to base (drop), from a to b and from b to a (change). Each
// time the dump must be that of a fresh database in the state wanted, a second
// plan must be empty, and what both states have must keep its rows. The files
// are given with the object before what it needs: order never matters. The
// other sections are optional:
//
//	platform.sql what the database alone has, before base.sql; inspect does not print it
//	rows.sql    rows of every state
//	rows.a.sql  rows that only state a can hold, and rows.b.sql for b
//	args        flags for every command, one a line, such as --manage=grants
//	compare     what dumps are compared with that args do not ask for: grants, owners
//	only        the directions that are gone, one a line; all without it
//	min, max    the first and last major version that knows the syntax
//	lost        schema.table or schema.table.column, one a line, whose values may go or change
//	renamed     what b has from a: schema.table=schema.former, schema.table.column=former
//	oneway      there is no way from b to a
//	refused     the way from a to b is refused, changes nothing, and says each of these lines
//
// SCHEMADIFF_PG=13,15,18 names the versions to run on. The servers have the
// roles app_owner, app_reader and app_writer and the tablespace fast.
package pgcases

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(dbtest.WithBinary(func() int { return dbtest.Main(m) }))
}

func schemadiff(t *testing.T, dir string, args ...string) dbtest.Result {
	t.Helper()
	return dbtest.Run(t, dir, "", os.Getenv(dbtest.BinaryEnv), args...)
}

// eachServer runs a test on every version that is asked for, on a server that
// has the roles and the tablespace that cases use.
func eachServer(t *testing.T, do func(t *testing.T, p *dbtest.PG)) {
	t.Helper()
	for _, major := range dbtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			p := dbtest.Postgres(t, major)
			for _, role := range []string{"app_owner", "app_reader", "app_writer"} {
				ensure(t, p, "CREATE ROLE "+role, "SELECT FROM pg_roles WHERE rolname = '"+role+"'")
			}
			ensure(t, p, "CREATE TABLESPACE fast LOCATION ''", "SELECT FROM pg_tablespace WHERE spcname = 'fast'")
			do(t, p)
		})
	}
}

// ensure runs a statement unless the query finds that it has been run.
func ensure(t *testing.T, p *dbtest.PG, statement, query string) {
	t.Helper()
	script := "SET allow_in_place_tablespaces = on;\n" +
		"SELECT '" + strings.ReplaceAll(statement, "'", "''") + "' WHERE NOT EXISTS (" + query + ")\n\\gexec\n"
	if err := dbtest.PSQL(p.URL("postgres"), script); err != nil {
		t.Fatal(err)
	}
}
