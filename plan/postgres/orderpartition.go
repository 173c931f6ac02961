package postgres

// The order rules of partitions and child tables: a table is made ready before it is attached, a
// partition leaves before its parent loses what it keeps, and what a partitioned table has is made
// of what its partitions have. They are listed with the others in orderrule.go.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// parentColumnFirst: a change of the parent's column overwrites that of the child table.
func parentColumnFirst(o *ordering, s subject) {
	c, ok := s.to.(*pgmodel.Column)
	if s.node.op == opDrop && s.node.key.Kind == schema.KindColumn {
		o.afterParentsDrop(s)
	}
	if !ok || s.node.op != opAlter || s.node.key.Kind != schema.KindColumn {
		return
	}
	was, now := o.w.before.table(c.Table), o.w.after.table(c.Table)
	if was == nil || now == nil || !sameParents(was, now) {
		return
	}
	for _, parent := range now.Parents() {
		k := s.node.key
		k.Schema, k.Table = parent.Schema, parent.Name
		o.before(node{opAlter, k}, s.node)
	}
}

// afterParentsDrop orders the drop of a column that a child table declares as well: while the parent
// has it, the server refuses that.
func (o *ordering) afterParentsDrop(s subject) {
	c, ok := s.from.(*pgmodel.Column)
	if !ok || c.Inherited {
		return
	}
	if t := o.w.before.table(c.Table); t != nil {
		for _, parent := range t.Inherits {
			k := s.node.key
			k.Schema, k.Table = parent.Schema, parent.Name
			o.before(node{opDrop, k}, s.node)
		}
	}
}

// readyToAttach: what a table lacks of its parent's checks is an error, and what it lacks of the
// indexes is built under the lock of ATTACH PARTITION. Where the parent is recreated, the table is ready before
// the rows of that are set aside, for its own steps may commit.
func readyToAttach(o *ordering, s subject) {
	if s.node.key.Kind != kindBound || s.node.op != opCreate {
		return
	}
	for _, n := range o.onTable(s.node.key) {
		if o.w.standsBesidePart(n) {
			o.before(s.node, n)
			continue
		}
		o.before(n, s.node)
		for _, r := range o.w.rebuilds {
			if o.w.readiesPartition(r, o.w.actions[n]) {
				o.before(n, node{opDrop, rowsKey(r.to.ID)})
			}
		}
	}
}

// readyToInherit: INHERIT demands the checks of the parent, and what is inherited cannot be dropped.
func readyToInherit(o *ordering, s subject) {
	if s.node.key.Kind != kindParents {
		return
	}
	for _, n := range o.onTable(s.node.key) {
		a := o.w.actions[n]
		switch c, ok := pick(a.to, a.from).(*pgmodel.Constraint); {
		case !ok || c.Kind != schema.KindCheck:
		case s.node.op == opDrop && n.op == opDrop && o.w.keptFromParent(c):
			o.before(s.node, n)
		case s.node.op == opCreate && (n.op == opDrop && !o.w.keptFromParent(c) || o.w.needsToInherit(c)):
			o.before(n, s.node)
		}
	}
}

// ownCheckBesideParents: the server drops no check that is a parent's as well, and takes a child
// table's for the parent's only if they are the same.
func ownCheckBesideParents(o *ordering, s subject) {
	if s.node.key.Kind != schema.KindCheck || s.silent || o.w.before.get(s.node.key) == nil {
		return
	}
	for _, parent := range o.w.ancestors(o.w.relation(pick(s.to, s.from))) {
		k := s.node.key
		k.Schema, k.Table = parent.Schema, parent.Name
		if s.node.op == opDrop {
			o.before(node{opDrop, k}, s.node)
		}
		o.before(s.node, node{opCreate, k})
	}
}

// ownNotNullBesideParents: a NOT NULL that a child table or partition adds itself is refused once its parent's has
// come down to it, and cannot be dropped while that is there (pg_constraint.c, AdjustNotNullInheritance).
func ownNotNullBesideParents(o *ordering, s subject) {
	if c, ok := s.from.(*pgmodel.Column); ok && s.node.op == opAlter && c.NotNull && c.Extra().NotNullLocal {
		for _, parent := range o.w.ancestors(c.Table) {
			o.before(node{opAlter, schema.Key{Kind: schema.KindColumn, Schema: parent.Schema, Table: parent.Name, Name: c.Name}}, s.node)
		}
	}
	own, ok := pick(s.to, s.from).(*pgmodel.Constraint)
	if !ok || own.Kind != schema.KindNotNull || s.silent || s.node.key.Kind != schema.KindNotNull {
		return
	}
	for _, parent := range o.w.ancestors(own.Table) {
		if t := o.w.before.table(parent); s.node.op == opDrop && t != nil {
			if up := t.NotNull(own.Columns[0]); up != nil {
				o.before(node{opDrop, up.Key()}, s.node)
			}
		}
		if t := o.w.after.table(parent); s.node.op == opCreate && t != nil {
			if up := t.NotNull(own.Columns[0]); up != nil {
				o.before(s.node, node{opCreate, up.Key()})
			}
		}
	}
}

// leavesFirst: what goes from a parent goes from its partitions and child tables, and what comes to it
// comes to them, whether their rows obey it or not.
func leavesFirst(o *ordering, s subject) {
	if s.node.key.Kind != kindBound && s.node.key.Kind != kindParents || s.node.op != opDrop || o.w.rebound(s.node) {
		return
	}
	if s.node.key.Kind == kindBound {
		for _, n := range o.onTable(s.node.key) {
			o.before(s.node, n)
		}
	}
	table := s.from.Key()
	for _, up := range o.w.ancestors(table) {
		if slices.Contains(o.w.family(up), table) {
			continue
		}
		for _, n := range o.onTable(up) {
			o.before(s.node, n)
		}
	}
}

// referencesFirst: the server drops no partition of a table that a foreign key refers to.
func referencesFirst(o *ordering, s subject) {
	t, ok := s.from.(*pgmodel.Table)
	if !ok || s.node.op != opDrop || s.node.key != t.ID || t.PartitionOf == (schema.Key{}) {
		return
	}
	for _, c := range o.w.referencesAbove(t) {
		drop := node{opDrop, c.Key()}
		o.before(drop, s.node)
		if !o.w.explicit[drop] {
			o.before(node{opDrop, c.Table}, s.node)
		}
	}
}

// standsBeside reports whether an index that is created on a partition is not its part of that of a parent, although
// it has the form of one: the server would take it for that if it were there first (indexcmds.c, DefineIndex).
func (o *ordering) standsBeside(n node, partition *pgmodel.Table, parent subject) bool {
	own, ok := o.w.actions[n].to.(*pgmodel.Index)
	of, ok2 := parent.to.(*pgmodel.Index)
	if !ok || !ok2 || own.Shape() != of.Shape() || o.w.madeHere(schema.Key{Kind: kindBound, Schema: partition.ID.Schema, Name: partition.ID.Name}) {
		return false
	}
	part := partition.PartitionPart(of.ID)
	return part != nil && part.Name != own.Name
}

// becomesPart reports whether an action creates what becomes the part that a table has of a root.
func (w *planner) becomesPart(n node, table, root schema.Key) bool {
	t, ok := w.in.To.Get(table).(*pgmodel.Table)
	if !ok || t.PartitionPart(root) == nil {
		return false
	}
	return t.PartitionPart(root).Name == nameOf(w.actions[n].to)
}

// partitionsFirst: the parent's index is made of theirs, but for an index that a partition has beside its part.
func partitionsFirst(o *ordering, s subject) {
	if s.node.op != opCreate || partClass(s.node.key.Kind) == "" {
		return
	}
	table := o.w.relation(s.to)
	if t := o.w.after.table(table); t == nil || t.PartitionBy == nil {
		return
	}
	for _, k := range o.w.family(table)[1:] {
		o.before(node{opCreate, k}, s.node)
		o.before(node{opCreate, schema.Key{Kind: kindBound, Schema: k.Schema, Name: k.Name}}, s.node)
		for _, n := range o.onTable(k) {
			switch {
			case n.op != opCreate || partClass(n.key.Kind) != partClass(s.node.key.Kind):
			case o.w.standsBesidePart(n) && !o.w.becomesPart(n, k, s.node.key), o.standsBeside(n, o.w.after.table(k), s):
				o.before(s.node, n)
			default:
				o.before(n, s.node)
			}
		}
	}
}

// partClass returns the class within which objects can be parts of each other: indexes and keys, or
// foreign keys; "" for others.
func partClass(k schema.Kind) schema.Kind {
	switch {
	case k == schema.KindIndex, k.Has(schema.Indexed):
		return schema.KindIndex
	case k == schema.KindForeign:
		return k
	}
	return ""
}

// onTable are the actions on the columns, indexes and constraints of a table.
func (o *ordering) onTable(table schema.Key) []node {
	if o.parts == nil {
		o.parts = map[schema.Key][]node{}
		for _, n := range o.nodes {
			object := pick(o.w.actions[n].to, o.w.actions[n].from)
			switch object.(type) {
			case *pgmodel.Constraint, *pgmodel.Index, *pgmodel.Column:
				r := o.w.relation(object)
				k := schema.Key{Schema: r.Schema, Name: r.Name}
				o.parts[k] = append(o.parts[k], n)
			}
		}
	}
	return o.parts[schema.Key{Schema: table.Schema, Name: table.Name}]
}

// readiesPartition reports whether an action is on an index, constraint or column of a table that is attached as it
// stands, and needs nothing of the tables that are recreated. It comes before these: it may commit.
func (w *planner) readiesPartition(r *rebuild, a *action) bool {
	o := pick(a.to, a.from)
	switch o.(type) {
	case *pgmodel.Index, *pgmodel.Constraint, *pgmodel.Column:
		t := w.relation(o)
		return hasTable(r.made, t) && !w.rebuilt(t) && w.actions[node{opCreate, t}] == nil &&
			!slices.ContainsFunc(w.needsOf(o, false), func(need schema.Key) bool { return need != t && w.rebuilt(need) })
	}
	return false
}
