package app

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/internal/engine/postgres"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

func TestPlan(t *testing.T) {
	from := live(t, dbtest.File(t, "CREATE TABLE a (x);"))
	p := planned(t, from, "CREATE TABLE a (x, y); CREATE TABLE b (x);", planOptions())
	if len(p.Plan.Steps) != 2 || p.Run == "" || !strings.Contains(p.Planner.Script(p.Plan), "CREATE TABLE b (x)") {
		t.Errorf("got %d steps\n%s", len(p.Plan.Steps), p.Planner.Script(p.Plan))
	}
	if again := planned(t, ddl(t, "CREATE TABLE a (x, y); CREATE TABLE b (x);"), "CREATE TABLE a (x, y); CREATE TABLE b (x);", planOptions()); len(again.Plan.Steps) != 0 {
		t.Errorf("equal schemas have %d steps", len(again.Plan.Steps))
	}
}

func TestPlanOfUnknownVersion(t *testing.T) {
	o := planOptions()
	o.Form.Target = "1.0"
	var form *FormError
	if _, err := Plan(ctx, ddl(t, ""), ddl(t, ""), o); !errors.As(err, &form) || errors.Unwrap(form) == nil {
		t.Errorf("got %v", err)
	}
}

// A plan between two texts cannot be verified on a copy of a database.
func TestPlanVerifyNeedsDatabase(t *testing.T) {
	o := PlanOptions{Target: postgres.Server{}, Verify: true}
	side := func() *Endpoint { return &Endpoint{Schema: &schema.Schema{Dialect: schema.Postgres}} }
	var none *NoDatabaseError
	if _, err := Plan(ctx, side(), side(), o); !errors.As(err, &none) || !none.Verify {
		t.Errorf("got %v", err)
	}
}

func TestPlanExcludes(t *testing.T) {
	o := planOptions()
	o.Exclude = FoldPatterns(target.Language(), []string{"main.KEPT*"})
	from := live(t, dbtest.File(t, "CREATE TABLE kept (x); CREATE INDEX i ON kept (x);"))
	if p := planned(t, from, "", o); len(p.Plan.Steps) != 0 {
		t.Errorf("an excluded table has %d steps", len(p.Plan.Steps))
	}
	o.Exclude = []string{"["}
	var pattern *PatternError
	if _, err := Plan(ctx, ddl(t, ""), ddl(t, ""), o); !errors.As(err, &pattern) || pattern.Pattern != "[" || errors.Unwrap(pattern) == nil {
		t.Errorf("got %v", err)
	}
}

// A rename is a step of its own only where the caller names it.
func TestPlanRenames(t *testing.T) {
	o := planOptions()
	o.Renames = map[string]string{"a.x": "y"}
	p := planned(t, live(t, dbtest.File(t, "CREATE TABLE a (x);")), "CREATE TABLE a (y);", o)
	if sql := p.Planner.Script(p.Plan); !strings.Contains(sql, "RENAME COLUMN x TO y") {
		t.Errorf("got\n%s", sql)
	}
}

func TestPlanOfMissingNames(t *testing.T) {
	to := ddl(t, "CREATE VIEW v AS SELECT x FROM missing;")
	var errs parse.Errors
	if _, err := Plan(ctx, ddl(t, ""), to, planOptions()); !errors.As(err, &errs) || errs[0].Pos.File != "schema.sql" {
		t.Errorf("got %v", err)
	}
}

func TestUnsupported(t *testing.T) {
	notes := []schema.Note{{Class: schema.Ignored, Subject: "a"}, {Class: schema.Unsupported, Subject: "b", Reason: "why"}}
	err := unsupported(notes, []schema.Key{{Kind: schema.KindTable, Name: "c"}})
	if err == nil || err.Error() != "b: why; table c is left alone" {
		t.Errorf("got %v", err)
	}
	if err := unsupported(notes[:1], nil); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestDifferences(t *testing.T) {
	o := planOptions()
	have, want := ddl(t, "CREATE TABLE a (x); CREATE TABLE b (x);").Schema, ddl(t, "CREATE TABLE a (x, y);").Schema
	if got := o.Differences(have, want); len(got) != 2 {
		t.Errorf("got %q", got)
	}
	o.Exclude = []string{"b", "a"}
	if got := o.Differences(ddl(t, "CREATE TABLE b (x);").Schema, ddl(t, "CREATE TABLE a (x);").Schema); len(got) != 0 {
		t.Errorf("excluded tables differ: %q", got)
	}
	o.Exclude = []string{"["}
	if got := o.Differences(ddl(t, "").Schema, ddl(t, "").Schema); len(got) != 1 {
		t.Errorf("a broken pattern: %q", got)
	}
}

func TestOpenDatabase(t *testing.T) {
	file := dbtest.File(t, "CREATE TABLE a (x);")
	e := live(t, file)
	if e.Schema == nil || e.Database != file || e.Public() == "" || strings.Contains(e.Public(), filepath.Dir(file)) {
		t.Errorf("got %+v", e)
	}
	if _, err := OpenDatabase(ctx, target, "x", filepath.Join(t.TempDir(), "none.db"), introspect.Patience{}); err == nil {
		t.Error("a file that does not exist was opened")
	}
}

func TestInspect(t *testing.T) {
	file := dbtest.File(t, "CREATE TABLE a (x); CREATE TABLE b (x); CREATE TABLE schema_migrations (version TEXT PRIMARY KEY);")
	names := func(o InspectOptions) []string {
		e := live(t, file)
		if err := Inspect(target.Language(), e, o); err != nil {
			t.Fatal(err)
		}
		var out []string
		for o := range e.Schema.All() {
			if o.Key().Kind == schema.KindTable {
				out = append(out, o.Key().Name)
			}
		}
		return out
	}
	if got := names(InspectOptions{Exclude: []string{"b"}}); !slices.Equal(got, []string{"a"}) {
		t.Errorf("got %q", got)
	}
	if got := names(InspectOptions{OtherTools: true}); len(got) != 3 {
		t.Errorf("with other tools: %q", got)
	}
	var pattern *PatternError
	if err := Inspect(target.Language(), live(t, file), InspectOptions{Exclude: []string{"["}}); !errors.As(err, &pattern) {
		t.Errorf("got %v", err)
	}
}

func TestCheckAllowed(t *testing.T) {
	from := live(t, dbtest.File(t, "CREATE TABLE a (x, y); CREATE TABLE b (x);"))
	p := planned(t, from, "CREATE TABLE a (x);", planOptions()).Plan
	for _, c := range []struct {
		items string
		could []string // nil where the item matches
	}{
		{"drop-table:b", nil}, {"drop-table", nil}, {"destructive", nil}, {"all", nil}, {"drop-column:a.y,drop-table:b", nil},
		{"drop-table:c", []string{"drop-table:b"}},
		{"drop-index", []string{"drop-column:a.y", "drop-table:b"}},
	} {
		err := CheckAllowed([]string{c.items}, p, from.Schema)
		var unused *UnusedAllowError
		errors.As(err, &unused)
		switch {
		case c.could == nil && err == nil:
		case unused == nil || c.could == nil:
			t.Errorf("%s: %v", c.items, err)
		default:
			slices.Sort(unused.Could)
			if !slices.Equal(unused.Could, c.could) || !strings.Contains(err.Error(), c.could[0]) {
				t.Errorf("%s could be %q, want %q", c.items, unused.Could, c.could)
			}
		}
	}
	more := plan.Rule{Name: "drop-index", Key: schema.Key{Kind: schema.KindIndex, Name: "i"}}
	if err := CheckAllowed([]string{"drop-index:i"}, p, from.Schema, more); err != nil {
		t.Errorf("a rule beside the plan: %v", err)
	}
	if err := CheckAllowed([]string{"drop-table:c"}, p, &schema.Schema{}); err != nil {
		t.Errorf("an empty database: %v", err)
	}
}

func TestLintPlan(t *testing.T) {
	file := dbtest.File(t, "CREATE TABLE a (x); INSERT INTO a VALUES (1);")
	from := live(t, file)
	p := planned(t, from, "CREATE TABLE a (x); CREATE TABLE b (x INTEGER REFERENCES missing (id));", planOptions())
	l := linter()
	l.Database = from
	if err := l.LintPlan(ctx, p, false); err != nil {
		t.Fatal(err)
	}
	for _, f := range p.Plan.Findings {
		if f.Pos.File != "schema.sql" {
			t.Errorf("%s is not at the DDL: %+v", f.Rule, f.Pos)
		}
	}
	if len(p.Plan.Findings) == 0 {
		t.Error("no finding about a missing table")
	}
}
