package sqlite

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// leave takes objects out of the comparison that the plan must not touch:
// what another tool's interrupted rebuild left behind, and virtual tables
// whose module only the application has.
func (w *work) leave() {
	for o := range w.from.All() {
		switch o := o.(type) {
		case *schema.Table:
			if of := w.leftoverOf(o); of != "" {
				w.leaveTable(o, of)
			}
		case *schema.Virtual:
			if !o.Known && !sameVirtual(o, w.to.Get(o.Key())) {
				w.refuseVirtual(o, "differs from or is missing in the desired schema")
				w.from.Delete(o.Key())
				w.to.Delete(o.Key())
			}
		}
	}
	for o := range w.to.All() {
		if v, ok := o.(*schema.Virtual); ok && !v.Known && w.from.Get(v.Key()) == nil {
			w.refuseVirtual(v, "is not in the database")
			w.to.Delete(v.Key())
		}
	}
}

func sameVirtual(v *schema.Virtual, o schema.Object) bool {
	other, ok := o.(*schema.Virtual)
	return ok && other.Module == v.Module && other.Args == v.Args
}

func (w *work) refuseVirtual(v *schema.Virtual, why string) {
	w.out.Left = append(w.out.Left, v.Key())
	w.find(plan.Finding{Rule: "application-module", Severity: plan.Error, Key: v.Key(), Pos: v.Pos(), Blocks: true, Allow: "application-module",
		Message: fmt.Sprintf("virtual table %s %s, and only the application has its module %s", v.Name, why, v.Module),
		Hint:    "create or drop it in the application; --allow application-module plans the rest"})
}

// leftoverOf is the desired table that a table looks like an interrupted rebuild of.
func (w *work) leftoverOf(t *schema.Table) string {
	if w.to.Table(t.Key()) != nil {
		return ""
	}
	for o := range w.to.All() {
		k := o.Key()
		if k.Kind != schema.KindTable {
			continue
		}
		for _, pattern := range [...]string{"__new_%", "_new_%", "%__old", "%_old", "_%_old", "_schemadiff_new_%", "_schemadiff_copy_%", "_alembic_tmp_%", "new__%"} {
			if t.Folded == strings.Replace(pattern, "%", k.Name, 1) && w.from.Table(k) != nil {
				return o.Display()
			}
		}
	}
	return ""
}

func (w *work) leaveTable(t *schema.Table, of string) {
	w.out.Left = append(w.out.Left, t.Key())
	w.from.Delete(t.Key())
	for o := range w.from.All() {
		if needs := o.Needs(); len(needs) > 0 && needs[0] == t.Key() && o.Key().Kind != schema.KindView {
			w.out.Left = append(w.out.Left, o.Key())
			w.from.Delete(o.Key())
		}
	}
	w.find(plan.Finding{Rule: "leftover-table", Severity: plan.Warning, Key: t.Key(),
		Message: fmt.Sprintf("table %s looks like what an interrupted rebuild of %s left behind; it is left alone", t.Name, of),
		Hint:    fmt.Sprintf("when its rows are of no use: DROP TABLE %s", quote(t.Name))})
}
