package postgres

// Whether expressions and the parts of keys and indexes read some columns. What expressions name
// they carry themselves; nothing is searched for in SQL text.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// classColumns are the columns of parts that have an operator class of their own.
func classColumns(parts []pgmodel.Part) []string {
	var names []string
	for _, p := range parts {
		if p.OpClass != "" && p.Column != "" {
			names = append(names, p.Column)
		}
	}
	return names
}

// readBy reports whether one of the expressions reads a column of its relation.
func readBy(list []pgmodel.Expr, column string) bool {
	return slices.ContainsFunc(list, func(e pgmodel.Expr) bool { return e.Reads(column) })
}

// convertedColumns are columns that get the new form of a type that is recreated.
type convertedColumns struct {
	keys        map[schema.Key]bool
	throughText bool // they are of type text between the two forms
}

// readBy reports whether expressions of a table read one of the columns.
func (c convertedColumns) readBy(table schema.Key, list []pgmodel.Expr) bool {
	for k := range c.keys {
		if k.Schema == table.Schema && k.Table == table.Name && readBy(list, k.Name) {
			return true
		}
	}
	return false
}

// hasAny reports whether one of a table's columns is among the columns.
func (c convertedColumns) hasAny(table schema.Key, names []string) bool {
	return slices.ContainsFunc(names, func(n string) bool {
		return c.keys[schema.Key{Kind: schema.KindColumn, Schema: table.Schema, Table: table.Name, Name: n}]
	})
}

// indexedBy reports whether an index with these parts cannot stay on the columns: it has operator
// classes of the type, whether written or by default, and those are not text's.
func (c convertedColumns) indexedBy(table schema.Key, parts []pgmodel.Part) bool {
	if !c.throughText {
		return c.hasAny(table, classColumns(parts))
	}
	return slices.ContainsFunc(parts, func(p pgmodel.Part) bool { return c.hasAny(table, []string{p.Column}) })
}
