package expr

// Expressions and queries read back from text: what the writer has printed, or what the catalog
// holds. A text that is more than one expression or one query is refused.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
)

// ParseText reads a printed expression or query back.
func ParseText(sql string, query bool) (*pg.Node, bool) {
	if query {
		if body, ok := atomicBody(sql); ok {
			return body, true
		}
		tree, err := grammar.Parse(sql)
		if err != nil || len(tree.Stmts) != 1 {
			return nil, false
		}
		return tree.Stmts[0].Stmt, true
	}
	tree, err := grammar.Parse("SELECT " + sql)
	if err != nil || len(tree.Stmts) != 1 {
		return nil, false
	}
	sel := tree.Stmts[0].Stmt.GetSelectStmt()
	list := sel.GetTargetList()
	if len(list) != 1 || list[0].GetResTarget().GetName() != "" || hasClauses(sel) {
		return nil, false
	}
	return list[0].GetResTarget().GetVal(), true
}

// hasClauses reports whether a SELECT is more than its list.
func hasClauses(s *pg.SelectStmt) bool {
	return len(s.DistinctClause)+len(s.FromClause)+len(s.GroupClause)+len(s.WindowClause)+len(s.SortClause)+len(s.LockingClause) > 0 ||
		s.IntoClause != nil || s.WhereClause != nil || s.HavingClause != nil || s.LimitCount != nil || s.LimitOffset != nil
}

// atomicBody reads RETURN and BEGIN ATOMIC, which are no statements of their own.
func atomicBody(sql string) (*pg.Node, bool) {
	if !strings.HasPrefix(sql, "RETURN ") && !strings.HasPrefix(sql, "BEGIN ATOMIC") {
		return nil, false
	}
	tree, err := grammar.Parse("CREATE FUNCTION f() RETURNS int LANGUAGE sql " + sql)
	if err != nil || len(tree.Stmts) != 1 {
		return nil, false
	}
	return tree.Stmts[0].Stmt.GetCreateFunctionStmt().GetSqlBody(), true
}
