package sqlite

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// hashLimit is the number of rows up to which content is hashed: about a
// second a million rows, with the write lock held.
const hashLimit = 5_000_000

// watched is a table and what was in it before the steps.
type watched struct {
	first, now string // folded names, before the steps and now
	gone       bool   // a step dropped it
	touch      *touch // nil for a table that only refers to a touched one
	rows       int64
	sums       map[string]uint64 // content by column; nil if not hashed
	sequence   int64
	checked    bool // foreign keys are compared
	foreign    violations
}

// watch keeps track of the tables that must come through unharmed.
type watch struct {
	run    *run
	touch  map[string]*touch
	tables []*watched
	former map[string]string // names of renamed tables, now to first
}

// recordBefore notes what is in the tables the plan touches and in those that
// refer to them.
func (r *run) recordBefore() error {
	r.point("record")
	r.tell("recording what is there", -1, -1)
	w := &watch{run: r, touch: touches(r.plan, r.from), former: map[string]string{}}
	r.watch = w
	check := related(w.touch, r.from)
	for o := range r.from.All() {
		t, ok := o.(*schema.Table)
		if !ok || w.touch[t.Folded] == nil && !check[t.Folded] {
			continue
		}
		if err := w.add(t.Folded, check[t.Folded]); err != nil {
			return err
		}
	}
	return nil
}

// add starts to watch a table.
func (w *watch) add(name string, check bool) error {
	t := &watched{first: name, now: name, touch: w.touch[name], checked: check}
	w.tables = append(w.tables, t)
	var err error
	if t.rows, err = w.run.rows(name); err != nil {
		return err
	}
	if t.touch != nil && t.touch.counter {
		if t.sequence, err = w.run.sequence(name); err != nil {
			return err
		}
	}
	if t.touch != nil && t.touch.rewritten {
		if err := w.hash(t); err != nil {
			return err
		}
	}
	if check {
		t.foreign, err = w.violations(t)
	}
	return err
}

func (w *watch) hash(t *watched) error {
	if t.rows > hashLimit {
		w.run.warn("table %s has %d rows: only their number is proven, not their content", t.first, t.rows)
		return nil
	}
	l, err := w.run.layout(t.now)
	if err != nil {
		return err
	}
	t.sums, err = w.run.columnSums(l)
	return err
}

// during runs a step. A table that the step touches under a name it got from
// this plan is watched from here on; renames and drops are followed.
func (w *watch) during(s *plan.Step, step func() error) error {
	if w.run.rehearsing() {
		return step()
	}
	if s.Copy != nil || s.Key.Kind != schema.KindTable {
		if err := w.join(tableOf(s, w.run.from)); err != nil {
			return err
		}
		return step()
	}
	before, err := w.run.roots()
	if err != nil {
		return err
	}
	if err := step(); err != nil {
		return err
	}
	after, err := w.run.roots()
	if err != nil {
		return err
	}
	w.follow(before, after)
	return nil
}

// join watches the table named name unless it is watched already.
func (w *watch) join(name string) error {
	if name == "" || w.find(name) != nil {
		return nil
	}
	there, err := w.run.number("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name = ? COLLATE NOCASE", name)
	if err != nil || there == 0 {
		return err
	}
	return w.add(name, false)
}

func (w *watch) find(name string) *watched {
	for _, t := range w.tables {
		if t.now == name && !t.gone {
			return t
		}
	}
	return nil
}

// follow finds out what a step did to the names of tables: a table keeps its
// root page when it is renamed.
func (w *watch) follow(before, after map[string]int64) {
	added := make(map[int64]string)
	for name, root := range after {
		if _, ok := before[name]; !ok {
			added[root] = name
		}
	}
	for name, root := range before {
		if _, ok := after[name]; ok {
			continue
		}
		t := w.find(name)
		to, renamed := added[root]
		if renamed {
			w.former[to] = w.firstName(name)
			delete(w.former, name)
		}
		if t != nil && renamed {
			t.now = to
		} else if t != nil {
			t.gone = true
		}
	}
}

// firstName is what a table was called before the steps.
func (w *watch) firstName(now string) string {
	if first, ok := w.former[now]; ok {
		return first
	}
	return now
}

// prove compares every watched table with what was recorded. A table that a
// step dropped has nothing to compare.
func (w *watch) prove() error {
	for _, t := range w.tables {
		if t.gone {
			continue
		}
		if err := w.proveTable(t); err != nil {
			return err
		}
	}
	return nil
}

func (w *watch) proveTable(t *watched) error {
	rows, err := w.run.rows(t.now)
	if err != nil {
		return err
	}
	if rows != t.rows {
		return refuted("table %s: %d of %d rows are there", t.now, rows, t.rows)
	}
	if t.touch != nil && t.touch.counter {
		if err := w.proveSequence(t); err != nil {
			return err
		}
	}
	if t.sums != nil {
		if err := w.proveContent(t); err != nil {
			return err
		}
	}
	if t.checked {
		return w.proveForeign(t)
	}
	return nil
}

// proveContent compares the columns that were there before and are now. One
// that a step is about may hold other values than before.
func (w *watch) proveContent(t *watched) error {
	l, err := w.run.layout(t.now)
	if err != nil {
		return err
	}
	sums, err := w.run.columnSums(l)
	if err != nil {
		return err
	}
	for _, name := range l.columns {
		before, ok := t.sums[name]
		if ok && !t.touch.columns[name] && sums[name] != before {
			return refuted("table %s: values of column %s changed", t.now, name)
		}
	}
	return nil
}

func (w *watch) proveSequence(t *watched) error {
	now, err := w.run.sequence(t.now)
	if err != nil {
		return err
	}
	if now < t.sequence {
		return refuted("table %s: the AUTOINCREMENT counter went from %d back to %d, ids would be used again", t.now, t.sequence, now)
	}
	return nil
}

// rows counts the rows of a table.
func (r *run) rows(table string) (int64, error) {
	n, err := r.number("SELECT count(*) FROM " + quote(table))
	if err != nil {
		return 0, fmt.Errorf("count rows of table %s: %w", table, err)
	}
	return n, nil
}

// sequence is the AUTOINCREMENT counter of a table, 0 without one.
func (r *run) sequence(table string) (int64, error) {
	n, err := r.number("SELECT max(seq) FROM sqlite_sequence WHERE name = ? COLLATE NOCASE", table)
	if err != nil {
		return 0, fmt.Errorf("AUTOINCREMENT counter of table %s: %w", table, err)
	}
	return n, nil
}
