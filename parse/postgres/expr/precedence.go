package expr

// How tightly the forms of expressions bind, from the lowest (gram.y). The writer puts parentheses
// around what binds less tightly than its place needs.

// precedence of an expression, from gram.y: a part that binds less tightly than its
// place needs stands in parentheses.
type precedence int8

const (
	precLowest precedence = iota
	precOr
	precAnd
	precNot
	precIs
	precCompare
	precLike // and IN, BETWEEN
	precOp
	precAdd
	precMul
	precPow
	precAt
	precCollate
	precUnary
	precSubscript
	precCast
	precPrimary
)
