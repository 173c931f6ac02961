package sqlite

// Tables are recorded before the first step (rows, values, counter, violations of foreign
// keys) and followed through the renames and drops of the plan, so that result.go can compare
// each with its former state under its new name. Content is hashed only up to a number of
// rows, since the write lock is held meanwhile.

import (
	"context"
	"maps"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
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

// recordBefore notes what is in the tables the plan touches and in the tables
// that refer to them.
func (r *run) recordBefore(ctx context.Context) error {
	r.killPoint("record")
	r.reportProgress("recording what is there", -1, -1)
	w := &watch{run: r, touch: touches(r.plan, r.from), former: map[string]string{}}
	r.watch = w
	check := related(w.touch, r.from)
	for o := range r.from.All() {
		t, ok := o.(*litemodel.Table)
		if !ok || w.touch[t.Folded] == nil && !check[t.Folded] {
			continue
		}
		if err := w.add(ctx, t.Folded, check[t.Folded]); err != nil {
			return err
		}
	}
	return nil
}

// add starts to watch a table.
func (w *watch) add(ctx context.Context, name string, check bool) error {
	t := &watched{first: name, now: name, touch: w.touch[name], checked: check}
	w.tables = append(w.tables, t)
	var err error
	if t.rows, err = w.run.rows(ctx, name); err != nil {
		return err
	}
	if t.touch != nil && t.touch.counter {
		if t.sequence, err = w.run.sequence(ctx, name); err != nil {
			return err
		}
	}
	if t.touch != nil && t.touch.rewritten {
		if err := w.hash(ctx, t); err != nil {
			return err
		}
	}
	if check {
		t.foreign, err = w.violations(ctx, t)
	}
	return err
}

func (w *watch) hash(ctx context.Context, t *watched) error {
	if t.rows > hashLimit {
		w.run.warn("table %s has %d rows: only their number is proven, not their content", t.first, t.rows)
		return nil
	}
	l, err := w.run.layout(ctx, t.now)
	if err != nil {
		return err
	}
	t.sums, err = w.run.columnSums(ctx, l)
	return err
}

// during runs a step. A table that the step touches under a name it got from
// this plan is watched from here on; renames and drops are followed.
func (w *watch) during(ctx context.Context, s *plan.Step, step func() error) error {
	if w.run.rehearsing() {
		return step()
	}
	if s.Copy != nil || s.Key.Kind != schema.KindTable {
		if err := w.join(ctx, tableOf(s, w.run.from)); err != nil {
			return err
		}
		return step()
	}
	before, err := w.run.roots(ctx)
	if err != nil {
		return err
	}
	if err := step(); err != nil {
		return err
	}
	after, err := w.run.roots(ctx)
	if err != nil {
		return err
	}
	w.follow(before, after)
	return nil
}

// join watches the table named name unless it is watched already.
func (w *watch) join(ctx context.Context, name string) error {
	if name == "" || w.find(name) != nil {
		return nil
	}
	there, err := w.run.number(ctx, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name = ? COLLATE NOCASE", name)
	if err != nil || there == 0 {
		return err
	}
	return w.add(ctx, name, false)
}

func (w *watch) find(name string) *watched {
	for _, t := range w.tables {
		if t.now == name && !t.gone {
			return t
		}
	}
	return nil
}

// follow finds out what a step did to the names of tables: a table keeps its root page when
// it is renamed, also when another table takes its name. A dropped table's page can become
// another table's (auto_vacuum), so pages say more than names only where each is still there.
func (w *watch) follow(before, after map[string]int64) {
	names := make(map[int64]string, len(after))
	for name, root := range after {
		names[root] = name
	}
	onlyRenamed := len(before) == len(after)
	for _, root := range before {
		onlyRenamed = onlyRenamed && names[root] != ""
	}
	moved := make(map[*watched]string)
	former := maps.Clone(w.former)
	for name, root := range before {
		to := names[root]
		_, kept := after[name]
		_, old := before[to]
		switch {
		case onlyRenamed && to == name, !onlyRenamed && kept:
			continue
		case !onlyRenamed && old:
			to = ""
		}
		if former[name] == w.former[name] { // no other table has taken the name
			delete(former, name)
		}
		if to != "" {
			former[to] = w.firstName(name)
		}
		if t := w.find(name); t != nil {
			moved[t] = to
		}
	}
	w.former = former
	for t, to := range moved {
		if to == "" {
			t.gone = true
			continue
		}
		t.now = to
	}
}

// firstName returns what a table was called before the steps.
func (w *watch) firstName(now string) string {
	if first, ok := w.former[now]; ok {
		return first
	}
	return now
}
