package postgres

// Partitioned tables of a trial. Where a table keeps its partitions, or is recreated with others,
// its rows are compared as a whole, since a row may move from one partition to another. Where
// partitions come, go or are detached, each that stays is compared for itself.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// partitionTrees says which tables are compared, and with which partitions.
type partitionTrees struct {
	plan                 *plan.Plan
	from, to             map[schema.Key][]schema.Key // the tables with rows of each topmost table, by its key
	wholeFrom, wholeTo   map[schema.Key][]schema.Key // what holds the rows of the topmost tables that are compared as a whole
	withinFrom, withinTo map[schema.Key]bool         // tables that are compared as a part of these
}

func newPartitionTrees(p *plan.Plan, from, to *schema.Schema) *partitionTrees {
	t := &partitionTrees{plan: p, from: leavesOf(from), to: leavesOf(to),
		wholeFrom: map[schema.Key][]schema.Key{}, wholeTo: map[schema.Key][]schema.Key{}, withinFrom: map[schema.Key]bool{}, withinTo: map[schema.Key]bool{}}
	for top, leaves := range t.from {
		after := p.NameAfter(top)
		was, _ := from.Get(top).(*pgmodel.Table)
		now, ok := to.Get(after).(*pgmodel.Table)
		if !ok {
			continue
		}
		var names []schema.Key
		for _, leaf := range leaves {
			names = append(names, p.NameAfter(leaf))
		}
		slices.SortFunc(names, schema.CompareKeys)
		if slices.Equal(names, t.to[after]) || rebuiltOtherwise(was, now) {
			t.compareWhole(top, after, names, to)
		}
	}
	return t
}

// compareWhole compares a table with its partitions: with the ones that it had, wherever they are, and
// the ones that it gets, wherever they were.
func (t *partitionTrees) compareWhole(top, after schema.Key, names []schema.Key, to *schema.Schema) {
	before, now := slices.Clone(t.from[top]), slices.Clone(t.to[after])
	for _, name := range names {
		if table, ok := to.Get(name).(*pgmodel.Table); ok && holdsRows(table) && !slices.Contains(now, name) {
			now = append(now, name)
		}
	}
	for other, leaves := range t.from {
		for _, leaf := range leaves {
			if other != top && slices.Contains(t.to[after], t.plan.NameAfter(leaf)) {
				before = append(before, leaf)
			}
		}
	}
	t.wholeFrom[top], t.wholeTo[after] = before, now
	for _, leaf := range before {
		t.withinFrom[leaf] = true
	}
	for _, leaf := range now {
		t.withinTo[leaf] = true
	}
}

// rebuiltOtherwise reports whether a table is recreated with other partitions, or with some, or without.
func rebuiltOtherwise(was, now *pgmodel.Table) bool {
	if was.PartitionBy == nil || now.PartitionBy == nil {
		return was.PartitionBy != now.PartitionBy
	}
	return slices.ContainsFunc(plan.CompareObjects(was, now), func(c plan.Change) bool { return c.Key == now.ID && c.Has("partition by") })
}

// leavesOf are the tables with rows below each topmost table, itself if it is one, in order.
func leavesOf(s *schema.Schema) map[schema.Key][]schema.Key {
	list := map[schema.Key][]schema.Key{}
	for o := range s.All() {
		t, ok := o.(*pgmodel.Table)
		if !ok || t.ID.Kind != schema.KindTable {
			continue
		}
		top := topmost(t, s)
		if list[top] == nil {
			list[top] = []schema.Key{}
		}
		if holdsRows(t) {
			list[top] = append(list[top], t.ID)
		}
	}
	for _, leaves := range list {
		slices.SortFunc(leaves, schema.CompareKeys)
	}
	return list
}

// topmost is the table that a table is a partition of, directly or not; itself if it is of none.
func topmost(t *pgmodel.Table, s *schema.Schema) schema.Key {
	for t.PartitionOf != (schema.Key{}) {
		above, ok := s.Get(t.PartitionOf).(*pgmodel.Table)
		if !ok {
			break
		}
		t = above
	}
	return t.ID
}

// comparedBefore reports whether a table before the plan is compared: as a whole, or as one with
// rows that is not a part of another.
func (t *partitionTrees) comparedBefore(table *pgmodel.Table) bool {
	return t.wholeFrom[table.ID] != nil || holdsRows(table) && !t.withinFrom[table.ID]
}

func (t *partitionTrees) comparedAfter(table *pgmodel.Table) bool {
	return t.wholeTo[table.ID] != nil || holdsRows(table) && !t.withinTo[table.ID]
}

// before are the tables that hold the rows of a table before the plan.
func (t *partitionTrees) before(table schema.Key) []schema.Key {
	if whole := t.wholeFrom[table]; whole != nil {
		return whole
	}
	return []schema.Key{table}
}

// after are the tables that hold the rows of a table after the plan.
func (t *partitionTrees) after(table schema.Key) []schema.Key {
	if whole := t.wholeTo[table]; whole != nil {
		return whole
	}
	return []schema.Key{table}
}

// loses reports whether a table is compared as a whole and a step says that rows of a partition go.
func (t *partitionTrees) loses(table schema.Key) bool {
	return slices.ContainsFunc(t.wholeFrom[table], func(leaf schema.Key) bool { return t.plan.Claims(t.plan.NameAfter(leaf)) })
}
