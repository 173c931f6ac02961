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
