// Package expr makes expressions and queries of PostgreSQL canonical: equal ones get equal
// texts, whether an author wrote them or a server printed them.
//
// A syntax tree of pg_query comes in, with Names, the interface through which the caller says
// what each name means. Out go a pgmodel.Expr, its three texts with the names they use, and
// the keys of the objects that must exist before it. Canonical and CanonicalQuery do that;
// TypeName does the same for a type. RenameInSQL rewrites a text as the server does when an
// object gets another name, ExpandStars writes the columns of a star into a view's query, and
// Proof decides whether one condition implies another. No server is asked.
//
// The files stand in layers, of which none calls one above it. At the bottom are literals,
// nodes, words and the tables of what pg_catalog has; above them canon_* resolves names, infers
// types and writes out implicit casts; deparse_* prints; canon.go, the renaming and the stars
// are entries.
package expr

// This file has the entries: one tree is written three times, and what its names mean is
// collected while the canonical text is written.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Canonical returns an expression in its three texts with the names they use, and the objects
// it needs.
func Canonical(n *pg.Node, ns Names, sc Scope) (pgmodel.Expr, []schema.Key) {
	if n == nil {
		return pgmodel.Expr{}, nil
	}
	c := canon{ns: ns, sc: sc, flat: true}
	e := c.texts(func(w *writer) { w.expr(n, precLowest) })
	c.report(ns)
	return e, c.usesOf()
}

// TypeOf returns the type of an expression as far as names alone determine it; "" where they do
// not, and "unknown" for a string constant without a type.
func TypeOf(n *pg.Node, ns Names, sc Scope) string {
	w := writer{canon: &canon{ns: ns, sc: sc, flat: true}, mode: modeStrict}
	w.q = w.rootScope()
	w.around = w.q
	return w.infer(n)
}

// CanonicalQuery returns a query, a statement that writes rows, NOTIFY, RETURN or the
// statements of a BEGIN ATOMIC body in its three texts, with the columns it gives and the
// objects it needs.
func CanonicalQuery(n *pg.Node, ns Names, sc Scope) (e pgmodel.Expr, outputs []Column, uses []schema.Key) {
	if n == nil {
		return e, nil, nil
	}
	c := canon{ns: ns, sc: sc}
	e = c.texts(func(w *writer) { w.statement(n) })
	outputs = c.outputs(n)
	c.report(ns)
	return e, outputs, c.usesOf()
}

// texts writes the three texts; what is needed is noted while the canonical one is
// written.
func (c *canon) texts(write func(*writer)) pgmodel.Expr {
	var e pgmodel.Expr
	var root *queryScope
	w, text := &writer{}, buffer(make([]byte, 0, 64))
	for mode, out := range [...]*string{&e.SQL, &e.Strict, &e.Loose} {
		*w = writer{canon: c, mode: textMode(mode), flat: c.flat, b: text[:0]}
		if root == nil { // its columns are the same for all
			root = w.rootScope()
		}
		w.q, w.around = root, root
		write(w)
		text = w.b
		if e.SQL == string(text) { // as of constants, which are most
			*out = e.SQL
		} else {
			*out = string(text)
		}
	}
	e.Names = c.namesOf()
	return e
}

// outputs are the columns of a query.
func (c *canon) outputs(n *pg.Node) []Column {
	sel := n.GetSelectStmt()
	if sel == nil {
		return nil
	}
	w := writer{canon: c, mode: modeStrict}
	return w.columnsOf(sel, w.rootScope()).list
}
