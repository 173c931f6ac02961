package postgres

// Questions about the two schemas and the actions so far that several phases ask: what an
// object is on and what it needs, what belongs to a table, which columns are of a type, what
// is recreated and what stays.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// columnOwners are the kinds of objects that columns and constraints can be of; what
// attributes a composite type has is compared with the type.
var columnOwners = slices.DeleteFunc(schema.KindsWith(schema.InPostgres|schema.ColumnOwner), func(k schema.Kind) bool { return k == schema.KindComposite })

// ancestors are the tables above a table before the plan: its parents, and theirs.
func (w *planner) ancestors(table schema.Key) []schema.Key {
	list := []schema.Key{table}
	for i := 0; i < len(list); i++ {
		if t := w.before.table(list[i]); t != nil {
			for _, up := range t.Parents() {
				if !slices.Contains(list, up) {
					list = append(list, up)
				}
			}
		}
	}
	return list[1:]
}

// owner is the relation that a part belongs to: in the schema wanted, else in the
// one there is.
func (w *planner) owner(k schema.Key) pgmodel.Object {
	for _, m := range []*objects{w.after, w.before} {
		for _, kind := range columnOwners {
			if o := m.get(schema.Key{Kind: kind, Schema: k.Schema, Name: k.Table}); o != nil {
				return o
			}
		}
	}
	return nil
}

// relation is the key of the relation that an object is on: the table of a
// trigger, an index or a column; the zero Key for others.
func (w *planner) relation(o pgmodel.Object) schema.Key {
	k := o.Key()
	if find := w.kinds[k.Kind].relation; find != nil {
		return find(o)
	}
	if !k.IsPart() {
		return schema.Key{}
	}
	for _, n := range o.Needs() {
		if n.Schema == k.Schema && n.Name == k.Table && n.Table == "" {
			return n
		}
	}
	if t := w.owner(k); t != nil {
		return t.Key()
	}
	return schema.Key{}
}

// tableOf is the table that a column belongs to.
func (w *planner) tableOf(column schema.Key) schema.Key {
	if o := w.owner(column); o != nil {
		return o.Key()
	}
	return schema.Key{}
}

// family are a table and all its child tables and partitions.
func (w *planner) family(table schema.Key) []schema.Key {
	list := []schema.Key{table}
	for _, t := range w.after.descendants(table) {
		list = append(list, t.ID)
	}
	return list
}

// hasNoPartitions reports whether no partition of a partitioned table, or of one below it, holds rows
// before the plan. What the plan attaches obeys the checks of the table already.
func (w *planner) hasNoPartitions(table schema.Key) bool {
	t := w.before.table(table)
	return t != nil && t.PartitionBy != nil && len(w.stored(table)) == 0
}

// keyedBelow reports whether each table that holds rows of a partitioned one has an equal key of its
// own, of which a key of the partitioned table is made without reading a row.
func (w *planner) keyedBelow(key schema.Key) bool {
	t := w.after.table(schema.TableOfPart(key))
	if t == nil || t.PartitionBy == nil || t.Constraint(key.Name) == nil {
		return false
	}
	shape := pgmodel.IndexOfKey(t.Constraint(key.Name)).Shape()
	return !slices.ContainsFunc(w.stored(t.ID), func(part *pgmodel.Table) bool {
		now := w.after.table(part.ID)
		return now != nil && !slices.ContainsFunc(now.Constraints, func(c *pgmodel.Constraint) bool {
			return c.Kind.Has(schema.Indexed) && !c.Inherited && pgmodel.IndexOfKey(c).Shape() == shape
		})
	})
}

// stored are the tables below a partitioned one that hold its rows before the plan.
func (w *planner) stored(table schema.Key) []*pgmodel.Table {
	var list []*pgmodel.Table
	for t := range w.before.partitions(table) {
		if t.PartitionBy == nil {
			list = append(list, t)
		} else {
			list = append(list, w.stored(t.ID)...)
		}
	}
	return list
}

// hasConstraints reports whether a type is a domain with rules, which are checked row by
// row.
func (w *planner) hasConstraints(typ string) bool {
	for o := range w.after.of(schema.KindDomain) {
		d := o.(*pgmodel.Domain)
		if isOfType(typ, d.ID) && (len(d.Checks) > 0 || d.NotNull || d.Type != typ && w.hasConstraints(d.Type)) {
			return true
		}
	}
	return false
}

// mayBreak reports whether rows may break a CHECK that stays unvalidated: they could not
// be updated.
func mayBreak(t *pgmodel.Table) bool {
	return slices.ContainsFunc(t.Constraints, func(c *pgmodel.Constraint) bool { return c.Kind == schema.KindCheck && c.NotValid })
}

// defaultPartition reports whether a table has a default partition: then none can be
// detached beside others.
func (w *planner) defaultPartition(table schema.Key) bool { return w.defaultOf(table) != schema.Key{} }

// defaultOf is the default partition that a table has; none is the zero key.
func (w *planner) defaultOf(table schema.Key) schema.Key {
	for t := range w.before.partitions(table) {
		if t.Bound.Strict == "DEFAULT" {
			return t.ID
		}
	}
	return schema.Key{}
}

// isOfType reports whether a canonical type is the one of that key, or its array.
func isOfType(typ string, k schema.Key) bool {
	return strings.TrimSuffix(typ, "[]") == ddl.Qualified(k)
}

// usesAside reports whether a column must follow when a type or collation is recreated
// under its name.
func usesAside(c *pgmodel.Column, k schema.Key) bool {
	if k.Kind == schema.KindCollation {
		return c.Collation == ddl.Qualified(k)
	}
	return isOfType(c.Type, k) || k.Kind == schema.KindRange && slices.Contains(c.Uses, k)
}

// columnsOfType are the columns of tables that use a type or collation before and
// after, as they will be, in key order. Those of child tables follow their parents'.
func (w *planner) columnsOfType(k schema.Key) []*pgmodel.Column {
	var list []*pgmodel.Column
	for from := range w.before.columns() {
		if !usesAside(from, k) {
			continue
		}
		key := from.Key()
		to, ok := w.after.get(key).(*pgmodel.Column)
		if !ok || !usesAside(to, k) || w.retypedWithParent(to) || w.recreated[to.Table] || w.recreated[key] {
			continue
		}
		list = append(list, to)
	}
	slices.SortFunc(list, func(a, b *pgmodel.Column) int { return schema.CompareKeys(a.Key(), b.Key()) })
	return list
}

// retypedWithParent reports whether a column is changed with that of its table's parent.
func (w *planner) retypedWithParent(c *pgmodel.Column) bool {
	t, ok := w.after.get(c.Table).(*pgmodel.Table)
	return ok && (c.Inherited || t.PartitionOf != (schema.Key{}))
}

// contained reports whether columns hold values of a type inside of others.
func (w *planner) contained(k schema.Key) bool {
	for c := range w.before.columns() {
		if strings.HasSuffix(c.Type, "[]") && isOfType(c.Type, k) {
			return true
		}
	}
	for o := range w.before.of(schema.KindComposite, schema.KindDomain) {
		switch o := o.(type) {
		case *pgmodel.Composite:
			if slices.Contains(o.Needs(), k) && w.inColumns(o.ID) {
				return true
			}
		case *pgmodel.Domain:
			if slices.Contains(o.Needs(), k) && w.contained(o.ID) {
				return true
			}
		}
	}
	return false
}

// inColumns reports whether columns of tables hold values of a type, perhaps inside of
// another type.
func (w *planner) inColumns(k schema.Key) bool {
	for c := range w.before.columns() {
		if isOfType(c.Type, k) {
			return true
		}
	}
	for o := range w.before.of(schema.KindComposite, schema.KindDomain) {
		if slices.Contains(o.Needs(), k) && w.inColumns(o.Key()) {
			return true
		}
	}
	return false
}

func routine(k schema.Kind) bool {
	return k.IsRoutine()
}

// retypes reports whether an action gives a column another type, or its child tables.
func (w *planner) retypes(a *action) bool {
	from, ok := a.from.(*pgmodel.Column)
	to, ok2 := a.to.(*pgmodel.Column)
	return ok && ok2 && (from.Type != to.Type || from.Collation != to.Collation || from.Extra().Generated.Strict != to.Extra().Generated.Strict)
}

// mayBlock reports whether others may read and write rows of a table while the plan runs:
// it is there before, stays, and is not known to be empty.
func (w *planner) mayBlock(k schema.Key) bool {
	if !k.Kind.Has(schema.Stored) || w.before.get(k) == nil || w.actions[node{opDrop, k}] != nil {
		return false
	}
	return !w.facts(k).Empty
}

// parentColumn is the column of that name of the first parent that has it.
func (w *planner) parentColumn(t *pgmodel.Table, n string) *pgmodel.Column {
	for _, k := range t.Parents() {
		if p, ok := w.after.get(k).(*pgmodel.Table); ok && p.Column(n) != nil {
			return p.Column(n)
		}
	}
	return nil
}

// inKey reports whether a column is in the primary key, which makes it NOT NULL.
func inKey(t *pgmodel.Table, n string) bool {
	return t.Primary() != nil && slices.Contains(t.Primary().Columns, n)
}

// nameOf is an object's name without the argument types of a routine.
func nameOf(o pgmodel.Object) string {
	n := o.Key().Name
	if routine(o.Key().Kind) {
		n, _, _ = strings.Cut(n, "(")
	}
	return n
}

// tablesWith are the tables that have columns of a type.
func (w *planner) tablesWith(k schema.Key) []schema.Key {
	var list []schema.Key
	for _, c := range w.columnsOfType(k) {
		list = union(list, []schema.Key{c.Table})
	}
	return list
}

// needsOf are the keys that an object and the parts that are created with it need.
// References of a table count when it is dropped.
func (w *planner) needsOf(o pgmodel.Object, dropped bool) []schema.Key {
	keys := slices.Clone(o.Needs())
	if r := w.relation(o); r != (schema.Key{}) && r != o.Key() {
		keys = append(keys, r)
	}
	if s, ok := o.(*pgmodel.Sequence); ok && s.OwnedBy != (schema.Key{}) && !dropped {
		keys = append(keys, s.OwnedBy, w.tableOf(s.OwnedBy))
	}
	c, ok := o.(schema.Composite)
	if !ok {
		return keys
	}
	for _, part := range c.Parts() {
		if part.Key().Kind == schema.KindForeign && !dropped {
			continue
		}
		split := w.split[part.Key()]
		for _, k := range part.Needs() {
			if split && (routine(k.Kind) || part.Key().Kind != schema.KindColumn) {
				continue // it comes by itself
			}
			if k != o.Key() && !(k.IsPart() && k.Schema == o.Key().Schema && k.Table == o.Key().Name) {
				keys = append(keys, k)
			}
		}
	}
	return keys
}

// treeOf is a table with its partitions on all levels, each before its own.
func treeOf(s *schema.Schema, t *pgmodel.Table) []*pgmodel.Table {
	below := map[schema.Key][]*pgmodel.Table{}
	for o := range s.All() {
		if p, ok := o.(*pgmodel.Table); ok {
			below[p.PartitionOf] = append(below[p.PartitionOf], p)
		}
	}
	list := []*pgmodel.Table{t}
	for i := 0; i < len(list); i++ {
		list = append(list, below[list[i].ID]...)
	}
	return list
}

// rowsKey names the rows of a table that is recreated, as an object of plans.
func rowsKey(k schema.Key) schema.Key {
	return schema.Key{Kind: kindRows, Schema: k.Schema, Name: k.Name}
}

// rebuilt reports whether a table is recreated with its rows.
func (w *planner) rebuilt(k schema.Key) bool {
	return slices.ContainsFunc(w.rebuilds, func(r *rebuild) bool { return hasTable(r.gone, k) && hasTable(r.made, k) })
}

func hasTable(list []*pgmodel.Table, k schema.Key) bool {
	return slices.ContainsFunc(list, func(t *pgmodel.Table) bool { return t.ID == k })
}

// exchanged reports whether a new table beside a table takes its place.
func (w *planner) exchanged(table schema.Key) bool {
	return slices.ContainsFunc(w.rebuilds, func(r *rebuild) bool { return r.exchanged && r.to.ID == table })
}

// isRecreated reports whether an action is half of recreating an object. What is only
// altered then stays through it: were it bound to the object, it would be recreated too.
func (w *planner) isRecreated(n node) bool {
	return w.actions[node{opDrop, n.key}] != nil && w.actions[node{opCreate, n.key}] != nil
}

// rebound reports whether an action is part of giving a partition another bound in the
// same parent.
func (w *planner) rebound(n node) bool {
	if n.key.Kind != kindBound {
		return false
	}
	drop, create := w.actions[node{opDrop, n.key}], w.actions[node{opCreate, n.key}]
	return drop != nil && create != nil && drop.from.(*pgmodel.Table).PartitionOf == create.to.(*pgmodel.Table).PartitionOf
}

// ownership is the key of the action that gives a sequence to its column.
func ownership(sequence schema.Key) schema.Key {
	return schema.Key{Kind: kindOwned, Schema: sequence.Schema, Name: sequence.Name}
}

// anotherKind is the action that creates a type where one of another kind is dropped, whose columns stay; nil for
// none. Both have one name in pg_type.
func (w *planner) anotherKind(k schema.Key) *action {
	if !w.kinds[k.Kind].ofColumns || k.Kind == schema.KindCollation || w.recreated[k] || w.actions[node{opDrop, k}] == nil {
		return nil
	}
	for _, kind := range schema.KindsWith(schema.UserType) {
		other := k
		other.Kind = kind
		if a := w.actions[node{opCreate, other}]; a != nil && kind != k.Kind && w.before.get(other) == nil {
			return a
		}
	}
	return nil
}

// staysThrough reports whether an object is altered once a type that it uses is recreated, or has become one of
// another kind, and has the new form by then.
func (w *planner) staysThrough(a *action, k schema.Key) bool {
	if a.op != opAlter || a.to == nil || !w.kinds[k.Kind].ofColumns {
		return false
	}
	if create := w.anotherKind(k); create != nil {
		return slices.Contains(w.needsOf(a.to, false), create.key)
	}
	return w.recreated[k] && slices.Contains(w.needsOf(a.to, false), k)
}

func sameParents(a pgmodel.Object, b *pgmodel.Table) bool {
	t, ok := a.(*pgmodel.Table)
	return ok && slices.Equal(t.Parents(), b.Parents())
}

// listed are names as a sentence has them: "a, b and c".
func listed(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
