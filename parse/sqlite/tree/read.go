package tree

// The parser's tree is read here, statement by statement. Every name and constant that is
// passed is marked, for the check.

import (
	"errors"
	"fmt"
	"strings"

	"github.com/rqlite/sql"
)

// reader reads one statement into a Tree.
type reader struct {
	mask      *mask
	tree      *Tree
	parse     func(string) (any, error)
	seen      []bool
	base      int   // where the text begins that the parser sees now
	with      *with // what WITH has defined here
	place     place // where names stand now
	depth     int   // 1 inside of a trigger
	inRow     bool  // within a row of the VALUES of an INSERT, and no query there
	low, high int   // the first and last token of the expression that is read
}

// parser is the given parser.
func parser(text string) (any, error) {
	return sql.NewParser(strings.NewReader(text)).ParseStatement()
}

// statement reads the whole text.
func (r *reader) statement() {
	r.node(r.parsed(0, len(r.mask.tokens)-1))
}

// parsed is the parser's tree of some tokens. A word at which it stops becomes a name, if
// SQLite takes it for one there, and it tries again.
func (r *reader) parsed(first, last int) any {
	base := r.mask.tokens[first].start
	for tries := 0; ; tries++ {
		n, err := r.parse(r.mask.render(first, last))
		if err == nil {
			return n
		}
		var at *sql.Error
		if !errors.As(err, &at) || tries == maxRetries || !r.mask.yield(base+at.Pos.Offset) {
			panic(fmt.Errorf("not parsed: %w", err))
		}
	}
}

// node reads a statement by its kind.
func (r *reader) node(n any) {
	switch n := n.(type) {
	case *sql.SelectStatement:
		q := r.query(n, true)
		if r.tree.results == nil {
			r.tree.results = q
		}
	case *sql.InsertStatement:
		r.insert(n)
	case *sql.UpdateStatement:
		r.update(n)
	case *sql.DeleteStatement:
		r.delete(n)
	case *sql.CreateViewStatement:
		r.ident(n.Name)
		names := r.idents(n.Columns)
		q := r.query(n.Select, false)
		for _, i := range names {
			q.names = append(q.names, r.mask.name(i))
		}
		r.tree.results = q
	case *sql.CreateTriggerStatement:
		r.trigger(n)
	case *sql.CreateIndexStatement:
		r.index(n)
	case *sql.CreateTableStatement:
		r.table(n)
	case *sql.AlterTableStatement:
		r.alter(n)
	default:
		panic(fmt.Errorf("no syntax tree of a %T", n))
	}
}

// within reads something in a scope of its own.
func (r *reader) within(s *scope, read func()) {
	s.outer, s.with = r.place, r.with
	before := r.place
	r.place = place{scope: s}
	read()
	r.place = before
}

func (r *reader) trigger(n *sql.CreateTriggerStatement) {
	r.ident(n.Name)
	s := &scope{}
	on := r.relation(n.Table, false)
	r.tree.trigger = &Trigger{Table: on.name, Insert: n.Insert.IsValid(), Delete: n.Delete.IsValid()}
	for _, i := range r.idents(n.UpdateOfColumns) {
		r.tree.names = append(r.tree.names, &name{place: place{scope: s}, qualifier: -1, token: i, target: on})
	}
	for _, row := range []string{"new", "old"} {
		rows := *on
		rows.alias, rows.dotted, rows.token = row, true, -1
		s.sources = append(s.sources, &rows)
	}
	r.depth++
	r.within(s, func() {
		r.expr(n.WhenExpr)
		for _, b := range n.Body {
			r.node(b)
		}
	})
	r.depth--
}

func (r *reader) index(n *sql.CreateIndexStatement) {
	r.ident(n.Schema)
	r.ident(n.Name)
	s := &scope{sources: []*source{r.relation(n.Table, false)}}
	r.within(s, func() {
		for _, c := range n.Columns {
			r.expr(c.X)
		}
		r.keyword(n.Where, "where")
		r.expr(n.WhereExpr)
	})
}

// relation is a table or view that a statement names.
func (r *reader) relation(id *sql.Ident, written bool) *source {
	i := r.ident(id)
	s := &source{token: i, name: r.mask.name(i), written: written, comma: -1}
	r.tree.sources = append(r.tree.sources, s)
	return s
}

// alter reads ALTER TABLE.
func (r *reader) alter(n *sql.AlterTableStatement) {
	r.ident(n.Schema)
	on := r.relation(n.Name, true)
	r.ident(n.NewName)
	for _, id := range []*sql.Ident{n.ColumnName, n.DropColumnName} {
		if id != nil {
			r.tree.names = append(r.tree.names, &name{qualifier: -1, token: r.ident(id), target: on, written: true})
		}
	}
	r.ident(n.NewColumnName)
	if n.ColumnDef != nil {
		r.within(&scope{sources: []*source{on}}, func() { r.column(n.ColumnDef) })
	}
}

// table reads CREATE TABLE.
func (r *reader) table(n *sql.CreateTableStatement) {
	r.ident(n.Schema)
	i := r.ident(n.Name)
	if n.Select != nil {
		r.tree.results = r.query(n.Select, false)
		return
	}
	own := &source{token: i, name: r.mask.name(i), comma: -1}
	r.within(&scope{sources: []*source{own}}, func() {
		for _, c := range n.Columns {
			r.column(c)
		}
		for _, c := range n.Constraints {
			r.constraint(c)
		}
	})
}

func (r *reader) column(n *sql.ColumnDefinition) {
	r.ident(n.Name)
	r.typeName(n.Type)
	for _, c := range n.Constraints {
		r.constraint(c)
	}
}

func (r *reader) typeName(n *sql.Type) {
	if n == nil {
		return
	}
	r.ident(n.Name)
	for _, lit := range []*sql.NumberLit{n.Precision, n.Scale} {
		if lit != nil {
			r.leaf(lit.ValuePos, asValue, len(lit.Value))
		}
	}
}

func (r *reader) constraint(n sql.Constraint) {
	own := r.place.scope.sources[0]
	columns := func(list []*sql.Ident) {
		for _, i := range r.idents(list) {
			r.tree.names = append(r.tree.names, &name{place: r.place, qualifier: -1, token: i, target: own})
		}
	}
	switch n := n.(type) {
	case *sql.PrimaryKeyConstraint:
		r.ident(n.Name)
		columns(n.Columns)
	case *sql.NotNullConstraint:
		r.ident(n.Name)
	case *sql.UniqueConstraint:
		r.ident(n.Name)
		for _, c := range n.Columns {
			r.expr(c.X)
		}
	case *sql.CheckConstraint:
		r.ident(n.Name)
		r.expr(n.Expr)
	case *sql.DefaultConstraint:
		r.ident(n.Name)
		r.expr(n.Expr)
	case *sql.GeneratedConstraint:
		r.ident(n.Name)
		r.expr(n.Expr)
	case *sql.CollateConstraint:
		r.ident(n.Name)
		r.ident(n.Collation)
	case *sql.ForeignKeyConstraint:
		r.ident(n.Name)
		columns(n.Columns)
		to := r.relation(n.ForeignTable, false)
		for _, i := range r.idents(n.ForeignColumns) {
			r.tree.names = append(r.tree.names, &name{place: r.place, qualifier: -1, token: i, target: to})
		}
	default:
		panic(fmt.Errorf("no reader of a %T", n))
	}
}
