package postgres

// Drops that another drop does. What is on a relation goes with it, and the server drops indexes,
// constraints and statistics with any of the columns that they are of (sql-altertable.html, DROP
// COLUMN): these make no step of their own. The step that does them names them, and says what they
// lock; the linter judges them as if they were written.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// markIncludedDrops marks the drops that another drop does.
func (w *planner) markIncludedDrops() {
	var columns dropsOfColumns
	for n, a := range w.actions {
		if n.op != opDrop {
			continue
		}
		r := w.relation(a.from)
		if n.key.Kind == kindDefault && a.from != nil {
			r = a.from.(*pgmodel.Column).Table
		}
		if s, ok := a.from.(*pgmodel.Sequence); ok && s.OwnedBy != (schema.Key{}) {
			w.markOwnedSequence(a, s)
		}
		if r != (schema.Key{}) && w.actions[node{opDrop, r}] != nil && !w.explicit[n] && !w.readsOthers(a.from, r) {
			a.silent, a.with = true, []node{{opDrop, r}}
			continue
		}
		if columns == nil {
			columns = w.dropsOfColumns()
		}
		if with := w.droppedWith(a, columns[r]); len(with) > 0 {
			a.silent, a.with, a.rank = true, with, rank(with[0])
		}
	}
}

// markOwnedSequence marks the drop of a sequence that goes with its column or the table of that.
func (w *planner) markOwnedSequence(a *action, s *pgmodel.Sequence) {
	by := []node{{opDrop, s.OwnedBy}}
	if owner := w.owner(s.OwnedBy); owner != nil {
		by = append(by, node{opDrop, owner.Key()})
	}
	i := slices.IndexFunc(by, func(n node) bool { return w.actions[n] != nil })
	if a.silent = i >= 0 && !w.recreated[a.key]; a.silent {
		a.with = by[i : i+1]
	}
}

// dropsOfColumns are the columns that a plan drops, by relation: those of parents, which go from
// the child tables as well, under each of these.
type dropsOfColumns map[schema.Key][]droppedColumn

// droppedColumn is a column of a relation and the action that drops it.
type droppedColumn struct {
	key schema.Key
	by  node
}

func (w *planner) dropsOfColumns() dropsOfColumns {
	list := dropsOfColumns{}
	for _, n := range w.sortedActions() {
		c, ok := w.actions[n].from.(*pgmodel.Column)
		if !ok || n.op != opDrop || n.key.Kind != schema.KindColumn {
			continue
		}
		list[c.Table] = append(list[c.Table], droppedColumn{n.key, n})
		for _, t := range w.before.descendants(c.Table) { // the children, if they have no action of their own
			if child := t.Column(c.Name); child != nil && w.actions[node{opDrop, child.Key()}] == nil && w.after.get(child.Key()) == nil {
				list[t.ID] = append(list[t.ID], droppedColumn{child.Key(), n})
			}
		}
	}
	return list
}

// droppedWith are the drops of columns that drop an object as well; none if it must go by itself,
// because it comes again, or before another change.
func (w *planner) droppedWith(a *action, columns []droppedColumn) []node {
	o := a.from
	if len(columns) == 0 || !goesWithColumns(o) || w.explicit[a.node] || w.recreated[a.key] || w.after.get(a.key) != nil {
		return nil
	}
	if x, ok := o.(*pgmodel.Index); ok && len(w.keysOfParts(x.ID)) > 0 {
		return nil
	}
	var with []node
	for _, c := range columns {
		if boundToColumn(o, c.key) {
			with = append(with, c.by)
		}
	}
	if len(with) > 0 && w.retypesColumnOf(o) {
		return nil
	}
	return with
}

// goesWithColumns reports whether an object is of a kind that the server drops with a column.
func goesWithColumns(o pgmodel.Object) bool {
	switch o := o.(type) {
	case *pgmodel.Index:
		return o.Extra().Parent == (schema.Key{})
	case *pgmodel.Constraint:
		return !o.Inherited
	case *pgmodel.Statistics:
		return true
	}
	return false
}

// boundToColumn reports whether the server drops an object with a column of its table. An exclusion
// constraint holds the columns fast that only its expressions and its WHERE read.
func boundToColumn(o pgmodel.Object, column schema.Key) bool {
	if c, ok := o.(*pgmodel.Constraint); ok && c.Kind == schema.KindExclusion {
		return slices.Contains(c.Extra().Include, column.Name) || hasPart(c.Parts, column.Name)
	}
	return readsColumn(o, column)
}

// readsColumn reports whether an object on a table reads a column of that, for whatever.
func readsColumn(o pgmodel.Object, column schema.Key) bool {
	x, index := o.(*pgmodel.Index)
	c, constraint := o.(*pgmodel.Constraint)
	return slices.Contains(o.Needs(), column) || index && x.Reads(column.Name) || constraint && hasPart(c.Parts, column.Name)
}

func hasPart(parts []pgmodel.Part, column string) bool {
	return slices.ContainsFunc(parts, func(p pgmodel.Part) bool { return p.Column == column })
}

// retypesColumnOf reports whether a column that an object is on gets another type, before which
// the object goes: perhaps from the column that is dropped.
func (w *planner) retypesColumnOf(o pgmodel.Object) bool {
	for n, a := range w.actions {
		if n.op == opAlter && n.key.Kind == schema.KindColumn && w.retypes(a) && w.relation(a.from) == w.relation(o) && readsColumn(o, n.key) {
			return true
		}
	}
	return false
}

// dropsOf are the actions by which an object goes: its own, and what that is included in.
func (o *ordering) dropsOf(k schema.Key) []node {
	own := node{opDrop, k}
	if a := o.w.actions[own]; a != nil && a.silent && a.byColumn() {
		return append([]node{own}, a.with...)
	}
	return []node{own}
}

// byColumn reports whether the drop of a column includes that of an object.
func (a *action) byColumn() bool { return len(a.with) > 0 && a.with[0].key.Kind == schema.KindColumn }

// dropsByThemselves has the drops that go with a column and are part of a circle go by themselves,
// before the column, and reports whether there are any: only then does an order exist.
func (w *planner) dropsByThemselves(circles []plan.Circle[node]) bool {
	found := false
	for _, c := range circles {
		for _, n := range c.Steps {
			if a := w.actions[n]; a.silent && a.byColumn() && n.key.Kind != schema.KindSequence {
				a.silent, a.with, a.rank, found = false, nil, rank(n), true
			}
		}
	}
	return found
}

// nameIncluded has the first step that drops an object with its own name it.
func (w *planner) nameIncluded(sorted []node) {
	place := make(map[node]int, len(sorted))
	for i, n := range sorted {
		place[n] = i
	}
	for _, n := range sorted {
		a := w.actions[n]
		if a == nil || !a.silent || len(a.with) == 0 || n.key.Kind == kindDefault {
			continue
		}
		first := slices.MinFunc(a.with, func(x, y node) int { return place[x] - place[y] })
		by := w.actions[first]
		by.included = append(by.included, a)
	}
}

// addIncluded says in a step which columns it is about, and in that of a drop what else it drops.
func (w *planner) addIncluded(s *plan.Step, a *action) {
	for _, m := range a.members {
		included := plan.Included{Key: m.key}
		if m.to != nil {
			included.Pos = m.to.Pos()
		}
		s.Includes = append(s.Includes, included)
	}
	slices.SortFunc(a.included, func(x, y *action) int { return schema.CompareKeys(x.key, y.key) })
	var names []string
	for _, i := range a.included {
		included := plan.Included{Key: i.key}
		for _, p := range i.statements {
			included.SQL = append(included.SQL, p.Do.SQL())
		}
		s.Includes = append(s.Includes, included)
		if i.byColumn() {
			names = append(names, i.key.String())
		}
	}
	if len(names) > 0 {
		s.Reasons = append(slices.Clip(s.Reasons), listed(names)+ddl.If(len(names) > 1, " go with ", " goes with ")+ddl.If(len(a.members) > 1, "them", "it"))
	}
}

// alsoLocks are the tables that an action locks beside its own. To the drop of a column it adds the tables that its
// foreign keys refer to: the server removes the triggers there (tablecmds.c, ATExecDropColumn; trigger.c, RemoveTriggerById).
func (a *action) alsoLocks() []schema.Key {
	list := slices.Clone(a.lockedToo)
	for _, i := range a.included {
		if c, ok := i.from.(*pgmodel.Constraint); ok && c.Kind == schema.KindForeign && i.byColumn() && c.References != c.Table {
			list = union(list, []schema.Key{c.References})
		}
	}
	return list
}

// lockedBeside is the relation of a step with the others that it locks.
func lockedBeside(table schema.Key, others []schema.Key) string {
	if len(others) == 0 {
		return ""
	}
	names := []string{ddl.Qualified(table)}
	for _, k := range others {
		names = append(names, ddl.Qualified(k))
	}
	return listed(names)
}
