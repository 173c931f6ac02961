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

// The shapes in which a plan is printed for someone else's runner.
const (
	RunnerScript      = "script"       // runs statements one by one, as the sqlite3 shell does
	RunnerTransaction = "transaction"  // wraps the whole in a transaction of its own
	RunnerNoSwitch    = "no-fk-switch" // has foreign keys on for good
)

// Planner plans for SQLite.
type Planner struct {
	target      version
	named       bool // somebody said which SQLite the target is
	runner      string
	columnOrder bool
}

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
	case RunnerScript, RunnerTransaction, RunnerNoSwitch:
	default:
		return nil, fmt.Errorf("runner %q: want script, transaction or no-fk-switch", runner)
	}
	return &Planner{v, target != "", runner, columnOrder}, nil
}

// Plan compares the schemas and writes the steps from one to the other.
func (p *Planner) Plan(in plan.Input) (*plan.Plan, error) {
	w := &work{Planner: p, in: in, from: in.From, to: in.To, out: &plan.Plan{
		Dialect: schema.SQLite, Target: p.target.String(), Runner: p.runner, From: in.Print(),
	}}
	w.out.RealDigits = w.digits()
	w.leave()
	if err := w.rename(); err != nil {
		return nil, err
	}
	w.sort(w.compare())
	w.lookalikes()
	w.decide()
	w.recreate()
	for p := range phases {
		w.collect(p)
	}
	w.write()
	w.tellOrder()
	w.references()
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
		dropTriggers: w.dropTriggers, dropViews: w.dropViews, dropIndexes: w.dropIndexes, dropVirtual: w.dropVirtual, dropTables: w.dropTables,
		changeTables: w.tables, createVirtual: w.createVirtual, createIndexes: w.createIndexes, createViews: w.createViews,
		refillIndexes: w.refill, createTriggers: w.createTriggers,
	}[p]()
}

// work is one plan in the making.
type work struct {
	*Planner
	in       plan.Input
	from, to *schema.Schema // those of the input, or others without what is left alone and after the renames; never changed
	out      *plan.Plan
	renamed  map[schema.Key]schema.Key // tables: new key to the key they have in in.From

	changes map[schema.Key]plan.Change   // of top-level objects
	parts   map[schema.Key][]plan.Change // of tables: what changes in them
	order   []schema.Key                 // keys of changes and parts, in key order
	altered map[schema.Key]*alteration   // tables that change, and how
	rebuilt map[schema.Key]bool
	done    map[schema.Key]*litemodel.Table // tables whose steps are written, as they are then
	remade  map[schema.Key]string           // views and triggers that are dropped and recreated although they do not change, and why
	undone  map[schema.Key]string           // the same, where only the undo of the plan must drop them

	operations *operations
	renames    []plan.Step // these come first

	onTable    map[string][]schema.Object // what is on a table or view of the database; see attached
	successors map[schema.Key]string      // what is wanted, by the keys that hints say it had

	unordered []*litemodel.Table // whose columns stand in another order
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

// reorder finds tables whose columns stand in another order. SQLite can add a
// column only at the end, so by default that is reported and not changed.
func (w *work) reorder() {
	for o := range w.to.All() {
		to, ok := o.(*litemodel.Table)
		from := litemodel.TableOf(w.from, o.Key())
		if !ok || from == nil || sameOrder(from, to) {
			continue
		}
		if !w.columnOrder {
			w.unordered = append(w.unordered, to)
			continue
		}
		if w.parts[to.Key()] == nil {
			w.order = append(w.order, to.Key())
		}
		w.parts[to.Key()] = append(w.parts[to.Key()], plan.Change{Op: plan.Alter, Key: to.Key(), From: from, To: to,
			Fields: []plan.FieldChange{{Name: orderField}}})
	}
}

// tellOrder reports the tables whose columns no rebuild has put in order.
func (w *work) tellOrder() {
	for _, t := range w.unordered {
		if w.rebuilt[t.Key()] {
			continue
		}
		w.find(plan.Finding{Rule: "column-order", Severity: plan.Info, Key: t.Key(), Pos: t.Pos(),
			Message: fmt.Sprintf("the columns of %s will stand in another order than in the files: SQLite adds columns at the end", t.Name),
			Hint:    "harmless unless a program uses SELECT * or INSERT without a column list; --column-order strict rebuilds the table"})
	}
}

const orderField = "column order"

// sameOrder reports whether adding what is new at the end of from gives the order of to.
func sameOrder(from, to *litemodel.Table) bool {
	var want []string
	for _, c := range from.Columns {
		if to.Column(c.Folded) != nil {
			want = append(want, c.Folded)
		}
	}
	for _, c := range addedColumns(from, to) {
		want = append(want, c.Folded)
	}
	for i, c := range to.Columns {
		if c.Folded != want[i] {
			return false
		}
	}
	return true
}
