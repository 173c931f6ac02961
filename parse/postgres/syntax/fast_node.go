package syntax

// The nodes that the fast reader makes most of. A node consists of three structs, of which each points to
// the next. They are allocated together, since large schemas have millions of nodes.

import pg_query "github.com/pganalyze/pg_query_go/v5"

// columnNode is a column with its type.
type columnNode struct {
	node   pg_query.Node
	kind   pg_query.Node_ColumnDef
	column pg_query.ColumnDef
	typ    pg_query.TypeName
}

// newColumn is the node of a column, to be filled.
func newColumn() (*pg_query.Node, *pg_query.ColumnDef) {
	n := &columnNode{}
	n.node.Node, n.kind.ColumnDef, n.column.TypeName = &n.kind, &n.column, &n.typ
	return &n.node, &n.column
}

type constraintNode struct {
	node       pg_query.Node
	kind       pg_query.Node_Constraint
	constraint pg_query.Constraint
}

// newConstraint is the node of a constraint, to be filled.
func newConstraint(at int32) (*pg_query.Node, *pg_query.Constraint) {
	n := &constraintNode{}
	n.node.Node, n.kind.Constraint, n.constraint.Location = &n.kind, &n.constraint, at
	return &n.node, &n.constraint
}

type indexElementNode struct {
	node    pg_query.Node
	kind    pg_query.Node_IndexElem
	element pg_query.IndexElem
}

// newIndexElement is the node of an element of an index, to be filled.
func newIndexElement() (*pg_query.Node, *pg_query.IndexElem) {
	n := &indexElementNode{}
	n.node.Node, n.kind.IndexElem = &n.kind, &n.element
	return &n.node, &n.element
}

type constant struct {
	node  pg_query.Node
	kind  pg_query.Node_AConst
	value pg_query.A_Const
}

// constNode is the node of a constant that is no number.
func constNode(at int32) (*pg_query.Node, *pg_query.A_Const) {
	n := &constant{}
	n.node.Node, n.kind.AConst, n.value.Location = &n.kind, &n.value, at
	return &n.node, &n.value
}

type integerConstant struct {
	constant
	whole  pg_query.A_Const_Ival
	number pg_query.Integer
}

// intConstNode is the node of an integer.
func intConstNode(number, at int32) *pg_query.Node {
	n := &integerConstant{}
	n.node.Node, n.kind.AConst, n.value.Location = &n.kind, &n.value, at
	n.value.Val, n.whole.Ival, n.number.Ival = &n.whole, &n.number, number
	return &n.node
}

type textConstant struct {
	constant
	text  pg_query.A_Const_Sval
	words pg_query.String
}

// textConstNode is the node of a string.
func textConstNode(text string, at int32) *pg_query.Node {
	n := &textConstant{}
	n.node.Node, n.kind.AConst, n.value.Location = &n.kind, &n.value, at
	n.value.Val, n.text.Sval, n.words.Sval = &n.text, &n.words, text
	return &n.node
}

type columnRef struct {
	node pg_query.Node
	kind pg_query.Node_ColumnRef
	ref  pg_query.ColumnRef
}

// columnRefNode is the node of a column in an expression.
func columnRefNode(names []*pg_query.Node, at int32) *pg_query.Node {
	n := &columnRef{}
	n.node.Node, n.kind.ColumnRef, n.ref.Fields, n.ref.Location = &n.kind, &n.ref, names, at
	return &n.node
}
