package expr

// Numbers in expressions: which type the server gives to the result of an operator, and to its
// operands. A canonical expression has every implicit cast of a number written out, as
// pg_get_expr prints it; casts of numbers are added and never taken off, so that the form is
// reached in one step and stays.

import (
	"slices"
	"strconv"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// numberRank orders number types: each is cast implicitly to those after it.
func numberRank(typ string) int {
	switch typ {
	case "smallint":
		return 1
	case "integer":
		return 2
	case "bigint":
		return 3
	case "numeric":
		return 4
	case "real":
		return 5
	case "double precision":
		return 6
	}
	return 0
}

// numberResult returns the type of arithmetic on two types of numbers.
func numberResult(l, r string) string {
	switch {
	case l == r:
		return l
	case l == "real" || r == "real":
		return "double precision"
	case numberRank(l) > numberRank(r):
		return l
	}
	return r
}

// numberOperand is the type that an operator makes of a number beside a value of another
// type; "" where it takes the number as it is. There are operators on every two
// integers, and on real and double precision, but for those listed last.
func numberOperand(op, own, other string) string {
	if numberRank(own) == 0 {
		return ""
	}
	switch {
	case isComparison(op), op == "+", op == "-", op == "*", op == "/":
		return arithmeticOperand(op, own, other)
	case numberRank(other) == 0:
	case op == "^":
		if t := numberResult(own, other); t == "numeric" {
			return t
		}
		return "double precision"
	case op == "%", op == "&", op == "|", op == "#":
		return numberResult(own, other)
	}
	return ""
}

func arithmeticOperand(op, own, other string) string {
	switch other {
	case "interval":
		if op == "*" || op == "/" {
			return "double precision"
		}
	case "money":
		if own == "numeric" && (op == "*" || op == "/") {
			return "double precision"
		}
	case "oid":
		if isComparison(op) {
			return oidOperand(own)
		}
	}
	if numberRank(other) == 0 {
		return ""
	}
	switch t := numberResult(own, other); {
	case t == "numeric", t == "double precision" && own != "real":
		return t
	}
	return ""
}

// numberSignature is the signature of a function that has several forms for numbers,
// of which the types of its arguments choose one: that of double precision is
// preferred unless one is numeric.
func numberSignature(name string, types []string) (signature, bool) {
	common := unknownType
	for _, t := range types {
		switch {
		case t == unknownType:
		case numberRank(t) == 0:
			return signature{}, false
		case common == unknownType:
			common = t
		default:
			common = numberResult(common, t)
		}
	}
	switch form := name + "/" + strconv.Itoa(len(types)); form {
	case "ceil/1", "ceiling/1", "exp/1", "floor/1", "ln/1", "log/1", "log10/1", "round/1", "sign/1", "sqrt/1", "trunc/1", "pow/2", "power/2":
		if common != "numeric" {
			common = "double precision"
		}
	case "gcd/2", "lcm/2", "mod/2":
		if common == "smallint" && name != "mod" {
			common = "integer"
		}
		if common == unknownType || numberRank(common) > numberRank("numeric") {
			return signature{}, false
		}
	default:
		return signature{}, false
	}
	return signature{result: common, args: slices.Repeat([]string{common}, len(types))}, true
}

// oidOperand returns the type that a comparison with an oid gives a number.
func oidOperand(own string) string {
	if isInteger(own) {
		return "oid"
	}
	return ""
}

func isInteger(typ string) bool { return typ == "smallint" || typ == "integer" || typ == "bigint" }

// promoted is a number of type own cast to typ, which the server does unasked.
func (w *writer) promoted(n *pg.Node, own, typ string) *pg.Node {
	if w.mode == modeLoose || own == typ || numberRank(own) == 0 || typ != "oid" && numberRank(own) > numberRank(typ) || typ == "oid" && !isInteger(own) {
		return n
	}
	return CastNode(n, typ)
}

// isNumeric reports whether a type is one of numbers or amounts.
func isNumeric(typ string) bool { return numberRank(typ) > 0 || typ == "money" || typ == "oid" }
