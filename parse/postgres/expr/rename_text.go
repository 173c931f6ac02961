package expr

// When an object is renamed, the server changes stored expressions with it. This file does
// the same to their texts, by parsing and printing and never by search.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// RenameInSQL rewrites what names a renamed object in a printable text, whose names
// are qualified, as the server's own copy of it follows a renaming. Bare columns are
// those of the scope's table. It reports whether anything changed.
func RenameInSQL(sql string, query bool, r Renaming, ns Names, sc Scope) (string, bool) {
	n, ok := ParseText(sql, query)
	if !ok {
		return sql, false
	}
	c := canon{ns: ns, sc: sc, flat: !query}
	w := writer{canon: &c, mode: modeSQL, flat: c.flat, rename: &r}
	w.q = w.rootScope()
	w.around = w.q
	if query {
		w.statement(n)
	} else {
		w.expr(n, precLowest)
	}
	if w.renamed == 0 {
		return sql, false
	}
	if !query && sql[0] == '(' && needsParentheses(n) { // a default keeps its own
		return "(" + w.b.String() + ")", true
	}
	return w.b.String(), true
}

// ParseText reads a printed expression or query back.
func ParseText(sql string, query bool) (*pg.Node, bool) {
	if query {
		if body, ok := atomicBody(sql); ok {
			return body, true
		}
		tree, err := pg.Parse(sql)
		if err != nil || len(tree.Stmts) != 1 {
			return nil, false
		}
		return tree.Stmts[0].Stmt, true
	}
	tree, err := pg.Parse("SELECT " + sql)
	if err != nil || len(tree.Stmts) != 1 {
		return nil, false
	}
	list := tree.Stmts[0].Stmt.GetSelectStmt().GetTargetList()
	if len(list) != 1 {
		return nil, false
	}
	return list[0].GetResTarget().GetVal(), true
}

// atomicBody reads RETURN and BEGIN ATOMIC, which are no statements of their own.
func atomicBody(sql string) (*pg.Node, bool) {
	if !strings.HasPrefix(sql, "RETURN ") && !strings.HasPrefix(sql, "BEGIN ATOMIC") {
		return nil, false
	}
	tree, err := pg.Parse("CREATE FUNCTION f() RETURNS int LANGUAGE sql " + sql)
	if err != nil || len(tree.Stmts) != 1 {
		return nil, false
	}
	return tree.Stmts[0].Stmt.GetCreateFunctionStmt().GetSqlBody(), true
}
