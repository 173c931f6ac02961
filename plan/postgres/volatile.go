package postgres

// Whether ADD COLUMN has to write every row. A default that gives all rows the same value is
// stored once in the catalog; a volatile one is evaluated for each row and rewrites the table
// (sql-altertable.html, notes).

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// volatile reports whether a default can differ from row to row: it calls a function of
// the server that does, or one that is not of pg_catalog, of which nothing is known.
func volatile(e pgmodel.Expr) bool {
	return slices.ContainsFunc(e.Functions(), func(name string) bool {
		return strings.ContainsAny(name, `."`) || pgmodel.Volatile(name)
	})
}
