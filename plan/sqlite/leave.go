package sqlite

// Objects of the database that a plan leaves alone. A desired schema does not list the scratch
// tables of an interrupted rebuild, and their rows may be the only copy; nor can a virtual
// table be created or dropped without its module. Both are taken out of the two schemas before
// they are compared, and a finding names each.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// leave takes objects out of the comparison that the plan must not touch:
// tables that look like the scratch tables of an interrupted rebuild, and virtual
// tables whose module only the application has.
func (w *work) leave() {
	var virtual []schema.Key
	var leftovers map[string]*litemodel.Table // nil until a table is found that is not desired
	for o := range w.in.From.All() {
		switch o := o.(type) {
		case *litemodel.Table:
			if litemodel.TableOf(w.in.To, o.Key()) != nil {
				continue
			}
			if leftovers == nil {
				leftovers = w.leftoverNames()
			}
			if of := leftovers[o.Folded]; of != nil {
				w.leaveTable(o, of.Display())
			}
		case *litemodel.Virtual:
			if !o.Known && !sameVirtual(o, w.in.To.Get(o.Key())) {
				w.refuseVirtual(o, "differs from or is missing in the desired schema")
				virtual = append(virtual, o.Key())
			}
		}
	}
	for o := range w.in.To.All() {
		if v, ok := o.(*litemodel.Virtual); ok && !v.Known && w.in.From.Get(v.Key()) == nil {
			w.refuseVirtual(v, "is not in the database")
			virtual = append(virtual, v.Key())
		}
	}
	w.from, w.to = w.in.From.Without(w.out.Left...), w.in.To.Without(virtual...)
}

func sameVirtual(v *litemodel.Virtual, o schema.Object) bool {
	other, ok := o.(*litemodel.Virtual)
	return ok && other.Module == v.Module && other.Args == v.Args
}

func (w *work) refuseVirtual(v *litemodel.Virtual, why string) {
	w.out.Left = append(w.out.Left, v.Key())
	w.find(plan.Finding{Rule: "application-module", Severity: plan.Error, Key: v.Key(), Pos: v.Pos(), Blocks: true, Allow: "application-module",
		Message: fmt.Sprintf("virtual table %s %s, and only the application has its module %s", v.Name, why, v.Module),
		Hint:    "create or drop it in the application; --allow application-module plans the rest"})
}

// leftoverNames are the names that interrupted rebuilds of desired tables leave, with the
// first table that each can be of.
func (w *work) leftoverNames() map[string]*litemodel.Table {
	names := map[string]*litemodel.Table{}
	for o := range w.to.All() {
		t, ok := o.(*litemodel.Table)
		if !ok || litemodel.TableOf(w.from, t.Key()) == nil {
			continue
		}
		for _, pattern := range [...]string{"__new_%", "_new_%", "%__old", "%_old", "_%_old", "_schemadiff_new_%", "_schemadiff_copy_%", "_alembic_tmp_%", "new__%"} {
			if name := strings.Replace(pattern, "%", t.Key().Name, 1); names[name] == nil {
				names[name] = t
			}
		}
	}
	return names
}

func (w *work) leaveTable(t *litemodel.Table, of string) {
	w.out.Left = append(w.out.Left, t.Key())
	for o := range w.from.All() {
		if needs := o.Needs(); len(needs) > 0 && needs[0] == t.Key() && o.Key().Kind != schema.KindView && o.Key().Kind != schema.KindTable {
			w.out.Left = append(w.out.Left, o.Key())
		}
	}
	w.find(plan.Finding{Rule: "leftover-table", Severity: plan.Warning, Key: t.Key(),
		Message: fmt.Sprintf("table %s looks like the remains of an interrupted rebuild of %s; it is left alone", t.Name, of),
		Hint:    fmt.Sprintf("when its rows are of no use: DROP TABLE %s", quote(t.Name))})
}
