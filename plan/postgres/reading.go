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

// mentions reports whether expressions of a table read one of the columns.
func mentions(table schema.Key, list []pgmodel.Expr, columns map[schema.Key]bool) bool {
	for k := range columns {
		if k.Schema == table.Schema && k.Table == table.Name && readBy(list, k.Name) {
			return true
		}
	}
	return false
}

// among reports whether one of a table's columns is among the columns.
func among(table schema.Key, list []string, columns map[schema.Key]bool) bool {
	return slices.ContainsFunc(list, func(n string) bool {
		return columns[schema.Key{Kind: schema.KindColumn, Schema: table.Schema, Table: table.Name, Name: n}]
	})
}
