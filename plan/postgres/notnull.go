package postgres

// NOT NULL as a constraint with a name, which it is since PostgreSQL 18. The same constraint can
// be in the model as a property of the column, under the name the server chose, and as an object
// of its own; this file matches the two, and renames where dropping and adding would scan the
// table.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// renamesNotNull gives a NOT NULL of PostgreSQL 18 its other name where the column
// stays NOT NULL: to drop it and add another would read every row, and for a moment
// there would be none. It reports whether that was all that the change needs.
func (w *planner) renamesNotNull(c plan.Change) bool {
	k, ok := c.From.(*pgmodel.Constraint)
	if c.Op == plan.Add {
		k, ok = c.To.(*pgmodel.Constraint)
	}
	if !ok || k.Kind != schema.KindNotNull || c.Op == plan.Alter {
		return false
	}
	from, to := notNull(w.before, k), notNull(w.after, k)
	if from == nil || to == nil || from.NoInherit != to.NoInherit || from.NotValid != to.NotValid {
		return w.againNotNull(c, from, to)
	}
	if c.Op == plan.Add && w.before.get(from.Key()) != nil {
		return true // the change that drops it renames it
	}
	if from.Name == to.Name {
		return true
	}
	reason := "not null constraint of " + k.Table.Object() + "." + k.Columns[0] + " is called " + from.Name
	if w.otherNameBelow(from) {
		w.add(node{opAlter, k.Key()}, k, k, w.replaceNotNull(from, to), reason)
		return true
	}
	p := statement{Do: ddl.AlterTable(k.Table, ddl.RenameConstraint{From: from.Name, To: to.Name}), Undo: ddl.AlterTable(k.Table, ddl.RenameConstraint{From: to.Name, To: from.Name}), Form: locks.Of(locks.RenamesConstraint)}
	w.add(node{opAlter, k.Key()}, k, k, []statement{p}, reason)
	return true
}

// otherNameBelow reports whether a child table or partition has the NOT NULL of a column under another
// name: RENAME CONSTRAINT looks for the same name in all of them, and takes no single table
// (sql-altertable.html). What a key or an identity demands cannot be dropped instead.
func (w *planner) otherNameBelow(k *pgmodel.Constraint) bool {
	t, column := w.before.table(k.Table), k.Columns[0]
	if now := w.after.table(k.Table); inKey(t, column) && inKey(now, column) || t.Column(column).Extra().Identity != "" {
		return false
	}
	for _, side := range []*objects{w.before, w.after} { // child tables that are new may be there first
		for _, below := range side.descendants(k.Table) {
			n := pgmodel.NotNullName(side.schema, below, column)
			if n != "" && n != k.Name && (side == w.before || w.before.table(below.ID) == nil) {
				return true
			}
		}
	}
	return false
}

// replaceNotNull drops a NOT NULL and adds it under another name, in one transaction.
func (w *planner) replaceNotNull(from, to *pgmodel.Constraint) []statement {
	drop := statement{Do: ddl.AlterTable(from.Table, ddl.SetNotNull{Column: from.Columns[0], Drop: true}), Form: locks.Of(locks.AltersColumn)}
	if notNull(w.after, to) != w.after.table(to.Table).NotNull(to.Columns[0]) { // the server makes up the name
		return []statement{drop, {Do: ddl.AlterTable(to.Table, ddl.SetNotNull{Column: to.Columns[0]}), Form: locks.Of(locks.SetsNotNull)}}
	}
	return append([]statement{drop}, w.addConstraint(to)...)
}

// againNotNull drops a NOT NULL under the name that the server has made up, which
// the model does not hold, and recreates it under that name.
func (w *planner) againNotNull(c plan.Change, from, to *pgmodel.Constraint) bool {
	if from == nil || to == nil {
		return false
	}
	switch {
	case c.Op == plan.Add && w.before.get(from.Key()) == nil:
		p := statement{Do: ddl.AlterTable(to.Table, ddl.SetNotNull{Column: to.Columns[0], Drop: true}), Form: locks.Of(locks.AltersColumn)}
		w.add(node{opCreate, to.Key()}, nil, to, append([]statement{p}, w.addConstraint(to)...), reasonNew(c))
		return true
	case c.Op == plan.Drop && w.after.get(to.Key()) == nil:
		p := statement{Do: ddl.AlterTable(to.Table, ddl.SetNotNull{Column: to.Columns[0]}), Form: locks.Of(locks.SetsNotNull)}
		w.add(node{opDrop, from.Key()}, from, nil, append(dropConstraint(from), p), reasonGone(c))
		return true
	}
	return false
}

// notNull is the NOT NULL of the column that k is about: one with a name of its own,
// or one with the name that the server makes up; nil if the column may be NULL.
func notNull(side *objects, k *pgmodel.Constraint) *pgmodel.Constraint {
	t := side.table(k.Table)
	if t == nil {
		return nil
	}
	if c := t.NotNull(k.Columns[0]); c != nil {
		return c
	}
	if n := pgmodel.NotNullName(side.schema, t, k.Columns[0]); n != "" {
		made := &pgmodel.Constraint{Kind: schema.KindNotNull, Table: k.Table, Columns: k.Columns}
		made.Name = n
		return made
	}
	return nil
}

// withNotNulls is a new table that names its NOT NULLs where the server would give them other names:
// they have a name of their own, or another constraint of the schema has the name that is made up.
func (w *planner) withNotNulls(t *pgmodel.Table) *pgmodel.Table {
	if w.version < 18 {
		return t
	}
	var named []*pgmodel.Constraint
	var fromParents []string // columns whose NOT NULL comes from a parent, and is not declared
	for _, c := range t.Columns {
		have := pgmodel.NotNullName(w.to, t, c.Name)
		if have == "" || t.NotNull(c.Name) != nil {
			continue
		}
		if pgmodel.InheritsNotValid(w.to, t, c.Name) { // which comes later, and would become valid here
			fromParents = append(fromParents, c.Name)
			continue
		}
		made := pgmodel.InheritedNotNull(w.to, t, c.Name)
		if made == have && c.Extra().NotNullName == "" && !w.attachesNew(t) && len(t.Inherits) > 0 && !inKey(t, c.Name) {
			fromParents = append(fromParents, c.Name)
			continue
		}
		if made == "" || w.attachesNew(t) || !comesFromParent(t, c) && t.PartitionOf == (schema.Key{}) {
			made = pgmodel.MadeName(t.ID.Name, c.Name, "not_null")
			others := w.constraintsNamed(t.ID.Schema, made)
			if c.Extra().NotNullName == made {
				others--
			}
			if others > 0 {
				made = ""
			}
		}
		if have == made {
			continue
		}
		k := &pgmodel.Constraint{Table: t.ID, Kind: schema.KindNotNull, Columns: []string{c.Name}}
		k.Name = have
		named = append(named, k)
	}
	if named == nil && fromParents == nil {
		return t
	}
	t = t.Clone().(*pgmodel.Table)
	for _, n := range fromParents {
		t.Column(n).NotNull = false
	}
	t.Constraints = append(t.Constraints, named...)
	return t
}

// constraintsNamed counts the constraints of a schema that have a name.
func (w *planner) constraintsNamed(in, as string) int {
	if w.names == nil {
		w.names = map[schema.Key]int{}
		for t := range w.after.tables() {
			for _, c := range t.Constraints {
				w.names[schema.Key{Schema: t.ID.Schema, Name: c.Name}]++
			}
			for _, c := range t.Columns {
				if n := c.Extra().NotNullName; n != "" {
					w.names[schema.Key{Schema: t.ID.Schema, Name: n}]++
				}
			}
		}
	}
	return w.names[schema.Key{Schema: in, Name: as}]
}

// apartNotNull reports whether a column is NOT NULL by a constraint that a column's
// own definition cannot make, and which it would be in the way of: one that is
// not valid yet or not inherited.
func apartNotNull(t *pgmodel.Table, column string) bool {
	return slices.ContainsFunc(t.Constraints, func(c *pgmodel.Constraint) bool {
		return c.Kind == schema.KindNotNull && c.Columns[0] == column && (c.NotValid || c.NoInherit)
	})
}

// namedNotNull reports whether a column is NOT NULL by a constraint with a name of its own.
func namedNotNull(t *pgmodel.Table, column string) bool {
	return slices.ContainsFunc(t.Constraints, func(c *pgmodel.Constraint) bool {
		return c.Kind == schema.KindNotNull && c.Columns[0] == column
	})
}

// nameNotNull gives a new column its NOT NULL under the name of the constraint, which need not be
// added then: the server refuses a second one. One that is not valid or not inherited comes alone.
// It returns what else the constraint has.
func (w *planner) nameNotNull(c *pgmodel.Column, add *statement) []statement {
	k := w.notNullNamed(c)
	if k == nil {
		return nil
	}
	bare := *c
	bare.NotNull = false
	text := "ADD COLUMN " + ddl.ColumnDefinition(&bare)
	apart := k.NotValid || k.NoInherit
	if !apart {
		text += " CONSTRAINT " + ddl.Quote(k.Name) + " NOT NULL"
		w.handled(node{opCreate, k.Key()})
	}
	add.Do = ddl.AlterTable(c.Table, ddl.Clause(text))
	if apart || k.Comment == "" {
		return nil
	}
	return []statement{commentStatement(constraintName(k), k)}
}

// orphanNotNulls give the NOT NULLs of a table that loses its parents the names that
// they would have had without them.
func (w *planner) orphanNotNulls(from, to *pgmodel.Table) []statement {
	var out []statement
	for _, c := range from.Columns {
		was := c.Extra().NotNullName
		if was == "" && w.from.Version != "" && w.version >= 18 { // of a database: files have no names for a server that is not known
			was = pgmodel.NotNullName(w.before.schema, from, c.Name)
		}
		column := to.Column(c.Name)
		if was == "" || column == nil || !column.NotNull || len(to.Parents()) > 0 {
			continue
		}
		name := notNull(w.after, &pgmodel.Constraint{Table: to.ID, Columns: []string{c.Name}}).Name
		if name != was {
			out = append(out, statement{Do: ddl.AlterTable(to.ID, ddl.RenameConstraint{From: was, To: name}), Undo: ddl.AlterTable(to.ID, ddl.RenameConstraint{From: name, To: was}), Form: locks.Of(locks.RenamesConstraint)})
		}
	}
	return out
}

var _ = register(schema.KindNotNull, notNullKind())

// notNullKind is a NOT NULL with a name of its own (PostgreSQL 18).
func notNullKind() kind {
	k := constraintKind((*planner).onlineConstraint)
	k.instead = (*planner).renamesNotNull
	return k
}
