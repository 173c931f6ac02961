package expr

// Stars within INSERT, UPDATE, DELETE and MERGE: in what they return, and in the queries of
// FROM, SET, WHERE, ON CONFLICT and WHEN. The server stores the columns of them all.

import pg "github.com/pganalyze/pg_query_go/v5"

// writing expands the parts of a statement that changes rows.
func (x *expander) writing(s writingParts, outer *queryScope) {
	layer := x.w.enterWith(s.with, outer)
	for _, f := range s.from {
		x.fromItem(f, layer, &pg.SelectStmt{FromClause: s.from})
	}
	before := x.w.q
	x.w.q = outer
	x.w.q = x.w.enterWriting(s.target, s.with, s.from)
	x.expand(s.returning)
	for _, n := range append(targetValues(*s.returning), s.values...) {
		x.subLinks(n)
	}
	x.w.q = before
}
