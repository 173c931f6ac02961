package rqlite

// What a cluster refuses of a plan: values that every node would compute for itself. A
// definition that is there already is left alone.

import (
	"fmt"

	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Restrict returns what of a plan a cluster refuses.
func (Cluster) Restrict(from *schema.Schema, p *plan.Plan) []plan.Finding {
	var out []plan.Finding
	if len(p.Steps) == 0 || p.Want == nil {
		return nil
	}
	for o := range p.Want.All() {
		switch o := o.(type) {
		case *litemodel.Table:
			out = append(out, columns(litemodel.TableOf(from, o.Key()), o)...)
		case *litemodel.Trigger:
			was, _ := from.Get(o.Key()).(*litemodel.Trigger)
			if what := parser.Volatile(o.Body.SQL); what != "" && (was == nil || was.Body != o.Body) {
				out = append(out, volatile(o, "trigger "+o.Name, what))
			}
		}
	}
	return out
}

// columns are the findings about the columns of a table.
func columns(was, t *litemodel.Table) []plan.Finding {
	var out []plan.Finding
	for _, c := range t.Columns {
		var before *litemodel.Column
		if was != nil {
			before = was.Column(c.Folded)
		}
		name := "column " + t.Name + "." + c.Name
		if what := parser.Volatile(c.Default.SQL); what != "" && (before == nil || before.Default != c.Default) {
			out = append(out, volatile(c, "the default of "+name, what))
		}
		if what := parser.Volatile(c.Generated.Expr.SQL); what != "" && c.Generated.Stored && (before == nil || before.Generated != c.Generated) {
			out = append(out, volatile(c, name, what))
		}
	}
	return out
}

func volatile(o schema.Object, subject, what string) plan.Finding {
	return plan.Finding{Rule: "volatile-value", Severity: plan.Error, Key: o.Key(), Pos: o.Pos(), Blocks: true,
		Message: fmt.Sprintf("%s is computed by %s, by every node of the cluster for itself: the nodes would hold different values", subject, what),
		Hint:    "leave it out, and let the application send the value"}
}
