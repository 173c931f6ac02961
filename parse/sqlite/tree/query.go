package tree

// Queries are read here: WITH, results, sources and the clauses after them.

import (
	"fmt"

	"github.com/rqlite/sql"
)

// query reads a SELECT or VALUES with its WITH and the SELECTs it is compounded of.
// outermost says that it is a statement.
func (r *reader) query(n *sql.SelectStatement, outermost bool) *query {
	inRow := r.inRow
	r.inRow = false
	defer func() { r.inRow = inRow }()
	if i := r.mask.at(r.base + max(n.Select.Offset, n.Values.Offset)); n.WithClause == nil && i >= 0 {
		if last, ok := r.mask.parts[i]; ok {
			return r.part(i, last)
		}
	}
	before := r.with
	r.withClause(n.WithClause)
	q := r.core(n, outermost)
	r.with = before
	return q
}

// part reads a query that is parsed by itself.
func (r *reader) part(first, last int) *query {
	base := r.base
	n, ok := r.parsed(first, last).(*sql.SelectStatement)
	if !ok {
		panic(fmt.Errorf("no query in parentheses"))
	}
	r.base = r.mask.tokens[first].start
	before := r.with
	r.withClause(n.WithClause)
	q := r.core(n, false)
	r.with, r.base = before, base
	return q
}

// withClause reads WITH. Every query sees those before it and itself.
func (r *reader) withClause(n *sql.WithClause) {
	if n == nil {
		return
	}
	// All names are visible in all of them (lang_with.html): they are defined first.
	queries := make([]*query, len(n.CTEs))
	for i, c := range n.CTEs {
		queries[i] = &query{}
		r.with = &with{name: r.foldedName(c.TableName), query: queries[i], outer: r.with}
		for _, col := range r.idents(c.Columns) {
			queries[i].names = append(queries[i].names, r.mask.name(col))
		}
	}
	for i, c := range n.CTEs {
		q := r.query(c.Select, false)
		queries[i].results, queries[i].scope = q.results, q.scope
		if queries[i].names == nil {
			queries[i].names = q.names
		}
	}
}

// core reads a SELECT or VALUES, and what it is compounded with.
func (r *reader) core(n *sql.SelectStatement, outermost bool) *query {
	s := &scope{}
	q := &query{scope: s, all: n.WhereExpr == nil && len(n.GroupByExprs) == 0 && n.HavingExpr == nil && n.Compound == nil && n.LimitExpr == nil && !n.Distinct.IsValid()}
	r.within(s, func() {
		for _, row := range n.ValueLists {
			r.exprs(row.Exprs)
		}
		if len(n.ValueLists) > 0 {
			for i := range n.ValueLists[0].Exprs {
				q.results = append(q.results, result{name: fmt.Sprintf("column%d", i+1)})
			}
		}
		r.from(n.Source)
		for _, c := range n.Columns {
			q.results = append(q.results, r.result(c))
		}
		s.results = q.results
		r.place.aliases = true
		r.clauses(n)
		r.place.aliases = false
	})
	if n.Compound != nil {
		r.core(n.Compound, outermost)
	}
	r.within(s, func() {
		r.place.aliases = true
		r.ending(n)
		r.place.aliases = false
	})
	r.noteQuery(n, s, outermost)
	return q
}

// clauses reads what stands between the sources and the end of one SELECT.
func (r *reader) clauses(n *sql.SelectStatement) {
	r.keyword(n.Where, "where")
	r.expr(n.WhereExpr)
	r.exprs(n.GroupByExprs)
	r.expr(n.HavingExpr)
	for _, w := range n.Windows {
		r.ident(w.Name)
		r.window(w.Definition)
	}
}

// ending reads ORDER BY and LIMIT.
func (r *reader) ending(n *sql.SelectStatement) {
	r.ordering(n.OrderingTerms)
	r.keyword(n.Limit, "limit")
	r.expr(n.LimitExpr)
	r.expr(n.OffsetExpr)
}

func (r *reader) ordering(terms []*sql.OrderingTerm) {
	for _, t := range terms {
		before := len(r.tree.names)
		r.expr(t.X)
		if _, alone := t.X.(*sql.Ident); alone && len(r.tree.names) == before+1 {
			r.tree.names[before].order = true
		}
	}
}

// result reads one column of a result.
func (r *reader) result(n *sql.ResultColumn) result {
	if n.Star.IsValid() {
		i := r.star(n.Star, -1)
		return result{star: true, token: i}
	}
	if ref, ok := n.Expr.(*sql.QualifiedRef); ok && ref.Star.IsValid() {
		r.ident(ref.Schema)
		of := r.ident(ref.Table)
		r.star(ref.Star, of)
		return result{star: true, of: r.mask.name(of), token: of}
	}
	first, low, high := len(r.tree.names), r.low, r.high
	r.low, r.high = len(r.mask.tokens), -1
	r.expr(n.Expr)
	spelled := r.spelled()
	r.low, r.high = min(low, r.low), max(high, r.high)
	out := result{}
	switch n.Expr.(type) {
	case *sql.Ident, *sql.QualifiedRef:
		if len(r.tree.names) == first+1 {
			out.token = r.tree.names[first].token
			out.name = r.mask.name(out.token)
		}
	}
	if n.Alias != nil {
		out.token, out.named = r.ident(n.Alias), true
		out.name = r.mask.name(out.token)
	} else if out.name == "" {
		out.name = spelled
	}
	return out
}

// star notes that all columns are read.
func (r *reader) star(pos sql.Pos, qualifier int) int {
	i := r.mask.at(r.base + pos.Offset)
	if i < 0 || !r.mask.is(i, "*") {
		panic(misread{"no star where the tree has it"})
	}
	r.tree.names = append(r.tree.names, &name{place: r.place, qualifier: qualifier, token: i, star: true})
	return i
}

// from reads the sources of a query into its scope.
func (r *reader) from(n sql.Source) {
	switch n := n.(type) {
	case nil:
	case *sql.JoinClause:
		r.join(n)
	case *sql.ParenSource:
		r.paren(n)
	case *sql.SelectStatement:
		r.add(&source{token: -1, query: r.lateral(n), comma: -1})
	case *sql.QualifiedTableName:
		r.qualified(n, false)
	case *sql.QualifiedTableFunctionName:
		i := r.ident(n.Name)
		r.exprs(n.Args)
		r.add(&source{token: i, name: r.mask.name(i), alias: r.foldedName(n.Alias), unknown: true, comma: -1})
		r.tree.sources = append(r.tree.sources, r.last())
	default:
		panic(fmt.Errorf("no reader of a %T", n))
	}
}

func (r *reader) add(s *source) { r.place.scope.sources = append(r.place.scope.sources, s) }

// last is the source that was read last.
func (r *reader) last() *source {
	list := r.place.scope.sources
	return list[len(list)-1]
}

// lateral reads a query among the sources, which does not see the others.
func (r *reader) lateral(n *sql.SelectStatement) *query {
	here := r.place
	r.place = here.scope.outer
	q := r.query(n, false)
	r.place = here
	return q
}

// qualified reads a table, a view, or what WITH has defined.
func (r *reader) qualified(n *sql.QualifiedTableName, written bool) *source {
	r.ident(n.Schema)
	i := r.ident(n.Name)
	s := &source{token: i, name: r.mask.name(i), alias: r.foldedName(n.Alias), written: written, comma: -1}
	r.ident(n.Index)
	if n.Schema == nil && !written {
		s.query = r.with.find(s.name)
	}
	s.unknown = r.mask.tokens[i].until > r.mask.tokens[i].end
	if s.query == nil {
		r.tree.sources = append(r.tree.sources, s)
	}
	r.add(s)
	return s
}

// paren reads sources in parentheses: a query, or a join whose sources count as if they
// stood outside.
func (r *reader) paren(n *sql.ParenSource) {
	if q, ok := n.X.(*sql.SelectStatement); ok {
		r.add(&source{token: -1, query: r.lateral(q), alias: r.foldedName(n.Alias), comma: -1})
		return
	}
	if n.Alias == nil {
		r.from(n.X)
		return
	}
	inner := &scope{}
	here := r.place
	r.place = here.scope.outer
	r.within(inner, func() { r.from(n.X) })
	r.place = here
	r.add(&source{token: -1, alias: r.foldedName(n.Alias), query: &query{results: []result{{star: true}}, scope: inner}, comma: -1})
}

func (r *reader) join(n *sql.JoinClause) {
	var chain []*sql.JoinClause // a join of many is as deep as it is long
	var left sql.Source = n
	for {
		j, ok := left.(*sql.JoinClause)
		if !ok {
			break
		}
		chain = append(chain, j)
		left = j.X
	}
	r.from(left)
	for i := len(chain) - 1; i >= 0; i-- {
		r.joined(chain[i])
	}
}

func (r *reader) joined(j *sql.JoinClause) {
	first := len(r.place.scope.sources)
	r.from(j.Y)
	right := r.place.scope.sources[first]
	right.natural = j.Operator.Natural.IsValid()
	if j.Operator.Comma.IsValid() {
		right.comma = r.mask.at(r.base + j.Operator.Comma.Offset)
	}
	switch c := j.Constraint.(type) {
	case *sql.OnConstraint:
		r.expr(c.X)
	case *sql.UsingConstraint:
		right.using = r.idents(c.Columns)
		for _, i := range right.using {
			r.tree.names = append(r.tree.names, &name{place: r.place, qualifier: -1, token: i, join: true})
		}
	}
}
