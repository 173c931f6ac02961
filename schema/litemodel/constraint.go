package litemodel

// Keys, checks and references of a table. SQLite has no ALTER for them: a difference in one
// rebuilds the table, so each field here must be worth that.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Unique is a primary key or a UNIQUE constraint of a table.
type Unique struct {
	Source
	Table    schema.Key
	Folded   string // constraint name, "" without one
	Primary  bool
	Parts    []Part
	Conflict string // SQLite's ON CONFLICT, folded; "" for the default
}

// Part is one member of a key or an index.
type Part struct {
	Column    string // folded name; "" for an expression
	Expr      Expr   // the expression, or the column's name as expressions spell it
	Collation string
	Desc      bool
}

// String is the canonical text of the part.
func (p Part) String() string {
	s := p.Expr.SQL
	if p.Collation != "" {
		s += " collate " + p.Collation
	}
	if p.Desc {
		s += " desc"
	}
	return s
}

func partsText(parts []Part) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.String()
	}
	return strings.Join(texts, ", ")
}

// Key names the constraint; one without a name is named by what it says.
func (u *Unique) Key() schema.Key {
	k := schema.Key{Kind: schema.KindUnique, Table: u.Table.Name, Name: u.Folded}
	if u.Primary {
		k.Kind, k.Name = schema.KindPrimary, ""
	} else if k.Name == "" {
		k.Name = "(" + partsText(u.Parts) + ")"
	}
	return k
}

// Needs is the constraint's table.
func (u *Unique) Needs() []schema.Key { return []schema.Key{u.Table} }

// Fields are the constraint's canonical attributes.
func (u *Unique) Fields() []schema.Field {
	return []schema.Field{{Name: "name", Value: u.Folded}, {Name: "columns", Value: partsText(u.Parts)}, {Name: "on conflict", Value: u.Conflict}}
}

// Check is a CHECK constraint.
type Check struct {
	Source
	Table  schema.Key
	Folded string // constraint name, "" without one
	Expr   Expr
}

// Key names the constraint; one without a name is named by its expression.
func (c *Check) Key() schema.Key {
	name := c.Folded
	if name == "" {
		name = "(" + c.Expr.SQL + ")"
	}
	return schema.Key{Kind: schema.KindCheck, Table: c.Table.Name, Name: name}
}

// Needs is the constraint's table.
func (c *Check) Needs() []schema.Key { return []schema.Key{c.Table} }

// Fields are the constraint's canonical attributes.
func (c *Check) Fields() []schema.Field {
	return []schema.Field{{Name: "expression", Value: c.Expr.SQL, Loose: c.Expr.SQL}}
}

// ForeignKey is a reference from columns of one table to another table's key.
type ForeignKey struct {
	Source
	Table, References  schema.Key
	Folded             string   // constraint name, "" without one
	Columns            []string // folded
	RefColumns         []string // folded; nil means the primary key
	OnUpdate, OnDelete string   // folded; "" for no action
	Match              string   // folded; "" for simple
	Deferred           bool     // checked at COMMIT by default
}

// Key names the constraint; one without a name is named by its columns and target.
func (f *ForeignKey) Key() schema.Key {
	name := f.Folded
	if name == "" {
		name = "(" + strings.Join(f.Columns, ", ") + ") references " + f.References.Name
		if len(f.RefColumns) > 0 {
			name += " (" + strings.Join(f.RefColumns, ", ") + ")"
		}
	}
	return schema.Key{Kind: schema.KindForeign, Table: f.Table.Name, Name: name}
}

// Needs are the two tables.
func (f *ForeignKey) Needs() []schema.Key { return []schema.Key{f.Table, f.References} }

// Fields are the constraint's canonical attributes.
func (f *ForeignKey) Fields() []schema.Field {
	return []schema.Field{
		{Name: "columns", Value: strings.Join(f.Columns, ", ")},
		{Name: "references", Value: f.References.Name + " (" + strings.Join(f.RefColumns, ", ") + ")"},
		{Name: "on update", Value: f.OnUpdate}, {Name: "on delete", Value: f.OnDelete}, {Name: "match", Value: f.Match},
		{Name: "deferred", Value: schema.Flag(f.Deferred)},
	}
}
