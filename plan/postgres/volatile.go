package postgres

// Whether ADD COLUMN has to write every row. A default that gives all rows the same value is
// stored once in the catalog; a volatile one is evaluated for each row and rewrites the table
// (sql-altertable.html, notes).

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// constantDefault reports whether what makes a default volatile is only that it calls functions of
// the schema, and all of them are declared as stable or immutable.
func (w *planner) constantDefault(c *pgmodel.Column) bool {
	stable := map[string]bool{}
	for _, k := range c.Needs() {
		if f, ok := w.to.Get(k).(*pgmodel.Function); ok {
			name, _, _ := strings.Cut(f.ID.Name, "(")
			same, again := stable[name]
			stable[name] = f.Volatility != "" && (same || !again)
		}
	}
	return !slices.ContainsFunc(c.Default.Functions(), func(name string) bool {
		if !strings.ContainsAny(name, `."`) {
			return pgmodel.Volatile(name)
		}
		return !stable[strings.Trim(name[strings.LastIndexByte(name, '.')+1:], `"`)]
	})
}

// withoutFilling is the statement that adds a column, where its default is one value for all rows.
func (w *planner) withoutFilling(c *pgmodel.Column, p statement) statement {
	if p.Form.ID == locks.AddsFilledColumn && c.Extra().Identity == "" && c.Extra().Generated.IsZero() && w.constantDefault(c) {
		p.Form, p.Why = locks.Of(locks.AddsColumn), ""
	}
	return p
}

// volatile reports whether a default can differ from row to row: it calls a function of
// the server that does, or one that is not of pg_catalog, of which nothing is known.
func volatile(e pgmodel.Expr) bool {
	return slices.ContainsFunc(e.Functions(), func(name string) bool {
		return strings.ContainsAny(name, `."`) || pgmodel.Volatile(name)
	})
}
