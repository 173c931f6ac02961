package litemodel

// Columns of a table, with canonical types and expressions. What few columns have is in
// ColumnOptions, which is allocated only for those.

import "github.com/schemadiff/schemadiff/schema"

// Column is one column of a table.
type Column struct {
	Source
	Table     schema.Key
	Folded    string
	Type      Type
	NotNull   bool
	Default   Expr // zero without one
	Generated Generated
	Collation string         // folded; "" for the type's own
	Options   *ColumnOptions // nil without any
}

// Type is a canonical type name, modifiers included.
type Type struct{ Name string }

// Generated is the expression of a generated column; the zero value means the
// column is an ordinary one.
type Generated struct {
	Expr   Expr
	Stored bool
}

// Key names the column.
func (c *Column) Key() schema.Key {
	return schema.Key{Kind: schema.KindColumn, Schema: c.Table.Schema, Table: c.Table.Name, Name: c.Folded}
}

// Needs is the column's table.
func (c *Column) Needs() []schema.Key { return []schema.Key{c.Table} }

// IsGenerated reports whether the column is computed.
func (c *Column) IsGenerated() bool { return c.Generated.Expr.SQL != "" }

// Fields are the column's canonical attributes. DEFAULT NULL means the same as no default.
func (c *Column) Fields() []schema.Field { return c.AppendFields(nil) }

// AppendFields appends the canonical attributes to list, which is used again by the caller.
func (c *Column) AppendFields(list []schema.Field) []schema.Field {
	value := c.Default.SQL
	if value == "null" || value == "(null)" {
		value = ""
	}
	list = append(list,
		schema.Field{Name: "type", Value: c.Type.Name},
		schema.Field{Name: "not null", Value: schema.Flag(c.NotNull)},
		schema.Field{Name: "default", Value: value, Loose: value},
		schema.Field{Name: "collation", Value: c.Collation},
		schema.Field{Name: "generated", Value: c.Generated.Expr.SQL, Loose: c.Generated.Expr.SQL},
		schema.Field{Name: "stored", Value: schema.Flag(c.Generated.Stored)},
	)
	if c.Options != nil {
		list = c.Options.appendFields(list)
	}
	return list
}
