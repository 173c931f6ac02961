package postgres

// Whether a WHERE chooses rows at all: one that is true whatever the row, as people write it to
// calm a client that refuses an UPDATE without one, is as good as none.

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
)

// holdsAlways reports whether a condition is true of every row; no condition is.
func holdsAlways(where *pg.Node) bool {
	if where == nil {
		return true
	}
	value, known := constantTruth(where)
	return known && value
}

// constantTruth evaluates a condition of constants; known is false where rows decide.
func constantTruth(e *pg.Node) (value, known bool) {
	switch n := e.Node.(type) {
	case *pg.Node_AConst:
		if n.AConst.GetBoolval() != nil {
			return n.AConst.GetBoolval().Boolval, true
		}
	case *pg.Node_TypeCast:
		words := expr.NameList(n.TypeCast.TypeName.GetNames())
		if c := n.TypeCast.Arg.GetAConst(); c != nil && len(words) > 0 && words[len(words)-1] == "bool" {
			switch {
			case c.GetBoolval() != nil:
				return c.GetBoolval().Boolval, true
			case c.GetSval() != nil:
				text := c.GetSval().Sval
				return text == "t" || text == "true", text == "t" || text == "true" || text == "f" || text == "false"
			}
		}
	case *pg.Node_AExpr:
		left, right := n.AExpr.Lexpr.GetAConst(), n.AExpr.Rexpr.GetAConst()
		if n.AExpr.Kind == pg.A_Expr_Kind_AEXPR_OP && left != nil && right != nil && !left.Isnull && !right.Isnull {
			same := proto.Equal(withoutPlace(left), withoutPlace(right))
			switch names := expr.NameList(n.AExpr.Name); names[len(names)-1] {
			case "=":
				return same, true
			case "<>":
				return !same, true
			}
		}
	case *pg.Node_BoolExpr:
		return combined(n.BoolExpr)
	case *pg.Node_NullTest:
		if c := n.NullTest.Arg.GetAConst(); c != nil {
			return c.Isnull == (n.NullTest.Nulltesttype == pg.NullTestType_IS_NULL), true
		}
	case *pg.Node_BooleanTest:
		value, known := constantTruth(n.BooleanTest.Arg)
		switch n.BooleanTest.Booltesttype {
		case pg.BoolTestType_IS_TRUE, pg.BoolTestType_IS_NOT_FALSE:
			return value, known
		case pg.BoolTestType_IS_FALSE, pg.BoolTestType_IS_NOT_TRUE:
			return !value, known
		}
	}
	return false, false
}

// combined evaluates AND, OR and NOT of the parts that are known.
func combined(b *pg.BoolExpr) (value, known bool) {
	if b.Boolop == pg.BoolExprType_NOT_EXPR {
		value, known = constantTruth(b.Args[0])
		return !value, known
	}
	decides := b.Boolop == pg.BoolExprType_OR_EXPR // one part that is so decides all
	all := true
	for _, part := range b.Args {
		v, k := constantTruth(part)
		if k && v == decides {
			return decides, true
		}
		all = all && k
	}
	return !decides, all
}

// withoutPlace is a constant wherever it stands.
func withoutPlace(c *pg.A_Const) *pg.A_Const {
	c = proto.Clone(c).(*pg.A_Const)
	c.Location = 0
	return c
}
