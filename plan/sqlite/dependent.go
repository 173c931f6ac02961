package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Indexes, views and triggers hold no rows of their own: a change is a DROP
// before and a CREATE after the tables they name change.

// dropDependent is the step that drops an index, view or trigger.
func dropDependent(o schema.Object, reason string) plan.Step {
	k := o.Key()
	sql := fmt.Sprintf("DROP %s %s", strings.ToUpper(string(k.Kind)), quote(o.Display()))
	return plan.Step{Kind: plan.Kind("drop " + string(k.Kind)), Key: k, Pos: o.Pos(), Cost: plan.Constant, Loss: plan.Keeps,
		Rows: -1, Bytes: -1, Reasons: []string{reason},
		Statements: []plan.Statement{exists(sql, string(k.Kind), o.Display(), 0)},
		Undo:       []string{create(litemodel.SourceOf(o))}}
}

func createDependent(o schema.Object, reason string) plan.Step {
	k := o.Key()
	undo := fmt.Sprintf("DROP %s %s", strings.ToUpper(string(k.Kind)), quote(o.Display()))
	return plan.Step{Kind: plan.Kind("create " + string(k.Kind)), Key: k, Pos: o.Pos(), Cost: plan.Constant, Loss: plan.Keeps,
		Rows: -1, Bytes: -1, Reasons: []string{reason},
		Statements: []plan.Statement{exists(create(litemodel.SourceOf(o)), string(k.Kind), o.Display(), 1)},
		Undo:       []string{undo}}
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

// dropReason says why an object goes, and names its successor if it was renamed.
func (w *work) dropReason(c plan.Change) string {
	if c.Op == plan.Alter {
		return sentence(c)
	}
	if to := w.successor(c.Key); to != "" {
		return fmt.Sprintf("%s is renamed to %s", c.Key, to)
	}
	return sentence(c)
}

// successor is the name of the object that a hint says was called so, or "".
func (w *work) successor(k schema.Key) string {
	if w.successors == nil {
		w.successors = map[schema.Key]string{}
		for _, now := range w.order {
			to := w.changes[now].To
			if to == nil || to.Former() == "" {
				continue
			}
			was := schema.Key{Kind: now.Kind, Name: litemodel.Fold(to.Former())}
			if w.successors[was] == "" {
				w.successors[was] = to.Display()
			}
		}
	}
	return w.successors[schema.Key{Kind: k.Kind, Name: k.Name}]
}

func (w *work) createReason(c plan.Change) string {
	if former := c.To.Former(); former != "" && c.Op == plan.Add {
		if _, ok := w.changes[schema.Key{Kind: c.Key.Kind, Name: litemodel.Fold(former)}]; ok {
			return fmt.Sprintf("%s was %s", c.Key, former)
		}
	}
	return sentence(c)
}

// dropAttached drops indexes or triggers. Where their table or view is dropped they have
// no step: they go with it, and come back with its undo. A rebuild of the table would drop
// them too, but then they have a step all the same, with its reason and its undo.
func (w *work) dropAttached(p phase, kind schema.Kind) {
	w.each(kind, func(c plan.Change) {
		on := c.From.Needs()[0]
		if w.goes(on) || w.goes(schema.Key{Kind: schema.KindView, Name: on.Name}) {
			return
		}
		w.operations.add(p, c.From, func() {
			s := dropDependent(c.From, w.dropReason(c))
			s.Pos = c.Pos()
			w.step(s)
		})
	}, plan.Drop, plan.Alter)
}

func (w *work) dropTriggers() {
	w.dropAttached(dropTriggers, schema.KindTrigger)
	w.dropUnchanged(dropTriggers, schema.KindTrigger)
}

func (w *work) dropIndexes() { w.dropAttached(dropIndexes, schema.KindIndex) }

// goes reports whether a table or view is dropped.
func (w *work) goes(table schema.Key) bool {
	c, ok := w.changes[table]
	return ok && c.Op == plan.Drop
}

func (w *work) dropViews() {
	_, creates := w.undoReaders()
	w.each(schema.KindView, func(c plan.Change) {
		w.operations.add(dropViews, c.From, func() {
			s := dropDependent(c.From, w.dropReason(c))
			s.Undo = append(append(s.Undo, w.goesAlong(c.Key, c.Op == plan.Drop)...), creates...)
			creates = nil // the first step is undone last
			s.Pos = c.Pos()
			w.step(s)
		})
	}, plan.Drop, plan.Alter)
	w.dropUnchanged(dropViews, schema.KindView)
}

// dropUnchanged drops views or triggers that do not change and are recreated all the same.
func (w *work) dropUnchanged(p phase, kind schema.Kind) {
	for o := range w.from.All() {
		why := w.remade[o.Key()]
		if o.Key().Kind != kind || why == "" {
			continue
		}
		w.operations.add(p, o, func() {
			s := dropDependent(o, why)
			s.Undo = append(s.Undo, w.goesAlong(o.Key(), false)...)
			w.step(s)
		})
	}
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

func (w *work) createIndexes() {
	w.each(schema.KindIndex, func(c plan.Change) {
		w.operations.add(createIndexes, c.To, func() { w.createIndex(c) })
	}, plan.Add, plan.Alter)
}

func (w *work) createIndex(c plan.Change) {
	x := c.To.(*litemodel.Index)
	s := createDependent(x, w.createReason(c))
	s.Cost = plan.Scan
	facts := w.facts(x.Table)
	s.Rows, s.Bytes = facts.Rows, facts.Bytes
	if from := litemodel.TableOf(w.from, x.Table); from != nil && x.Unique {
		s.Probes = append(s.Probes, w.uniqueProbe(from, litemodel.TableOf(w.to, x.Table), x.Parts, x.Where, x)...)
	}
	if to := litemodel.TableOf(w.to, x.Table); to != nil {
		s.Probes = append(s.Probes, w.engineProbes(litemodel.TableOf(w.from, x.Table), to, x, indexExprs(to, x)...)...)
	}
	w.needOutside(x, x.Undefined, "creating the index")
	w.step(s)
}

// createViews creates new views and dropped ones, in the order of their names.
func (w *work) createViews() {
	drops, _ := w.undoReaders()
	var last schema.Key
	w.each(schema.KindView, func(c plan.Change) { last = c.Key }, plan.Alter)
	for o := range w.to.All() {
		c, changes := w.changes[o.Key()]
		why := w.remade[o.Key()]
		if o.Key().Kind != schema.KindView || !changes && why == "" {
			continue
		}
		if changes {
			why = w.createReason(c)
		}
		w.operations.add(createViews, o, func() {
			s := createDependent(o, why)
			if o.Key() == last { // it is undone first
				s.Undo = append(slices.Clone(drops), s.Undo...)
			}
			w.step(s)
		})
	}
}

// createTriggers also recreates the triggers that were dropped with their view.
func (w *work) createTriggers() {
	for o := range w.to.All() {
		t, ok := o.(*litemodel.Trigger)
		if !ok {
			continue
		}
		why := w.remade[t.Key()]
		view := schema.Key{Kind: schema.KindView, Name: t.Table.Name}
		if c, ok := w.changes[t.Key()]; ok {
			why = w.createReason(c)
		} else if c, ok := w.changes[view]; ok && c.Op == plan.Alter || w.remade[view] != "" {
			why = fmt.Sprintf("%s went with view %s", t.Key(), t.Table.Name)
		}
		if why != "" {
			w.operations.add(createTriggers, t, func() { w.step(createDependent(t, why)) })
		}
	}
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
