package sqlite

// Views and triggers that do not change and are dropped and recreated all the same. DROP COLUMN
// tests every view and trigger of the database and fails where one reads a relation that is not
// there (lang_altertable.html, section 5). Views that change are dropped before any column is,
// so what reads one of them goes with it; a rebuild of the table would be the dear alternative.

import (
	"fmt"
	"maps"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// recreate marks the views and triggers that would stand in the way of DROP COLUMN. Where only
// the undo of the plan drops columns, they go and come back in that.
func (w *work) recreate() {
	unchanged := w.unchangedReaders()
	switch {
	case w.alters(plan.Drop):
		w.remade = unchanged
	case w.alters(plan.Add) && w.changesView():
		w.undone = unchanged
	}
}

// unchangedReaders are the views and triggers that do not change and read, perhaps by way of
// one another, what is not there while tables change; with the reason.
func (w *work) unchangedReaders() map[schema.Key]string {
	var gone []schema.Object
	for _, k := range w.order {
		if c := w.changes[k]; c.Op == plan.Drop || c.Op == plan.Alter && k.Kind == schema.KindView {
			gone = append(gone, c.From)
		}
	}
	unchanged := map[schema.Key]string{}
	readers := w.readers()
	for len(gone) > 0 {
		o := gone[0]
		gone = gone[1:]
		for _, reader := range readers[o.Key()] {
			k := reader.Key()
			if _, changes := w.changes[k]; changes || unchanged[k] != "" {
				continue
			}
			unchanged[k] = fmt.Sprintf("%s reads %s, which is not there while columns are dropped", k, o.Display())
			gone = append(gone, reader)
		}
	}
	maps.DeleteFunc(unchanged, func(k schema.Key, _ string) bool { return w.goesWithView(k, unchanged) })
	return unchanged
}

// changesView reports whether a view is there before and after, and another.
func (w *work) changesView() bool {
	changes := false
	w.each(schema.KindView, func(plan.Change) { changes = true }, plan.Alter)
	return changes
}

// alters reports whether a table is altered in place and loses or gets a column.
func (w *work) alters(op plan.Op) bool {
	for _, a := range w.altered {
		if a.rebuilds == "" && len(a.columns(op)) > 0 {
			return true
		}
	}
	return false
}

// readers are the views and triggers of the database by what they read.
func (w *work) readers() map[schema.Key][]schema.Object {
	readers := map[schema.Key][]schema.Object{}
	for o := range w.from.All() {
		for _, k := range relationsRead(o) {
			readers[k] = append(readers[k], o)
		}
	}
	return readers
}

// relationsRead are the tables and views that a view or trigger reads.
func relationsRead(o schema.Object) []schema.Key {
	switch o := o.(type) {
	case *litemodel.View:
		return o.Names()
	case *litemodel.Trigger:
		return o.Names()
	}
	return nil
}

// goesWithView reports whether a key is that of a trigger on a view that goes.
func (w *work) goesWithView(k schema.Key, unchanged map[schema.Key]string) bool {
	t, ok := w.from.Get(k).(*litemodel.Trigger)
	if !ok {
		return false
	}
	view := schema.Key{Kind: schema.KindView, Name: t.Table.Name}
	_, changes := w.changes[view]
	return changes || unchanged[view] != ""
}

// undoReaders are the statements by which the undo of a plan drops the views and triggers that
// are in its way, and creates them again.
func (w *work) undoReaders() (drops, creates []string) {
	for _, kind := range []schema.Kind{schema.KindView, schema.KindTrigger} {
		for o := range w.from.All() {
			if o.Key().Kind != kind || w.undone[o.Key()] == "" {
				continue
			}
			s := dropDependent(o, "")
			drops = append([]string{s.Statements[0].SQL}, drops...)
			creates = append(append(creates, s.Undo...), w.goesAlong(o.Key(), false)...)
		}
	}
	return drops, creates
}

// goesAlong creates the triggers that go with a view and have no step of their own. Those
// of a view that is recreated have one if they change.
func (w *work) goesAlong(view schema.Key, forGood bool) []string {
	var out []string
	for _, o := range w.attached(view.Name) {
		t, ok := o.(*litemodel.Trigger)
		if !ok {
			continue
		}
		if _, changes := w.changes[t.Key()]; !changes || forGood {
			out = append(out, create(&t.Source))
		}
	}
	return out
}
