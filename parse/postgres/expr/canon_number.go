package expr

// Numbers in canonical form: types of arithmetic, implicit casts between number types, and
// the digits that the server prints.

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// Numbers in expressions: which type the server gives to a constant, to the result of
// an operator, and to the operands of one. A canonical expression has every implicit
// cast of a number written out, as pg_get_expr prints it; casts of numbers are added
// and never taken off, so that the form is reached in one step and stays.

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

// operand is the type that an operator makes of a number beside a value of another
// type; "" where it takes the number as it is. There are operators on every two
// integers, and on real and double precision, but for those listed last.
func operand(op, own, other string) string {
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

// wholeType is the type of a number beyond 32 bits, or with a point or an exponent
// (make_const in parse_node.c).
func wholeType(text string) string {
	if strings.ContainsAny(text, ".") || strings.ContainsAny(text, "eE") && !strings.HasPrefix(strings.ToLower(text), "0x") {
		return "numeric"
	}
	v, err := strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 0, 64)
	if plain := plainNumber(text); err != nil || isDigits(plain) {
		v, err = strconv.ParseInt(plain, 10, 64)
	}
	switch {
	case err != nil:
		return "numeric"
	case int64(int32(v)) == v:
		return "integer"
	}
	return "bigint"
}

// isConstant reports whether a value is a constant, maybe with a type written beside it.
func isConstant(n *pg.Node) bool {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	return n.GetAConst() != nil
}

// canonicalNumber is the text of a number as the type's output function prints it;
// "" for what is none, or means something else than the digits that stand there.
func canonicalNumber(text, typ string) string {
	if strings.Trim(text, "+-.0123456789eE") != "" && typ != "money" {
		return ""
	}
	switch typ {
	case "money":
		return canonicalMoney(text)
	case "numeric":
		if _, err := strconv.ParseFloat(text, 64); err == nil {
			return plainNumber(strings.TrimPrefix(text, "+"))
		}
	case "real":
		return shortestFloat(text, 32, 6)
	case "double precision":
		return shortestFloat(text, 64, 15)
	default:
		if v, err := strconv.ParseInt(text, 10, 64); err == nil {
			return strconv.FormatInt(v, 10)
		}
	}
	return ""
}

// shortestFloat is a floating point number with as few digits as distinguish it from
// all others, and with an exponent from that many digits on (d2s.c, f2s.c).
func shortestFloat(text string, bits, digits int) string {
	v, err := strconv.ParseFloat(text, bits)
	if err != nil {
		return ""
	}
	short := strconv.FormatFloat(v, 'e', -1, bits)
	_, exponent, _ := strings.Cut(short, "e")
	if e, _ := strconv.Atoi(exponent); e >= -4 && e < digits {
		return strconv.FormatFloat(v, 'f', -1, bits)
	}
	return short
}

// AssignedNumber is the text of a number after its assignment to a type with a
// modifier such as (10,2), which rounds it; what is no number stays.
func AssignedNumber(text, typ, mod string) string {
	value, ok := new(big.Rat).SetString(canonicalNumber(strings.TrimSpace(text), "numeric"))
	if !ok {
		return text
	}
	scale := 0
	switch typ {
	case "numeric":
		_, digits, found := strings.Cut(strings.Trim(mod, "()"), ",")
		if scale, _ = strconv.Atoi(digits); mod == "" || found && scale < 0 {
			return plainNumber(strings.TrimPrefix(strings.TrimSpace(text), "+"))
		}
	case "money":
		scale = 2
	case "oid":
		if value.Sign() < 0 {
			value.Add(value, new(big.Rat).SetInt64(1<<32))
		}
	}
	out := value.FloatString(scale)
	if strings.Trim(out, "-0.") == "" {
		return strings.TrimPrefix(out, "-")
	}
	return out
}

// canonicalMoney is an amount with two digits after the point and no sign of a
// currency, which each database prints in its own way.
func canonicalMoney(text string) string {
	text = strings.ReplaceAll(strings.Replace(text, "$", "", 1), ",", "")
	digits, ok := splitNumber(text)
	_, fraction, _ := strings.Cut(digits, ".")
	if !ok || len(fraction) > 2 {
		return ""
	}
	if fraction == "" {
		text += "."
	}
	return text + strings.Repeat("0", 2-len(fraction))
}

// isNumeric reports whether a type is one of numbers or amounts.
func isNumeric(typ string) bool { return numberRank(typ) > 0 || typ == "money" || typ == "oid" }
