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
		slices.ContainsFunc(p.constraints, func(c *pgmodel.Constraint) bool { return c.Key() == k })
}

// partsBeside are the indexes and constraints on a column as they will be, or the reason why one of
// them cannot be carried over.
func (w *planner) partsBeside(from *pgmodel.Column, next string) (parts carried, why string) {
	was, now := w.before.table(from.Table), w.after.table(from.Table)
	for _, c := range now.Constraints {
		switch {
		case c.Kind == schema.KindNotNull || !constraintOn(c, from):
		case was.Constraint(c.Name) == nil || !constraintOn(was.Constraint(c.Name), from):
			return parts, c.Key().String() + " is new on the column"
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
// would be exchanged with an index or check of its own.
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
		for _, k := range parts.constraints {
			if constraintOn(k, c) {
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
	for _, c := range parts.constraints {
		keys = append(keys, c.Key())
	}
	for _, k := range keys {
		for _, o := range []op{opDrop, opAlter, opCreate} {
			if w.actions[node{o, k}] != nil && !w.recreatedForAnother(k) {
				return k.String() + " is on the column, and changes"
			}
		}
	}
	return ""
}

// constraintOn reports whether a constraint is on a column.
func constraintOn(c *pgmodel.Constraint, column *pgmodel.Column) bool {
	return slices.Contains(c.Columns, column.Name) || c.Expr.Reads(column.Name) || readsColumn(c, column.Key())
}

// addedAgain reports whether a constraint can be added without reading rows.
func addedAgain(c *pgmodel.Constraint) bool {
	return c.Kind == schema.KindCheck && !c.NotValid && !c.NotEnforced && !c.Inherited
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
	for _, x := range b.parts.indexes {
		if slices.ContainsFunc(b.built, func(have *pgmodel.Index) bool { return have.ID == x.next.ID && !have.Invalid }) {
			continue
		}
		build := w.buildStatement(x.next)
		build.Probes = nil // the values that it would hold cannot be asked for yet
		a := w.part(x.was.ID, kindBuild, rankBuildBeside, "build index", x.next, []statement{build}, reason)
		a.after = append(a.after, filled)
		last = append(last, a.node)
	}
	return last
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
	for _, c := range parts.constraints {
		take(c, statement{Do: ddl.AlterTable(c.Table, ddl.AddConstraint{Constraint: c, NotValid: true}), Form: locks.Of(locks.AddsUncheckedCheck)})
	}
	return out
}

// validateParts has the rows checked when the exchange is committed.
func (w *planner) validateParts(parts carried, exchange node) {
	for _, c := range parts.constraints {
		valid := w.validate(c, exchange)
		valid.after = append(valid.after, node{opCreate, c.Key()})
	}
}

// builtFor reports whether the indexes that a plan has left are among the ones wanted.
func (p carried) builtFor(built []*pgmodel.Index) bool {
	return !slices.ContainsFunc(built, func(have *pgmodel.Index) bool {
		return !slices.ContainsFunc(p.indexes, func(x besideIndex) bool { return x.next.ID == have.ID && (have.Invalid || sameIndex(have, x.next)) })
	})
}
