// Package sqlite plans steps for SQLite, table rebuilds included.
//
// Two schemas and what is known of the rows come in, steps in the order they
// run come out. Nothing is executed here; the engine is asked only through
// plan.Input.Fold.
package sqlite

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Planner plans for SQLite.
type Planner struct{ settings }

var _ plan.Planner = (*Planner)(nil)

// New makes a planner. target is the SQLite version that will run the plan,
// such as "3.40", or "" for the oldest that has DROP COLUMN; runner one of the
// Runner constants or "". With columnOrder a different order of columns is a
// change.
func New(target, runner string, columnOrder bool) (*Planner, error) {
	v, err := parseVersion(target)
	if err != nil {
		return nil, err
	}
	switch runner {
	case "":
		runner = RunnerScript
	case RunnerScript, RunnerTransaction, RunnerNoSwitch, RunnerD1, RunnerRqlite:
	default:
		return nil, fmt.Errorf("runner %q: want script, transaction, no-fk-switch, d1 or rqlite", runner)
	}
	return &Planner{settings{v, target != "", runner, columnOrder}}, nil
}

// Plan compares the schemas and writes the steps from one to the other.
func (p *Planner) Plan(in plan.Input) (*plan.Plan, error) {
	w := &work{settings: p.settings, in: in, from: in.From, to: in.To, out: &plan.Plan{
		Dialect: schema.SQLite, Target: p.target.String(), Runner: p.runner, From: in.Print(),
	}}
	w.out.RealDigits = w.digits()
	w.out.ScriptSuffix = w.scriptSuffix()
	w.leave()
	if err := w.rename(); err != nil {
		return nil, err
	}
	w.sort(w.compare())
	w.lookalikes()
	w.decide()
	w.findParentKeys()
	w.recreate()
	for p := range phases {
		w.collect(p)
	}
	w.orderKeys()
	w.write()
	w.tellOrder()
	w.references()
	w.limits()
	w.replicated()
	w.out.Notes = append(append(w.out.Notes, in.To.Notes...), in.From.Notes...)
	return w.out, nil
}

// compare lists the differences, which are those of the input where nothing was left out or
// renamed.
func (w *work) compare() []plan.Change {
	if w.in.Changes != nil && w.from == w.in.From && w.to == w.in.To {
		return w.in.Changes
	}
	return plan.Compare(w.from, w.to)
}

// collect adds the operations of a phase.
func (w *work) collect(p phase) {
	[phases]func(){
		dropTriggers: w.dropTriggers, dropViews: w.dropViews, dropIndexes: func() { w.dropIndexes(dropIndexes) }, dropVirtual: w.dropVirtual, dropTables: w.dropTables,
		changeTables: w.tables, dropKeys: func() { w.dropIndexes(dropKeys) }, createKeys: func() { w.createIndexes(createKeys) }, createVirtual: w.createVirtual, createIndexes: func() { w.createIndexes(createIndexes) }, createViews: w.createViews,
		refillIndexes: w.refill, createTriggers: w.createTriggers,
	}[p]()
}

// write writes the steps in their order, each with those it waits for.
func (w *work) write() {
	sorted := w.operations.inOrder()
	ends := make([]int, len(sorted))
	for i, n := range sorted {
		w.operations.write[n]()
		ends[i] = len(w.out.Steps)
	}
	w.operations.graph.NameWaits(w.out.Steps, sorted, ends)
	w.out.Steps = plan.AfterRenames(w.renames, w.out.Steps)
}

// sort groups changes by the object or the table they are about.
func (w *work) sort(changes []plan.Change) {
	w.changes, w.parts = map[schema.Key]plan.Change{}, map[schema.Key][]plan.Change{}
	w.rebuilt, w.remade = map[schema.Key]bool{}, map[schema.Key]string{}
	w.operations = newOperations()
	w.done = map[schema.Key]*litemodel.Table{}
	for _, c := range changes {
		table := c.Key.Kind == schema.KindTable && c.Op == plan.Alter
		if !c.Key.IsPart() && !table {
			w.changes[c.Key] = c
			w.order = append(w.order, c.Key)
			continue
		}
		k := c.Key
		if !table {
			k = litemodel.TableKey(c.Key.Table)
		}
		if w.parts[k] == nil {
			w.order = append(w.order, k)
		}
		w.parts[k] = append(w.parts[k], c)
	}
	w.reorder()
}
