package expr

// Nodes of the parser that canonical forms are built of. The parts of a node are allocated
// at once, for a large schema makes millions of them.

import pg "github.com/pganalyze/pg_query_go/v5"

// boolNodeOf joins conditions by AND, OR or NOT.
func boolNodeOf(op pg.BoolExprType, args ...*pg.Node) *pg.Node {
	return &pg.Node{Node: &pg.Node_BoolExpr{BoolExpr: &pg.BoolExpr{Boolop: op, Args: args}}}
}

// isConstant reports whether a value is a constant, maybe with a type written beside it.
func isConstant(n *pg.Node) bool {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	return n.GetAConst() != nil
}

// StringNode is a string constant as a node of the parser.
func StringNode(s string) *pg.Node {
	p := &struct {
		node  pg.Node
		wrap  pg.Node_AConst
		c     pg.A_Const
		value pg.A_Const_Sval
		text  pg.String
	}{}
	p.text.Sval, p.value.Sval = s, &p.text
	p.c.Val = &p.value
	p.wrap.AConst = &p.c
	p.node.Node = &p.wrap
	return &p.node
}

func intNode(i int32) *pg.Node {
	return &pg.Node{Node: &pg.Node_AConst{AConst: &pg.A_Const{Val: &pg.A_Const_Ival{Ival: &pg.Integer{Ival: i}}}}}
}

func floatNode(s string) *pg.Node {
	return &pg.Node{Node: &pg.Node_AConst{AConst: &pg.A_Const{Val: &pg.A_Const_Fval{Fval: &pg.Float{Fval: s}}}}}
}

func boolNode(v bool) *pg.Node {
	return &pg.Node{Node: &pg.Node_AConst{AConst: &pg.A_Const{Val: &pg.A_Const_Boolval{Boolval: &pg.Boolean{Boolval: v}}}}}
}

// wordParts are the parts of a word, allocated at once.
type wordParts struct {
	node pg.Node
	wrap pg.Node_String_
	text pg.String
}

func (p *wordParts) set(s string) *pg.Node {
	p.text.Sval = s
	p.wrap.String_ = &p.text
	p.node.Node = &p.wrap
	return &p.node
}

// NameNode is a word of a name.
func NameNode(s string) *pg.Node { return new(wordParts).set(s) }

// CastNode is a value cast to a canonical type.
func CastNode(n *pg.Node, typ string) *pg.Node {
	p := &struct {
		node  pg.Node
		wrap  pg.Node_TypeCast
		cast  pg.TypeCast
		typ   pg.TypeName
		words [1]*pg.Node
		word  wordParts
	}{}
	p.words[0] = p.word.set(typ)
	p.typ.Names, p.typ.Typemod = p.words[:], canonicalType
	p.cast.Arg, p.cast.TypeName = n, &p.typ
	p.wrap.TypeCast = &p.cast
	p.node.Node = &p.wrap
	return &p.node
}

// operationNode is an operator of pg_catalog on two values.
func operationNode(kind pg.A_Expr_Kind, op string, l, r *pg.Node) *pg.Node {
	p := &struct {
		node  pg.Node
		wrap  pg.Node_AExpr
		e     pg.A_Expr
		words [1]*pg.Node
		word  wordParts
	}{}
	p.words[0] = p.word.set(op)
	p.e.Kind, p.e.Name, p.e.Lexpr, p.e.Rexpr = kind, p.words[:], l, r
	p.wrap.AExpr = &p.e
	p.node.Node = &p.wrap
	return &p.node
}

// sameOperation is an operation with other operands.
func sameOperation(e *pg.A_Expr, l, r *pg.Node) *pg.Node {
	p := &struct {
		node pg.Node
		wrap pg.Node_AExpr
		e    pg.A_Expr
	}{}
	p.e.Kind, p.e.Name, p.e.Lexpr, p.e.Rexpr = e.Kind, e.Name, l, r
	p.wrap.AExpr = &p.e
	p.node.Node = &p.wrap
	return &p.node
}

func rangeNode(r *pg.RangeVar) *pg.Node {
	return &pg.Node{Node: &pg.Node_RangeVar{RangeVar: r}}
}

// canonicalType marks a TypeName that was built from a canonical name, which is
// its only word.
const canonicalType = -2

// IsNull reports whether an expression is NULL, perhaps under a cast.
func IsNull(n *pg.Node) bool {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	return n.GetAConst().GetIsnull()
}
