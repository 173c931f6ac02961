package sqlite

// How long the steps of a trial take on the database, and how much space they need there. The sizes of
// its tables are read from the whole copy, before it becomes a sample. What a step works on follows
// from what it is: the engine counts no rows.

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"time"

	introlite "github.com/schemadiff/schemadiff/introspect/sqlite"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// trialSizes hold the facts about tables that estimates need.
type trialSizes struct {
	real, copied map[schema.Key]schema.TableFacts // by table
	without      []time.Duration                  // of the steps where no table has rows; nil where that is not known
	tables       map[schema.Key]schema.Key        // of indexes, before and after the plan
	around       time.Duration                    // of what comes before the first step and after the last one
}

// factsOf counts the rows of the tables of a copy.
func factsOf(ctx context.Context, path string) (map[schema.Key]schema.TableFacts, *schema.Schema, error) {
	db, err := introlite.Open(ctx, path, 0)
	if err != nil {
		return nil, nil, err
	}
	defer db.Close()
	s, err := db.Schema(ctx)
	if err != nil {
		return nil, nil, err
	}
	var tables []schema.Key
	for o := range s.All() {
		if t, ok := o.(*litemodel.Table); ok {
			tables = append(tables, t.Key())
		}
	}
	facts, err := db.Facts(ctx, tables)
	if err != nil {
		return nil, nil, err
	}
	return facts.Tables, s, nil
}

// readSizes reads the sizes of the whole copy; those of the sample are read of the one that is tried.
func (t *trial) readSizes(ctx context.Context) error {
	facts, from, err := factsOf(ctx, t.before)
	if err != nil {
		return err
	}
	t.sizes = trialSizes{real: facts, copied: facts, tables: map[schema.Key]schema.Key{}}
	for _, s := range []*schema.Schema{from, t.want} {
		if s == nil {
			continue
		}
		for o := range s.All() {
			if x, ok := o.(*litemodel.Index); ok {
				t.sizes.tables[x.Key()] = x.Table
			}
		}
	}
	if t.Sample > 0 && t.out.Files == 0 { // an error shows in the rehearsal itself
		_, _ = rehearse(ctx, from, t.plan, func(took time.Duration) { t.sizes.without = append(t.sizes.without, took) })
	}
	return nil
}

// tablesOf are the tables that a step reads or writes, by their names before the plan.
func (t *trial) tablesOf(i int) (list []schema.Key) {
	s := &t.plan.Steps[i]
	if s.Cost == plan.Constant {
		return nil
	}
	var names []schema.Key
	add := func(k schema.Key) {
		if of, ok := t.sizes.tables[k]; ok {
			k = of
		}
		if k.IsPart() {
			k = schema.TableOfPart(k)
		}
		names = append(names, k)
	}
	add(s.Key)
	if s.Copy != nil {
		add(litemodel.TableKey(s.Copy.Table))
	}
	for _, w := range s.Writes {
		add(w.Table)
	}
	for _, k := range names {
		if k = t.former(k); !slices.Contains(list, k) {
			list = append(list, k)
		}
	}
	return list
}

// work describes a step that reads or writes all rows of some tables.
func (t *trial) work(tables []schema.Key, took, fixed time.Duration) plan.Work {
	w := plan.Work{Took: took, Fixed: fixed}
	for _, k := range tables {
		if real, ok := t.sizes.real[k]; ok {
			copied := t.sizes.copied[k]
			w.Tables = append(w.Tables, plan.TableWork{Touched: float64(max(copied.Rows, 1)), Copied: plan.TableSize{Rows: copied.Rows}, Real: plan.TableSize{Rows: real.Rows, Bytes: max(real.Bytes, 0)}})
		}
	}
	return w
}

// former is the name that a table has before the plan.
func (t *trial) former(k schema.Key) schema.Key {
	if _, ok := t.sizes.real[k]; ok {
		return k
	}
	for was := range t.sizes.real {
		if t.plan.NameAfter(was) == k {
			return was
		}
	}
	return k
}

// estimate puts the ranges of their times on the database into the steps.
func (t *trial) estimate() {
	var all []schema.Key
	for i := range t.out.Steps {
		s, tables, fixed := &t.out.Steps[i], t.tablesOf(i), time.Duration(-1)
		if i < len(t.sizes.without) {
			fixed = t.sizes.without[i]
		}
		if s.Result == plan.StepWorked {
			s.Estimate = plan.EstimateOf(t.work(tables, s.Duration, fixed), plan.Limits{})
		}
		for _, k := range tables {
			if !slices.Contains(all, k) {
				all = append(all, k)
			}
		}
	}
	if t.out.Problem == "" && len(t.out.Steps) > 0 {
		t.out.Around = plan.EstimateOf(t.work(all, t.sizes.around, -1), plan.Limits{})
	}
}

// readSpace compares the space that rebuilds need with what is free beside the database.
func (t *trial) readSpace(ctx context.Context, conn *sql.Conn) error {
	if introlite.Absent(t.Path) || t.Path == introlite.Memory {
		return nil
	}
	r := &run{conn: conn, plan: t.plan, options: Options{Path: t.Path}}
	needs, err := r.needs(ctx)
	if err != nil || needs == 0 {
		return err
	}
	t.out.Space = &plan.Space{Needs: needs, Free: -1}
	if has, ok := free(filepath.Dir(t.Path)); ok {
		if t.out.Space.Free = has; has < needs && t.out.Problem == "" {
			t.out.Problem = (&migrate.DiskError{Database: t.Path, Needs: needs, Has: has}).Error()
		}
	}
	return nil
}
