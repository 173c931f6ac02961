package postgres

// The hint @using: the expression that makes the values of a column when it gets
// another type. It is read as SQL, with its names resolved like those of a default, and
// kept beside the column; two schemas that differ in it alone are equal.

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// using keeps the expression that a hint gives the column defined at a location.
func (l *loader) using(c *pgmodel.Column, location int32) error {
	i := slices.IndexFunc(l.st.Hints, func(h syntax.Hint) bool {
		return h.Using != "" && (h.Target == location || h.Target < 0 && l.st.ListStart >= int32(len(l.st.SQL)))
	})
	if i < 0 {
		return nil
	}
	h := l.st.Hints[i]
	at := h.Location + h.UsingOffset
	expression, err := l.readExpression(h.Using, at)
	if err != nil {
		return err
	}
	ns, table, pos := l.names(), c.Table, l.st.Pos(at)
	hinted := pgmodel.Using{Columns: columnNames(expression), Fixed: fixed(expression), Pos: pos}
	l.later(func() {
		e, _ := expr.Canonical(expression, ns, expr.Scope{Table: table, TableName: table.Name, Former: true})
		hinted.SQL = e.SQL
		hinted.Fixed = hinted.Fixed && !slices.ContainsFunc(e.Functions(), func(name string) bool { return name != "timezone" })
		c.EditExtra().Using = hinted
	})
	return nil
}

// readExpression parses an expression of a comment whose first byte has a location in
// the statement.
func (l *loader) readExpression(text string, at int32) (*pg.Node, error) {
	const head = "SELECT "
	tree, err := grammar.Parse(head + text)
	if err != nil {
		return nil, l.st.ErrorAt(at, "@using %s: %v", text, err)
	}
	if len(tree.Stmts) != 1 || !onlyExpression(tree.Stmts[0].Stmt.GetSelectStmt()) {
		return nil, l.st.ErrorAt(at, "@using %s: it must be one expression on the columns of its table", text)
	}
	target := tree.Stmts[0].Stmt.GetSelectStmt().TargetList[0].GetResTarget()
	moveLocations(target.ProtoReflect(), at-int32(len(head)))
	return target.Val, nil
}

// onlyExpression reports whether a SELECT is one expression without a name and without
// subqueries, which ALTER COLUMN … TYPE does not take.
func onlyExpression(sel *pg.SelectStmt) bool {
	if sel == nil || len(sel.TargetList) != 1 || sel.TargetList[0].GetResTarget().GetName() != "" || expr.IsStar(sel.TargetList[0].GetResTarget().Val) {
		return false
	}
	bare := proto.Clone(sel).(*pg.SelectStmt)
	bare.TargetList = nil
	empty := &pg.SelectStmt{LimitOption: sel.LimitOption, Op: sel.Op}
	single := proto.Equal(bare, empty)
	expr.Walk(sel.ProtoReflect(), func(m protoreflect.Message) {
		if _, sub := m.Interface().(*pg.SubLink); sub {
			single = false
		}
	})
	return single
}

// moveLocations adds to the locations of a tree, so that they are those of the
// statement.
func moveLocations(m protoreflect.Message, by int32) {
	expr.Walk(m, func(n protoreflect.Message) {
		if f := n.Descriptor().Fields().ByName("location"); f != nil && f.Kind() == protoreflect.Int32Kind {
			n.Set(f, protoreflect.ValueOfInt32(int32(n.Get(f).Int())+by))
		}
	})
}

// fixed reports whether the columns that an expression reads are all that decides on its value: it
// calls no function but that of AT TIME ZONE, and asks for no clock and no role. What an operator of
// the user's looks at is not known.
func fixed(expression *pg.Node) bool {
	fixed := true
	expr.WalkExpr(expression, func(n *pg.Node) bool {
		switch e := n.Node.(type) {
		case *pg.Node_ColumnRef, *pg.Node_AConst, *pg.Node_TypeCast, *pg.Node_BoolExpr, *pg.Node_NullTest, *pg.Node_BooleanTest,
			*pg.Node_CaseExpr, *pg.Node_CaseWhen, *pg.Node_CoalesceExpr, *pg.Node_AArrayExpr, *pg.Node_List:
		case *pg.Node_AExpr:
			fixed = fixed && len(e.AExpr.Name) == 1
		case *pg.Node_FuncCall:
			fixed = fixed && e.FuncCall.Funcformat == pg.CoercionForm_COERCE_SQL_SYNTAX && len(e.FuncCall.Args) == 2
		default:
			fixed = false
		}
		return fixed
	})
	return fixed
}

// columnNames are the columns that an expression on one table reads.
func columnNames(expression *pg.Node) []string {
	var list []string
	expr.Walk(expression.ProtoReflect(), func(m protoreflect.Message) {
		ref, ok := m.Interface().(*pg.ColumnRef)
		if !ok {
			return
		}
		if name := ref.Fields[len(ref.Fields)-1].GetString_().GetSval(); name != "" && !slices.Contains(list, name) {
			list = append(list, name)
		}
	})
	return list
}
