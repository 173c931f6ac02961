package sqlite

// Indexes, views and triggers hold no rows of their own: a change is a DROP
// before and a CREATE after the tables they name change.

import (
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

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
		if kind == schema.KindIndex && (w.dropPhase(c.Key) != p || p == dropKeys && w.isRebuilt(on)) {
			return
		}
		w.operations.add(p, c.From, func() {
			s := dropDependent(c.From, w.dropReason(c))
			s.Pos = c.Pos()
			w.step(s)
			if p == dropKeys {
				w.keys.dropped[c.Key] = true
			}
		})
	}, plan.Drop, plan.Alter)
}

func (w *work) dropTriggers() {
	w.dropAttached(dropTriggers, schema.KindTrigger)
	w.dropUnchanged(dropTriggers, schema.KindTrigger)
}

// dropIndexes drops the indexes whose turn is in a phase.
func (w *work) dropIndexes(p phase) { w.dropAttached(p, schema.KindIndex) }

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

// createIndexes creates the indexes whose turn is in a phase.
func (w *work) createIndexes(p phase) {
	w.each(schema.KindIndex, func(c plan.Change) {
		if w.createPhase(c.Key) != p || p == createKeys && w.isRebuilt(c.To.Needs()[0]) {
			return
		}
		w.operations.add(p, c.To, func() {
			x := c.To.(*litemodel.Index)
			w.needOutside(x, x.Undefined, "creating the index")
			w.step(w.indexStep(c))
			if p == createKeys {
				w.keys.created[c.Key] = true
			}
		})
	}, plan.Add, plan.Alter)
}

// indexStep is the step that creates an index.
func (w *work) indexStep(c plan.Change) plan.Step {
	x := c.To.(*litemodel.Index)
	s := createDependent(x, w.createReason(c))
	from := litemodel.TableOf(w.from, x.Table)
	if from != nil { // a table that the plan creates has no rows to read
		facts := w.facts(x.Table)
		s.Cost, s.Rows, s.Bytes = plan.Scan, facts.Rows, facts.Bytes
	}
	if from != nil && x.Unique {
		s.Probes = append(s.Probes, w.uniqueProbe(from, litemodel.TableOf(w.to, x.Table), x.Parts, x.Where, x)...)
	}
	if to := litemodel.TableOf(w.to, x.Table); to != nil {
		s.Probes = append(s.Probes, w.engineProbes(from, to, x, indexExprs(to, x)...)...)
	}
	return s
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
