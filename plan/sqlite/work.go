package sqlite

// One plan in the making, and what all stages of it share: the two schemas, the differences by
// object, the operations so far, and the questions about what is on a table or refers to it.
// Nothing here writes SQL.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// work is one plan in the making.
type work struct {
	settings
	in       plan.Input
	from, to *schema.Schema // those of the input, or others without what is left alone and after the renames; never changed
	out      *plan.Plan
	asked    map[schema.Key]bool       // tables and columns whose former name a flag gives
	renamed  map[schema.Key]schema.Key // tables: new key to the key they have in in.From

	changes map[schema.Key]plan.Change   // of top-level objects
	parts   map[schema.Key][]plan.Change // of tables: what changes in them
	order   []schema.Key                 // keys of changes and parts, in key order
	altered map[schema.Key]*alteration   // tables that change, and how
	rebuilt map[schema.Key]bool
	done    map[schema.Key]*litemodel.Table // tables whose steps are written, as they are then
	remade  map[schema.Key]string           // views and triggers that are dropped and recreated although they do not change, and why
	undone  map[schema.Key]string           // the same, where only the undo of the plan must drop them

	keys       parentKeys
	operations *operations
	renames    []plan.Step // these come first

	onTable    map[string][]schema.Object // what is on a table or view of the database; see attached
	successors map[schema.Key]string      // what is wanted, by the keys that hints say it had

	unordered []*litemodel.Table // whose columns stand in another order
}

// parentKeys are the unique indexes that are the key of a foreign key, and what has become of them
// at the step that is written.
type parentKeys struct {
	from, to map[schema.Key]bool
	dropped  map[schema.Key]bool
	created  map[schema.Key]bool
}

func (w *work) step(s plan.Step) { w.out.Steps = append(w.out.Steps, s) }

func (w *work) find(f plan.Finding) { w.out.Findings = append(w.out.Findings, f) }

// facts of a table, under the name it has after the renames.
func (w *work) facts(k schema.Key) schema.TableFacts {
	if was, ok := w.renamed[k]; ok {
		k = was
	}
	return w.in.Facts.Table(k)
}

// alteration are the changes of one table as seen by ALTER TABLE.
type alteration struct {
	*work
	from, to *litemodel.Table
	parts    []plan.Change
	added    []*litemodel.Column              // new columns in the order in which they can be added
	with     map[schema.Key]*litemodel.Column // constraints that go or come with a column
	rebuilds string                           // the reason why one of the changes needs more than ALTER TABLE, or ""
}

// columns are the keys of the dropped or the new columns by name.
func (a *alteration) columns(op plan.Op) map[string]schema.Key {
	columns := map[string]schema.Key{}
	for _, c := range a.parts {
		if c.Op == op && c.Key.Kind == schema.KindColumn {
			columns[c.Key.Name] = c.Key
		}
	}
	return columns
}

// each calls do for every change of a kind that has one of the operations.
func (w *work) each(kind schema.Kind, do func(plan.Change), ops ...plan.Op) {
	for _, k := range w.order {
		c, ok := w.changes[k]
		if !ok || k.Kind != kind {
			continue
		}
		for _, op := range ops {
			if c.Op == op {
				do(c)
			}
		}
	}
}

// goes reports whether a table or view is dropped.
func (w *work) goes(table schema.Key) bool {
	c, ok := w.changes[table]
	return ok && c.Op == plan.Drop
}

// attached are the indexes of a table or view of the database, then its triggers.
func (w *work) attached(table string) []schema.Object {
	if w.onTable == nil {
		w.onTable = map[string][]schema.Object{}
		for _, kind := range []schema.Kind{schema.KindIndex, schema.KindTrigger} {
			for o := range w.from.All() {
				if o.Key().Kind == kind {
					name := o.Needs()[0].Name
					w.onTable[name] = append(w.onTable[name], o)
				}
			}
		}
	}
	return w.onTable[table]
}

// children are the tables of the database, as they are at this step, with a
// foreign key to the table.
func (w *work) children(parent schema.Key) []*litemodel.Table {
	var out []*litemodel.Table
	for o := range w.from.All() {
		t, ok := o.(*litemodel.Table)
		if !ok || w.goes(t.Key()) {
			continue
		}
		if now := w.done[t.Key()]; now != nil {
			t = now
		}
		for _, fk := range t.ForeignKeys {
			if fk.References == parent {
				out = append(out, t)
				break
			}
		}
	}
	return out
}

// needOutside refuses a step that would call functions or collations that only the
// application has: a stub would write wrong values or a corrupt index.
func (w *work) needOutside(o schema.Object, names []string, what string) {
	if len(names) == 0 {
		return
	}
	w.find(plan.Finding{Rule: "application-defined", Severity: plan.Error, Key: o.Key(), Pos: o.Pos(), Blocks: true,
		Message: fmt.Sprintf("%s %s needs what only the application has: %s", what, o.Display(), strings.Join(names, ", ")),
		Hint:    "run the printed SQL on a connection that has it"})
}

// isKey reports whether an index is the key of a foreign key before or after.
func (w *work) isKey(k schema.Key) bool { return w.keys.from[k] || w.keys.to[k] }

// isRebuilt reports whether a plan rebuilds a table.
func (w *work) isRebuilt(table schema.Key) bool {
	a := w.altered[table]
	return a != nil && a.rebuilds != ""
}

// dropPhase is when an index that changes or goes is dropped.
func (w *work) dropPhase(k schema.Key) phase {
	if w.keys.from[k] {
		return dropKeys
	}
	return dropIndexes
}

// createPhase is when an index that changes or is new is created.
func (w *work) createPhase(k schema.Key) phase {
	if w.keys.to[k] {
		return createKeys
	}
	return createIndexes
}
