package expr

// The parts of a scope: the items of FROM and WITH that names can mean, with their columns.
// How they come to be is in canon_scope.go.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// starRef is one column that a star stands for.
type starRef struct {
	info  Column
	alias string // "" for the merged column of a join
}

// queryScope resolves names inside one query, or inside an expression of a
// table.
type queryScope struct {
	outer   *queryScope
	around  *queryScope // the query this one stands in, whether it sees its columns or not
	entries []*rangeEntry
	merged  []mergedColumn
	ctes    []cteEntry
	root    bool // of a table's expression: its columns stand bare
	loaded  bool
	natural map[*pg.JoinExpr][]*pg.Node // columns that NATURAL joins by

	joinAliases []string // of the merged columns of USING
}

// rangeEntry is one item of FROM.
type rangeEntry struct {
	item    *pg.Node
	alias   string
	shown   string     // the alias in canonical texts, that no query around has
	key     schema.Key // of a relation
	columns []Column   // with the names that aliases give
	base    []Column   // as the relation has them
	known   bool
	scalar  bool
	loose   bool // it may have other columns than those
	inner   bool // hidden by a join's alias: a bare name does not mean its columns
}

// mergedColumn is a column of USING: a bare name means that of the entry, or of no
// single one in a full join.
type mergedColumn struct {
	name  string
	entry *rangeEntry
	index int
}

// cteEntry is a query of WITH.
type cteEntry struct {
	name    string
	columns selectColumns
}

// selectColumns are the columns that a query gives.
type selectColumns struct {
	list   []Column
	known  bool
	loose  bool // there may be others
	scalar bool // one column, of a function that gives no rows: the item means it as well
}

// columnAt is the column that a name resolved to.
type columnAt struct {
	entry *rangeEntry // nil for the merged column of a full join
	index int
	scope *queryScope
}

// valuesAlias is the name that the server has for the rows of VALUES that are no item of FROM.
const valuesAlias = "*VALUES*"
