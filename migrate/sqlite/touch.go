package sqlite

// The plan is reduced to what it does to each table: rows rewritten, rowids renumbered,
// columns altered, foreign keys put at risk. The result decides how much is recorded and
// compared for that table; a step that changes only the catalog needs no hash of its rows.

import (
	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// touch records what the steps of a plan do to one table.
type touch struct {
	heavy     bool            // more than the catalog changes: foreign keys are checked
	rewritten bool            // rows are written in place: their content is hashed
	counter   bool            // an AUTOINCREMENT counter moves with the rows
	renumbers bool            // rows get new rowids
	columns   map[string]bool // columns that a step is about: their values may change
}

// touches lists the tables that the steps name, by folded name. A rebuild
// proves its own content.
func touches(p *plan.Plan, from *schema.Schema) map[string]*touch {
	all := make(map[string]*touch)
	for i := range p.Steps {
		s := &p.Steps[i]
		name := tableOf(s, from)
		if name == "" {
			continue
		}
		t := all[name]
		if t == nil {
			t = &touch{columns: map[string]bool{}}
			all[name] = t
		}
		t.add(s)
	}
	return all
}

func (t *touch) add(s *plan.Step) {
	t.heavy = t.heavy || !keepsRows(s)
	if s.Key.Kind == schema.KindColumn {
		t.columns[s.Key.Name] = true
	}
	if s.Copy == nil {
		t.rewritten = t.rewritten || s.Cost == plan.Rewrite || s.Cost == ""
		return
	}
	t.counter = t.counter || s.Copy.Counter
	t.renumbers = t.renumbers || s.Copy.RowID == ""
}

// keepsRows reports whether a step leaves the rows alone. Dropping a unique index does,
// but it can be what a foreign key refers to.
func keepsRows(s *plan.Step) bool {
	quick := s.Cost == plan.Constant || s.Cost == plan.Scan
	return s.Copy == nil && s.Loss == plan.Keeps && quick && s.Key.Kind != schema.KindIndex
}

// tableOf is the folded name of the table a step works on, "" if it works on none.
func tableOf(s *plan.Step, from *schema.Schema) string {
	switch {
	case s.Copy != nil:
		return parsesqlite.Fold(s.Copy.Table)
	case s.Key.Kind == schema.KindTable:
		return s.Key.Name
	case s.Key.Kind == schema.KindIndex:
		if i, ok := from.Get(s.Key).(*litemodel.Index); ok && i.Unique {
			return i.Table.Name
		}
		return ""
	}
	return s.Key.Table
}

// related lists the tables whose foreign keys the steps can break: the ones
// changed beyond the catalog, and the ones that refer to them. A step on a
// table that only a rename of this plan brings about makes it all of them.
func related(all map[string]*touch, from *schema.Schema) map[string]bool {
	tables := make(map[string]bool)
	everything := false
	for name, t := range all {
		if t.heavy {
			tables[name] = true
			everything = everything || litemodel.TableOf(from, litemodel.TableKey(name)) == nil
		}
	}
	for o := range from.All() {
		t, ok := o.(*litemodel.Table)
		if ok && (everything || refersTo(t, all)) {
			tables[t.Folded] = true
		}
	}
	return tables
}

func refersTo(t *litemodel.Table, all map[string]*touch) bool {
	for _, fk := range t.ForeignKeys {
		if parent := all[fk.References.Name]; parent != nil && parent.heavy {
			return true
		}
	}
	return false
}
