package postgres

import (
	"context"
	"os"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/plan"
	plans "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

func server(t *testing.T) *dbtest.PG {
	t.Helper()
	return dbtest.Postgres(t, dbtest.Majors()[0])
}

// planned is the plan from the database at url to the DDL, in one transaction where
// that can be.
func planned(t *testing.T, url, ddl string) *plan.Plan {
	t.Helper()
	return plannedAs(t, url, ddl, plans.Options{Plain: true})
}

func plannedAs(t *testing.T, url, ddl string, o plans.Options) *plan.Plan {
	t.Helper()
	db, err := introspect.Open(t.Context(), url, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	from, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	to := loaded(t, db, ddl)
	scope := pgmodel.Scope{Declared: true}.Resolve(from, to)
	from, _ = scope.Filter(from)
	to, _ = scope.Filter(to)
	planner, err := plans.New("", o)
	if err != nil {
		t.Fatal(err)
	}
	p, err := migrate.Prepare(t.Context(), migrate.Job{From: from, To: to, Live: db, Planner: planner, Equivalence: Equivalence{DB: db},
		Fold: func(ctx context.Context, from *schema.Schema, statements []string) (*schema.Schema, error) {
			return parsepg.Execute(ctx, from, statements)
		}})
	if err != nil {
		t.Fatal(err)
	}
	p.Scope = (*schema.Scope)(&scope)
	if p.Stages, err = Stages(t.Context(), p, from, parsepg.Execute); err != nil {
		t.Fatal(err)
	}
	return p
}

func loaded(t *testing.T, db *introspect.DB, ddl string) *schema.Schema {
	t.Helper()
	parsed := syntax.Read(t.Context(), []parse.Source{{Name: "schema.sql", Text: ddl}})
	env, err := db.Env(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s, err := parsepg.Fold(parsed, env)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// value returns what a query of one value finds.
func value(t *testing.T, url, query string) string {
	t.Helper()
	conn, err := introspect.Connect(t.Context(), url, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t.Context(), conn)
	var text string
	if err := conn.QueryRow(t.Context(), "SELECT ("+query+")::text").Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}
