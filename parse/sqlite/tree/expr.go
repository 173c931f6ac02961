package tree

// Expressions are read here.

import (
	"fmt"

	"github.com/rqlite/sql"

	"github.com/schemadiff/schemadiff/schema/litemodel"
)

func (r *reader) exprs(list []sql.Expr) {
	for _, x := range list {
		r.expr(x)
	}
}

// expr reads an expression. A chain of operators is as deep on its left as it is long, so
// that the left sides are walked and not descended into.
func (r *reader) expr(x sql.Expr) {
	var chain []*sql.BinaryExpr
	for {
		b, ok := x.(*sql.BinaryExpr)
		if !ok {
			break
		}
		chain = append(chain, b)
		x = b.X
	}
	r.operand(x)
	for i := len(chain) - 1; i >= 0; i-- {
		r.binary(chain[i])
	}
}

// binary reads the right side of an operator.
func (r *reader) binary(b *sql.BinaryExpr) {
	switch y := b.Y.(type) {
	case *sql.Range:
		r.expr(y.X)
		r.expr(y.Y)
		return
	case *sql.NullLit:
		r.equalsNull(b)
	case *sql.ExprList:
		r.exprs(y.Exprs)
		return
	}
	if b.Op == sql.IN || b.Op == sql.NOTIN {
		r.inTable(b.Y)
		return
	}
	if name := operatorFunction(b.Op); name != "" {
		i := r.mask.at(r.base + b.OpPos.Offset)
		if r.mask.is(i, "not") {
			i++
		}
		r.tree.calls = append(r.tree.calls, Call{Name: name, At: r.mask.tokens[i].start, End: r.mask.tokens[i].end, Args: 2, Operator: true})
	}
	r.expr(b.Y)
}

// operatorFunction is the function that SQLite calls for an operator; "" for none.
func operatorFunction(op sql.Token) string {
	switch op {
	case sql.LIKE, sql.NOTLIKE:
		return "like"
	case sql.GLOB, sql.NOTGLOB:
		return "glob"
	case sql.REGEXP, sql.NOTREGEXP:
		return "regexp"
	case sql.MATCH, sql.NOTMATCH:
		return "match"
	}
	return ""
}

// inTable reads the table after IN.
func (r *reader) inTable(x sql.Expr) {
	var id *sql.Ident
	switch x := x.(type) {
	case *sql.Ident:
		id = x
	case *sql.QualifiedRef:
		r.ident(x.Table)
		id = x.Column
	case *sql.Call:
		i := r.ident(x.Name)
		r.exprs(x.Args)
		r.tree.sources = append(r.tree.sources, &source{token: i, name: r.mask.name(i), unknown: true, comma: -1})
		return
	default:
		r.expr(x)
		return
	}
	i := r.ident(id)
	s := &source{token: i, name: r.mask.name(i), comma: -1}
	if s.query = r.with.find(s.name); s.query == nil {
		r.tree.sources = append(r.tree.sources, s)
		r.tree.names = append(r.tree.names, &name{place: place{scope: &scope{sources: []*source{s}}}, qualifier: -1, token: i, star: true})
	}
}

// operand reads an expression that is no chain of operators.
func (r *reader) operand(x sql.Expr) {
	switch x := x.(type) {
	case nil:
	case *sql.Ident:
		r.identifier(x)
	case *sql.QualifiedRef:
		r.dotted(x)
	case *sql.Call:
		r.call(x)
	case *sql.UnaryExpr:
		r.expr(x.X)
	case *sql.ParenExpr:
		r.expr(x.X)
		if i := r.mask.at(r.base + x.Rparen.Offset); !r.mask.is(i, ")") {
			panic(misread{"a parenthesis is not closed where the tree has it"})
		}
	case *sql.ExprList:
		r.exprs(x.Exprs)
	case *sql.CollateExpr:
		r.expr(x.X)
		r.ident(x.Collation.Name)
	case *sql.Null:
		r.expr(x.X)
	case *sql.Range:
		r.expr(x.X)
		r.expr(x.Y)
	case *sql.CastExpr:
		r.expr(x.X)
		r.typeName(x.Type)
	case *sql.CaseExpr:
		r.expr(x.Operand)
		for _, b := range x.Blocks {
			r.expr(b.Condition)
			r.expr(b.Body)
		}
		r.expr(x.ElseExpr)
	case *sql.Exists:
		r.query(x.Select, true)
	case sql.SelectExpr:
		r.query(x.SelectStatement, false)
	default:
		r.literal(x)
	}
}

func (r *reader) literal(x sql.Expr) {
	switch x := x.(type) {
	case *sql.StringLit:
		r.leaf(x.ValuePos, asValue, len(x.Value)+2)
	case *sql.NumberLit:
		r.leaf(x.ValuePos, asValue, len(x.Value))
	case *sql.BlobLit:
		r.leaf(x.ValuePos, asValue, -1)
	case *sql.NullLit:
		r.leaf(x.Pos, asValue, -1)
	case *sql.BoolLit:
		r.leaf(x.ValuePos, asValue, -1)
	case *sql.TimestampLit:
		r.leaf(x.ValuePos, asValue, -1)
	case *sql.BindExpr:
		r.leaf(x.NamePos, asValue, len(x.Name))
	case *sql.Raise:
		r.literal(x.Error)
	default:
		panic(fmt.Errorf("no reader of a %T", x))
	}
}

// identifier reads a name without a dot.
func (r *reader) identifier(x *sql.Ident) {
	i := r.ident(x)
	if t := r.mask.tokens[i]; t.word == "current_timestamp" || t.word == "current_date" || t.word == "current_time" {
		r.tree.calls = append(r.tree.calls, Call{Name: t.word, At: t.start, End: t.end, Operator: true, Once: r.inRow})
		return
	}
	r.tree.names = append(r.tree.names, &name{place: r.place, qualifier: -1, token: i})
}

// dotted reads a name after that of its table.
func (r *reader) dotted(x *sql.QualifiedRef) {
	r.ident(x.Schema)
	qualifier := r.ident(x.Table)
	if x.Star.IsValid() {
		r.star(x.Star, qualifier)
		return
	}
	r.tree.names = append(r.tree.names, &name{place: r.place, qualifier: qualifier, token: r.ident(x.Column)})
}

func (r *reader) call(x *sql.Call) {
	i := r.ident(x.Name)
	if t := r.mask.tokens[i]; t.form != filler {
		r.tree.calls = append(r.tree.calls, Call{Name: r.mask.name(i), At: t.start, End: t.end, Args: len(x.Args), Now: r.now(x.Args), Once: r.inRow})
	}
	r.exprs(x.Args)
	if x.Filter != nil {
		r.keyword(x.Filter.Where, "where")
		r.expr(x.Filter.X)
	}
	if x.Over != nil {
		r.ident(x.Over.Name)
		r.window(x.Over.Definition)
	}
}

// now reports whether one of the arguments is the string 'now'.
func (r *reader) now(args []sql.Expr) bool {
	for _, a := range args {
		lit, ok := a.(*sql.StringLit)
		if !ok {
			continue
		}
		if i := r.mask.at(r.base + lit.ValuePos.Offset); i >= 0 && litemodel.Fold(r.mask.spelling(i)) == "now" {
			return true
		}
	}
	return false
}

func (r *reader) window(n *sql.WindowDefinition) {
	if n == nil {
		return
	}
	r.ident(n.Base)
	r.exprs(n.Partitions)
	r.ordering(n.OrderingTerms)
	if n.Frame != nil {
		r.expr(n.Frame.X)
		r.expr(n.Frame.Y)
	}
}
