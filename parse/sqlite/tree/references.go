package tree

// Names are resolved here, as lookupName in SQLite's resolve.c does: the sources of the
// query, NEW and OLD, the names of results, then the query around it. What names nothing is
// a string if it stands in double quotes (quirks.html, section 8).

import "slices"

// Columns lists the columns of a table or view, folded; known is false for what is not
// there or does not say.
type Columns func(relation string) (columns []string, known bool)

// Reference is a column that the text names, by itself or by a star.
type Reference struct {
	Table, Column string // folded; the rowid is "rowid"
	At, End       int
	Star          bool // a star stands for it, or NATURAL JOIN
	Written       bool
}

// Relation is a table or view that the text names.
type Relation struct {
	Name    string // folded
	At, End int
	Written bool
}

// Resolved is the meaning of the names of a statement.
type Resolved struct {
	References []Reference
	Strings    []int // places of names in double quotes that are strings
	Unknown    []int // places of names that mean nothing that is known
}

// Relations are the tables and views that the text names, without what its WITH defines.
func (t *Tree) Relations() []Relation {
	var out []Relation
	for _, s := range t.sources {
		at, end := t.place(s.token)
		out = append(out, Relation{s.name, at, end, s.written})
	}
	return out
}

// Resolve finds out what the names of the statement mean.
func (t *Tree) Resolve(columns Columns) *Resolved {
	r := &resolver{tree: t, columns: columns, out: &Resolved{}}
	for _, n := range t.names {
		r.name(n)
	}
	for _, n := range t.names {
		if n.place.scope != nil {
			r.natural(n.place.scope)
		}
	}
	return r.out
}

type resolver struct {
	tree    *Tree
	columns Columns
	out     *Resolved
	joined  map[*scope]bool
}

// add notes a reference of a token to a column of a source.
func (r *resolver) add(token int, s *source, column string, star, written bool) {
	if s.query != nil || s.name == "" {
		return
	}
	at, end := r.tree.place(token)
	r.out.References = append(r.out.References, Reference{s.name, column, at, end, star, written})
}

func (r *resolver) name(n *name) {
	m := r.tree.mask
	at, _ := r.tree.place(n.token)
	switch {
	case n.star:
		r.star(n)
		return
	case n.target != nil:
		r.add(n.token, n.target, r.own(n.target, m.name(n.token)), false, n.written)
		return
	}
	qualifier := ""
	if n.qualifier >= 0 {
		qualifier = m.name(n.qualifier)
	}
	found, unknown := r.lookup(n, qualifier, m.name(n.token))
	switch {
	case found:
	case unknown:
		r.out.Unknown = append(r.out.Unknown, at)
	case qualifier == "" && m.doubleQuoted(n.token):
		r.out.Strings = append(r.out.Strings, at)
	default:
		r.out.Unknown = append(r.out.Unknown, at)
	}
}

// own is a column of a source by its own name: another name of the rowid is "rowid".
func (r *resolver) own(s *source, folded string) string {
	if !isRowID(folded) || s.query != nil {
		return folded
	}
	if columns, known := r.columns(s.name); known && !slices.Contains(columns, folded) {
		return "rowid"
	}
	return folded
}

func isRowID(folded string) bool { return folded == "rowid" || folded == "oid" || folded == "_rowid_" }

// lookup finds a name from the inside to the outside. unknown says that a source whose
// columns are not known may have it.
func (r *resolver) lookup(n *name, qualifier, folded string) (found, unknown bool) {
	if n.order && qualifier == "" && n.place.scope != nil && named(n.place.scope, folded) {
		return true, false
	}
	for p := n.place; p.scope != nil; p = p.scope.outer {
		for _, s := range p.scope.sources {
			hit, open := r.has(s, qualifier, folded)
			if hit {
				r.add(n.token, s, r.own(s, folded), false, n.written)
			}
			found, unknown = found || hit, unknown || open
			if found && !n.join {
				return true, false
			}
		}
		if found || qualifier == "" && p.aliases && named(p.scope, folded) {
			return true, false
		}
		if unknown {
			return false, true
		}
	}
	return false, false
}

// named reports whether a result has been given a name.
func named(s *scope, folded string) bool {
	return slices.ContainsFunc(s.results, func(c result) bool { return c.named && c.name == folded })
}

// has reports whether a source has a column; unknown that its columns are not known.
func (r *resolver) has(s *source, qualifier, folded string) (found, unknown bool) {
	switch {
	case qualifier == "" && s.dotted:
		return false, false
	case qualifier != "" && s.alias != "" && s.alias != qualifier, qualifier != "" && s.alias == "" && s.name != qualifier:
		return false, false
	}
	columns, known := r.columnsOf(s)
	switch {
	case slices.Contains(columns, folded):
		return true, false
	case s.query == nil && !s.unknown && known && isRowID(folded):
		return true, false
	}
	return false, !known
}

// columnsOf are the columns of a source.
func (r *resolver) columnsOf(s *source) (columns []string, known bool) {
	switch {
	case s.query != nil:
		return r.columnsOfQuery(s.query)
	case s.unknown:
		return nil, false
	}
	return r.columns(s.name)
}

// columnsOfQuery are the names of a query's columns.
func (r *resolver) columnsOfQuery(q *query) (columns []string, known bool) {
	if q.names != nil {
		return q.names, true
	}
	if q.busy {
		return nil, false
	}
	q.busy = true
	defer func() { q.busy = false }()
	known = true
	for _, c := range q.results {
		if !c.star {
			columns = append(columns, c.name)
			continue
		}
		for _, s := range q.scope.sources {
			if c.of != "" && c.of != s.alias && (s.alias != "" || c.of != s.name) {
				continue
			}
			more, all := r.columnsOf(s)
			columns, known = append(columns, more...), known && all
		}
	}
	return columns, known
}

// star notes the columns that a star stands for.
func (r *resolver) star(n *name) {
	qualifier := ""
	if n.qualifier >= 0 {
		qualifier = r.tree.mask.name(n.qualifier)
	}
	for _, s := range n.place.scope.sources {
		if s.dotted || qualifier != "" && qualifier != s.alias && (s.alias != "" || qualifier != s.name) {
			continue
		}
		columns, _ := r.columnsOf(s)
		for _, c := range columns {
			r.add(n.token, s, c, true, false)
		}
	}
}

// natural notes the columns that NATURAL JOIN compares in a scope.
func (r *resolver) natural(in *scope) {
	if r.joined[in] {
		return
	}
	if r.joined == nil {
		r.joined = map[*scope]bool{}
	}
	r.joined[in] = true
	for i, right := range in.sources {
		if !right.natural || right.token < 0 {
			continue
		}
		columns, _ := r.columnsOf(right)
		for _, left := range in.sources[:i] {
			others, _ := r.columnsOf(left)
			for _, c := range columns {
				if slices.Contains(others, c) {
					r.add(right.token, left, c, true, false)
					r.add(right.token, right, c, true, false)
				}
			}
		}
	}
}

// ResultColumns are the names of the columns of a view or query, folded: the ones that stars
// stand for are listed. known is false where a source does not say what it has.
func (t *Tree) ResultColumns(columns Columns) (names []string, known bool) {
	if t.results == nil {
		return nil, false
	}
	r := &resolver{tree: t, columns: columns, out: &Resolved{}}
	return r.columnsOfQuery(t.results)
}
