package postgres

import (
	"context"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/plan"
	plans "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// TestStages stops a plan after each transaction: the database is then as the plan
// says, and the same plan goes on from there.
func TestStages(t *testing.T) {
	before, after := dbtest.OnlineForms()
	url := server(t).Database(t, before, "INSERT INTO p VALUES (1); INSERT INTO acct VALUES (1, 'c', 'n', 1, 1, 'x'); INSERT INTO m VALUES (1, '2020-05-05')")
	p := plannedAs(t, url, after, plans.Options{})
	groups := grouped(p.Steps)
	if len(groups) < 10 || len(p.Stages) != len(groups)-1 {
		t.Fatalf("%d transactions, %d stages", len(groups), len(p.Stages))
	}
	i := 0
	for want, err := range states(t.Context(), p, read(t, url, (*pgmodel.Scope)(p.Scope)), parsepg.Execute) {
		if err != nil {
			t.Fatal(err)
		}
		stopBefore(t, url, p, groups[i+1].first)
		have := read(t, url, (*pgmodel.Scope)(p.Scope))
		if d := different(have, &plan.Plan{Want: want}); d != "" || have.LooseFingerprint() != p.Stages[i] {
			t.Fatalf("after transaction %d of %d, %v: %s", i+1, len(groups), p.Steps[groups[i].first].Statements, d)
		}
		i++
	}
	if _, err := apply(t, url, p, Options{}); err != nil {
		t.Fatal(err)
	}
	if again := planned(t, url, after); len(again.Steps) > 0 {
		t.Errorf("planned again: %v", again.Steps)
	}
}

// A saved plan knows only fingerprints: those of files and of a database that has its
// columns and constraints in another order are equal.
func TestSavedPlanKnowsWhereItEnds(t *testing.T) {
	url := server(t).Database(t, "CREATE TABLE t (a int, z int, CONSTRAINT zz CHECK (a > 0))")
	const desired = "CREATE TABLE t (a int, m int, z int, CONSTRAINT yy UNIQUE (m), CONSTRAINT zz CHECK (a > 0), CONSTRAINT aa CHECK (z > 0))"
	p := planned(t, url, desired)
	p.Want = nil
	if _, err := apply(t, url, p, Options{}); err != nil {
		t.Fatal(err)
	}
}

// stopBefore interrupts a plan when it comes to a step.
func stopBefore(t *testing.T, url string, p *plan.Plan, step int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := Apply(ctx, p, Options{URL: url, Wait: time.Second, Progress: func(e migrate.Event) {
		if e.Step == step+1 {
			cancel()
		}
	}})
	if ctx.Err() == nil {
		t.Fatalf("not stopped before step %d: %v", step+1, err)
	}
}

// read returns what the plan sees of a database.
func read(t *testing.T, url string, scope *pgmodel.Scope) *schema.Schema {
	t.Helper()
	db, err := introspect.Open(t.Context(), url, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	s, err := db.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s, _ = scope.Filter(s)
	return s
}
