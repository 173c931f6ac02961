package postgres

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// formerName is the name that a hint gives what is defined at a location.
func (l *loader) formerName(location int32) string { return l.st.FormerName(location) }

// expressionName returns what the server calls an expression where it needs a name.
func expressionName(n *pg.Node) string { return expr.ResultName(n) }

// recanon makes canonical again what a renaming has rewritten.
func recanon(sql string, query bool, ns expr.Names, sc expr.Scope) pgmodel.Expr {
	if r, ok := ns.(*resolver); ok { // what is wrong in it was reported where it was written
		ns = &resolver{l: r.l, path: r.path}
	}
	if query {
		tree, err := pg.Parse(sql)
		if err != nil || len(tree.Stmts) != 1 {
			return pgmodel.Expr{SQL: sql, Strict: sql, Loose: sql}
		}
		e, _, _ := expr.CanonicalQuery(tree.Stmts[0].Stmt, ns, sc)
		return e
	}
	tree, err := pg.Parse("SELECT " + sql)
	if err != nil || len(tree.Stmts) != 1 {
		return pgmodel.Expr{SQL: sql, Strict: sql, Loose: sql}
	}
	list := tree.Stmts[0].Stmt.GetSelectStmt().GetTargetList()
	if len(list) != 1 {
		return pgmodel.Expr{SQL: sql, Strict: sql, Loose: sql}
	}
	e, _ := expr.Canonical(list[0].GetResTarget().GetVal(), ns, sc)
	return e
}
