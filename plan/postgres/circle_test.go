package postgres_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
)

// TestCircleIsReported: a view that calls a function on its own rows can be made by three
// statements, but a plan has one for each object. It says so, and does not run.
func TestCircleIsReported(t *testing.T) {
	const (
		table  = `CREATE TABLE t (id integer PRIMARY KEY);`
		circle = table + `
CREATE VIEW v AS SELECT id, 0 AS total FROM t;
CREATE FUNCTION f(r v) RETURNS integer LANGUAGE sql AS 'SELECT 2 * r.total';
CREATE OR REPLACE VIEW v AS SELECT id, f(NULL) AS total FROM t;`
	)
	for _, e := range []example{
		{rule: "created", from: table, to: circle},
		{rule: "dropped", from: circle, to: table},
	} {
		p, err := e.plan(t)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(p.Findings, func(f plan.Finding) bool { return f.Rule == "order-circle" })
		if i < 0 {
			t.Errorf("%s: no finding:\n%s", e.rule, describe(p))
			continue
		}
		f := p.Findings[i]
		if !f.Blocks || f.Severity != plan.Error {
			t.Errorf("%s: the finding does not block: %+v", e.rule, f)
		}
		for _, name := range []string{"view public.v", "function public.f(public.v)"} {
			if !strings.Contains(f.Message, name) {
				t.Errorf("%s: %q does not name %s", e.rule, f.Message, name)
			}
		}
		t.Log(f.Message)
	}
}

// TestOrderAfterSplit: a computed column that is split from a circle is added at the end of its table,
// and that is reported where the files have others after it.
func TestOrderAfterSplit(t *testing.T) {
	const function = "CREATE FUNCTION f(n integer) RETURNS integer LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT count(*)::integer FROM t; END;\n"
	for _, c := range []struct {
		name, table string
		want        bool
	}{
		{"columns after it", "CREATE TABLE t (a integer, g integer GENERATED ALWAYS AS (f(a)) STORED, b integer);", true},
		{"the last one", "CREATE TABLE t (a integer, b integer, g integer GENERATED ALWAYS AS (f(a)) STORED);", false},
		{"a default alone", "CREATE TABLE t (a integer, b integer DEFAULT f(1), c integer);", false},
		{"no circle", "CREATE TABLE t (a integer, g integer GENERATED ALWAYS AS (a * 2) STORED, b integer);", false},
	} {
		p, err := example{from: "CREATE TABLE u (a integer);", to: "CREATE TABLE u (a integer);" + function + c.table, target: "15"}.plan(t)
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.ContainsFunc(p.Findings, func(f plan.Finding) bool { return f.Rule == "column-order" }); got != c.want {
			t.Errorf("%s: column-order reported: %t\n%s", c.name, got, describe(p))
		}
	}
}
