package expr

// An expression becomes canonical here: equal expressions get equal texts, whether an
// author wrote them or a server printed them. Names come in through one interface, the
// texts and the objects they need go out.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Names answers what a name means at the place it stands.
type Names interface {
	// relation is a table, view, sequence, index or composite type.
	Relation(schemaName, name string) (schema.Key, bool)
	// columns are those of a relation, in order; nil if they are not known.
	Columns(k schema.Key) []Column
	// function gives the schema, "" for pg_catalog, and the overloads that are part of the model.
	Function(schemaName, name string) (inSchema string, keys []schema.Key, ok bool)
	// typ is a type of the user or the row type of a relation; inSchema is "" for pg_catalog.
	Type(schemaName, name string) (inSchema string, key schema.Key, ok bool)
	Operator(schemaName, name string) (inSchema string, keys []schema.Key, ok bool)
	Collation(schemaName, name string) (inSchema string, key schema.Key, ok bool)
	// tsObject is a text search object, as in 'english'::regconfig.
	TsObject(kind schema.Kind, schemaName, name string) (inSchema string, ok bool)
}

// Column is a column of a relation or query. Type is "" where it is not known.
type Column struct{ Name, Type string }

// Scope holds the names an expression can use besides the objects of the database.
type Scope struct {
	Table     schema.Key // whose columns it can name
	TableName string
	Params    []string // names of a function's arguments, "" for those without
	Values    bool     // VALUE is that of a domain
	ValueType string   // the type below that domain
	Former    bool     // the table may have other columns by now
}

// Canonical is an expression as its three texts, and what it needs.
func Canonical(n *pg.Node, ns Names, sc Scope) (pgmodel.Expr, []schema.Key) {
	if n == nil {
		return pgmodel.Expr{}, nil
	}
	c := canon{ns: ns, sc: sc, flat: true}
	e := c.texts(func(w *writer) { w.expr(n, precLowest) })
	c.report(ns)
	return e, c.usesOf()
}

// CanonicalQuery is a query, a statement that writes rows, NOTIFY, RETURN or the
// statements of a BEGIN ATOMIC body, as its three texts, with the columns it
// gives and what it needs.
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

// canon is the work on one expression or query.
type canon struct {
	ns      Names
	sc      Scope
	flat    bool // all on one line
	uses    []schema.Key
	names   pgmodel.Names                    // as Expr has them
	columns map[*pg.SelectStmt]selectColumns // of the subqueries met
	types   map[*pg.Node]string              // of the operations and calls met
	budget
}

// texts writes the three texts; what is needed is noted while the canonical one is
// written.
func (c *canon) texts(write func(*writer)) pgmodel.Expr {
	var e pgmodel.Expr
	for mode, text := range []*string{&e.SQL, &e.Strict, &e.Loose} {
		w := writer{canon: c, mode: textMode(mode), flat: c.flat}
		w.q = w.rootScope()
		w.around = w.q
		write(&w)
		*text = w.b.String()
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
