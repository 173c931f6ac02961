package postgres

// What is on a column goes with it when another takes its place. Its indexes are built on the new
// column beforehand and take over the names; its checks are added without reading rows, in the
// transaction of the exchange, and validated when that is committed.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// has reports whether an object is among them.
func (p carried) has(k schema.Key) bool {
	return slices.ContainsFunc(p.indexes, func(x besideIndex) bool { return x.was.ID == k }) ||
		slices.ContainsFunc(p.checked(), func(c *pgmodel.Constraint) bool { return c.Key() == k }) ||
		slices.ContainsFunc(p.keys, func(x besideKey) bool { return x.was.Key() == k })
}

// partsBeside are the indexes and constraints on a column as they will be, or the reason why one of
// them cannot be carried over.
func (w *planner) partsBeside(from *pgmodel.Column, next string) (parts carried, why string) {
	was, now := w.before.table(from.Table), w.after.table(from.Table)
	if parts.referring, why = w.referringTo(from); why != "" {
		return parts, why
	}
	for _, c := range now.Constraints {
		switch {
		case c.Kind == schema.KindNotNull || !constraintOn(c, from) || parts.has(c.Key()):
		case was.Constraint(c.Name) == nil || !constraintOn(was.Constraint(c.Name), from):
			return parts, c.Key().String() + " is new on the column"
		case c.Kind == schema.KindUnique || c.Kind == schema.KindPrimary:
			if why := keyStays(c, was); why != "" {
				return parts, why
			}
			parts.keys = append(parts.keys, besideKey{c, keyBeside(c, from.Name, next)})
		case !addedAgain(c):
			return parts, c.Key().String() + " is on the column"
		default:
			parts.constraints = append(parts.constraints, c)
		}
	}
	for o := range w.after.of(schema.KindIndex) {
		x := o.(*pgmodel.Index)
		if x.Table != from.Table || !x.Reads(from.Name) {
			continue
		}
		old, _ := w.before.get(x.ID).(*pgmodel.Index)
		if old == nil {
			return parts, x.ID.String() + " is new on the column"
		}
		copied := indexBeside(x, from.Name, next)
		if copied == nil || was.ReplicaIdentity == "index "+x.Name || !sameIndex(old, x) {
			return parts, x.ID.String() + " is on the column"
		}
		parts.indexes = append(parts.indexes, besideIndex{x, copied})
	}
	for _, c := range was.Constraints {
		if c.Kind != schema.KindNotNull && constraintOn(c, from) && !parts.has(c.Key()) {
			return parts, c.Key().String() + " is on the column, and changes"
		}
	}
	for o := range w.before.of(schema.KindIndex) {
		if x := o.(*pgmodel.Index); x.Table == from.Table && x.Reads(from.Name) && !parts.has(x.ID) {
			return parts, x.ID.String() + " is on the column, and changes"
		}
	}
	if why := w.partsOfOthers(parts, now, from); why != "" {
		return parts, why
	}
	return parts, w.partsChange(parts)
}

// partsOfOthers names a part that is on another column, too, that gets another type: each of the two
// would be exchanged with an index or check of its own. A reference is added again with each of them.
func (w *planner) partsOfOthers(parts carried, t *pgmodel.Table, from *pgmodel.Column) string {
	for _, c := range t.Columns {
		a := w.actions[node{opAlter, c.Key()}]
		if c.Name == from.Name || a == nil || !w.retypes(a) {
			continue
		}
		for _, x := range parts.indexes {
			if x.was.Reads(c.Name) {
				return x.was.ID.String() + " is on column " + c.Name + " too, which gets another type"
			}
		}
		for _, k := range parts.onTable() {
			if k.Kind != schema.KindForeign && constraintOn(k, c) {
				return k.Key().String() + " is on column " + c.Name + " too, which gets another type"
			}
		}
	}
	return ""
}

// partsChange names the part that the plan changes for its own sake.
func (w *planner) partsChange(parts carried) string {
	var keys []schema.Key
	for _, x := range parts.indexes {
		keys = append(keys, x.was.ID)
	}
	for _, c := range parts.onTable() {
		keys = append(keys, c.Key())
	}
	for _, k := range keys {
		for _, o := range []op{opDrop, opAlter, opCreate} {
			if a := w.actions[node{o, k}]; a != nil && (k.Kind == schema.KindForeign || !w.recreatedForAnother(k)) && !a.validates() {
				return k.String() + " is on the column, and changes"
			}
		}
	}
	return ""
}

// validates reports whether an action does nothing but validate a constraint, as a plan that was broken off may have left it.
func (a *action) validates() bool {
	return a.op == opAlter && !slices.ContainsFunc(a.statements, func(p statement) bool { return p.ID != locks.Validates })
}

// checked are the constraints that are added without reading rows and validated afterwards.
func (p carried) checked() []*pgmodel.Constraint {
	return append(slices.Clone(p.constraints), p.referring...)
}

// onTable are all constraints among the parts.
func (p carried) onTable() []*pgmodel.Constraint {
	list := p.checked()
	for _, k := range p.keys {
		list = append(list, k.was)
	}
	return list
}

// next are the indexes of the new column, to be built before it takes the place of the old one.
func (p carried) next() []*pgmodel.Index {
	var list []*pgmodel.Index
	for _, x := range p.indexes {
		list = append(list, x.next)
	}
	for _, k := range p.keys {
		list = append(list, k.next)
	}
	return list
}

// keyStays is the reason why a key cannot be carried over; "" if it can.
func keyStays(c *pgmodel.Constraint, t *pgmodel.Table) string {
	was := t.Constraint(c.Name)
	extra := c.Extra()
	switch {
	case was.Kind != c.Kind || !slices.Equal(was.Columns, c.Columns):
		return c.Key().String() + " is on the column, and changes"
	case c.WithoutOverlaps || c.Clustered || extra.IndexComment != "" || t.ReplicaIdentity == "index "+c.Name:
		return c.Key().String() + " is on the column"
	}
	return ""
}

// referringTo are the references to a column, or the reason why one of them cannot be carried over. Those of the
// column itself are none, unless they refer to it too.
func (w *planner) referringTo(from *pgmodel.Column) (list []*pgmodel.Constraint, why string) {
	refers := func(c *pgmodel.Constraint) bool {
		return c.Kind == schema.KindForeign && c.References == from.Table && slices.Contains(c.Extra().RefColumns, from.Name)
	}
	for _, side := range []*objects{w.before, w.after} {
		for t := range side.tables() {
			for _, c := range t.Constraints {
				if !refers(c) {
					continue
				}
				other := w.before.table(t.ID)
				if other == nil || other.Constraint(c.Name) == nil || !refers(other.Constraint(c.Name)) || w.after.get(c.Key()) == nil ||
					!addedAgain(w.after.get(c.Key()).(*pgmodel.Constraint)) || t.PartitionBy != nil || t.PartitionOf != (schema.Key{}) {
					return nil, c.Key().String() + " refers to the column"
				}
				if side == w.after {
					list = append(list, c)
				}
			}
		}
	}
	return list, ""
}

// keyBeside is the index that a key will use, with the new column in the place of the old one.
func keyBeside(c *pgmodel.Constraint, column, next string) *pgmodel.Index {
	x := indexOf(c, pgmodel.MadeName("schemadiff", c.Name, "next"))
	for i := range x.Parts {
		if x.Parts[i].Column == column {
			x.Parts[i].Column = next
		}
	}
	if i := slices.Index(x.Extra().Include, column); i >= 0 {
		list := slices.Clone(x.Extra().Include)
		list[i] = next
		x.EditExtra().Include = list
	}
	return x
}

// constraintOn reports whether a constraint is on a column.
func constraintOn(c *pgmodel.Constraint, column *pgmodel.Column) bool {
	return slices.Contains(c.Columns, column.Name) || c.Expr.Reads(column.Name) || readsColumn(c, column.Key())
}

// addedAgain reports whether a constraint can be added without reading rows.
func addedAgain(c *pgmodel.Constraint) bool {
	return (c.Kind == schema.KindCheck || c.Kind == schema.KindForeign && !c.Period) && !c.NotValid && !c.NotEnforced && !c.Inherited
}

// indexBeside is an index with the new column in the place of the old one; nil where that takes more
// than another name.
func indexBeside(x *pgmodel.Index, column, next string) *pgmodel.Index {
	extra := x.Extra()
	if x.Clustered || x.Invalid || extra.Where.Reads(column) || slices.ContainsFunc(x.Parts, func(p pgmodel.Part) bool {
		return p.Expr.Reads(column) || p.Column == column && (p.OpClass != "" || p.Collation != "")
	}) {
		return nil
	}
	c := x.Clone().(*pgmodel.Index)
	c.ID.Name = pgmodel.MadeName("schemadiff", x.Name, "next")
	c.Name, c.Comment = c.ID.Name, ""
	c.Uses = slices.DeleteFunc(c.Uses, func(k schema.Key) bool {
		return k.Kind == schema.KindColumn && k.Name == column && k.Table == x.Table.Name
	})
	for i := range c.Parts {
		if c.Parts[i].Column == column {
			c.Parts[i].Column = next
		}
	}
	if i := slices.Index(extra.Include, column); i >= 0 {
		list := slices.Clone(extra.Include)
		list[i] = next
		c.EditExtra().Include = list
	}
	return c
}

// buildBeside builds the indexes of the new column that are not there yet. It answers with the last
// actions.
func (w *planner) buildBeside(b *columnBeside, filled node, reason string) []node {
	last := []node{filled}
	for _, x := range b.parts.next() {
		if slices.ContainsFunc(b.built, func(have *pgmodel.Index) bool { return have.ID == x.ID && !have.Invalid }) {
			continue
		}
		build := w.buildStatement(x)
		build.Probes = nil // the values that it would hold cannot be asked for yet
		a := w.part(x.ID, kindBuild, rankBuildBeside, "build index", x, []statement{build}, reason)
		a.after = append(a.after, filled)
		last = append(last, a.node)
	}
	return last
}

// dropReferring takes away the references to the old column, which it could not be dropped under.
func dropReferring(parts carried) []statement {
	var out []statement
	for _, c := range parts.referring {
		p := dropConstraint(c)[0]
		p.Undo, p.On = nil, "" // the exchange is locked as one
		out = append(out, p)
	}
	return out
}

// lockedWith are the tables of references that an exchange locks beside its own.
func (p carried) lockedWith(table schema.Key) []schema.Key {
	var list []schema.Key
	for _, c := range p.checked() {
		for _, k := range []schema.Key{c.Table, c.References} {
			if k != table && k != (schema.Key{}) {
				list = union(list, []schema.Key{k})
			}
		}
	}
	return list
}

// takeParts gives the new column, which has its name by now, what was on the old one. What is
// recreated around the change of type anyway is so in the form that reads no rows.
func (w *planner) takeParts(parts carried, exchange node) []statement {
	var out []statement
	take := func(o pgmodel.Object, s statement) {
		if create := w.actions[node{opCreate, o.Key()}]; create != nil {
			create.statements[0] = s
			create.after = append(create.after, exchange)
			return
		}
		out = append(append(out, s), sharedCreate(w.name(o), o)...)
	}
	for _, x := range parts.indexes {
		take(x.was, statement{Do: ddl.Text("ALTER INDEX " + ddl.Qualified(x.next.ID) + " RENAME TO " + ddl.Quote(x.was.Name))})
	}
	for _, k := range parts.keys {
		take(k.was, statement{Do: ddl.AlterTable(k.was.Table, ddl.AddConstraint{Constraint: k.was, Index: k.next.Name}), Form: locks.Of(locks.AddsBuiltKey)})
	}
	for _, c := range parts.checked() {
		unchecked := *c
		unchecked.NotValid = true
		s := statement{Do: ddl.AlterTable(c.Table, ddl.AddConstraint{Constraint: c, NotValid: true}), Form: locks.Of(constraintForm(&unchecked))}
		if c.Kind == schema.KindForeign {
			s.On = tablesOfReference(c)
		}
		take(c, s)
	}
	return out
}

// validateParts has the rows checked when the exchange is committed.
func (w *planner) validateParts(parts carried, exchange node) {
	for _, c := range parts.checked() {
		delete(w.actions, node{opAlter, c.Key()})
		valid := w.validate(c, exchange)
		valid.after = append(valid.after, node{opCreate, c.Key()})
	}
}

// builtFor reports whether the indexes that a plan has left are among the ones wanted.
func (p carried) builtFor(built []*pgmodel.Index) bool {
	return !slices.ContainsFunc(built, func(have *pgmodel.Index) bool {
		return !slices.ContainsFunc(p.next(), func(x *pgmodel.Index) bool { return x.ID == have.ID && (have.Invalid || sameIndex(have, x)) })
	})
}
