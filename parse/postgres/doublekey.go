package postgres

// Keys that a CREATE TABLE declares twice, such as PRIMARY KEY at a column and again for the
// table. The server creates one of them, and so does the loader.

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
)

// withoutDoubles leaves out keys that repeat another of the same statement, as the
// server does (parse_utilcmd.c, transformIndexConstraints): a primary key counts
// before, and takes the name of its double if it has none.
func withoutDoubles(list []*constraintDef) []*constraintDef {
	keys := slices.DeleteFunc(slices.Clone(list), func(d *constraintDef) bool { return !isKey(d) })
	slices.SortStableFunc(keys, func(a, b *constraintDef) int {
		switch p, q := a.node.Contype == pg.ConstrType_CONSTR_PRIMARY, b.node.Contype == pg.ConstrType_CONSTR_PRIMARY; {
		case p && !q:
			return -1
		case q && !p:
			return 1
		}
		return 0
	})
	double := map[*constraintDef]bool{}
	for i, d := range keys {
		for _, first := range keys[:i] {
			if double[first] || !sameKey(first, d) {
				continue
			}
			if first.node.Conname == "" {
				first.node.Conname = d.node.Conname
			}
			double[d] = true
			break
		}
	}
	return slices.DeleteFunc(list, func(d *constraintDef) bool { return double[d] })
}

func isKey(d *constraintDef) bool {
	n := d.node
	return (n.Contype == pg.ConstrType_CONSTR_PRIMARY || n.Contype == pg.ConstrType_CONSTR_UNIQUE) && n.Indexname == "" && !d.newer.WithoutOverlaps
}

func sameKey(a, b *constraintDef) bool {
	return slices.Equal(a.columns(), b.columns()) && slices.Equal(expr.NameList(a.node.Including), expr.NameList(b.node.Including)) &&
		a.node.NullsNotDistinct == b.node.NullsNotDistinct && a.node.Deferrable == b.node.Deferrable && a.node.Initdeferred == b.node.Initdeferred
}
