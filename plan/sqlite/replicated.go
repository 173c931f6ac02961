package sqlite

// What a cluster refuses that applies statements on every node, as rqlite does: a default, a stored
// column or a trigger that reads the clock or a random number has another value on each. A
// definition that is in the database already is left alone.

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// replicated adds findings for values that every node would compute for itself.
func (w *work) replicated() {
	if w.runner != RunnerRqlite || len(w.out.Steps) == 0 {
		return
	}
	for o := range w.to.All() {
		switch o := o.(type) {
		case *litemodel.Table:
			w.volatileColumns(litemodel.TableOf(w.from, o.Key()), o)
		case *litemodel.Trigger:
			was, _ := w.from.Get(o.Key()).(*litemodel.Trigger)
			if was == nil || was.Body != o.Body {
				w.volatile(o, "trigger "+o.Name, o.Body)
			}
		}
	}
}

// volatileColumns looks at the columns of a table that are new or change.
func (w *work) volatileColumns(was, t *litemodel.Table) {
	for _, c := range t.Columns {
		var before *litemodel.Column
		if was != nil {
			before = was.Column(c.Folded)
		}
		name := "column " + t.Name + "." + c.Name
		if before == nil || before.Default != c.Default {
			w.volatile(c, "the default of "+name, c.Default)
		}
		if c.Generated.Stored && (before == nil || before.Generated != c.Generated) {
			w.volatile(c, name, c.Generated.Expr)
		}
	}
}

func (w *work) volatile(o schema.Object, subject string, e litemodel.Expr) {
	what := e.Volatile()
	if what == "" {
		return
	}
	w.find(plan.Finding{Rule: "volatile-value", Severity: plan.Error, Key: o.Key(), Pos: o.Pos(), Blocks: true,
		Message: fmt.Sprintf("%s is computed by %s, by every node of the cluster for itself: the nodes would hold different values", subject, what),
		Hint:    "leave it out, and let the application send the value"})
}
