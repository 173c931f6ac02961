package tree

// What names can mean at a place: the sources of the query around it, then those of the
// queries around that, and between them the names that results were given. This is the
// order of lookupName in SQLite's resolve.c.

// scope holds the meanings that the names of one query can have.
type scope struct {
	outer   place
	sources []*source
	results []result
	with    *with
}

// place is where a name stands: its scope, and whether the names of results count there.
type place struct {
	scope   *scope
	aliases bool
}

// source is a table, view or query in FROM, or the table that a statement writes.
type source struct {
	token   int    // that names it; -1 for a query in parentheses
	name    string // folded
	alias   string // folded; "" without one
	query   *query // of a query in parentheses or of WITH; nil for tables and views
	unknown bool   // a function of a table, whose columns are not known
	dotted  bool   // its columns are only found with its name before them: NEW, OLD, EXCLUDED
	written bool
	natural bool  // joined by all columns that the sources before it have too
	using   []int // tokens of the columns that it is joined by
	comma   int   // the token of the comma before it; -1 for none
}

// query is a SELECT or VALUES with the names of its columns.
type query struct {
	names   []string // a list of columns after its name, folded; nil without one
	results []result
	scope   *scope
	all     bool // it chooses no rows: no condition, groups, limit or second SELECT
	busy    bool // its columns are being listed: a WITH RECURSIVE reads itself
}

// result is one column of a query's result, or the columns that a star stands for.
type result struct {
	name  string // folded; "" for a star
	named bool   // by AS
	star  bool
	of    string // the source before the star, folded; "" for all
	token int    // its first
}

// with is a definition of WITH, seen from the queries inside and after it.
type with struct {
	name  string // folded
	query *query
	outer *with
}

// find is the query that WITH has defined under a name; nil without one.
func (w *with) find(folded string) *query {
	for ; w != nil; w = w.outer {
		if w.name == folded {
			return w.query
		}
	}
	return nil
}

// name is a column that the text names.
type name struct {
	place     place
	qualifier int // the token before the dot; -1 without one
	token     int
	target    *source // the one it must be of: in lists of columns; else nil
	star      bool
	order     bool // a term of ORDER BY by itself: names of results come first
	written   bool
	join      bool // of USING: it is a column on both sides
}
