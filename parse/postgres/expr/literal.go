package expr

// A string constant with a type becomes the constant that the server stores: package value knows
// what the type's output function prints for it. What only a server knows stays as it stands, and
// is put to one where two texts differ in nothing else (constants.go).

import (
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/value"
)

// typedConstant is a string constant with a type as the server stores it; nil where it is
// stored as it stands, or where only a server knows. The input function reads it without the
// type's modifier, which is applied to the value later; that of interval alone heeds it
// (coerce_type in parse_coerce.c).
func typedConstant(text, typ string) *pg.Node {
	if typ == "money" {
		canonical := canonicalMoney(strings.TrimSpace(text))
		if canonical == "" {
			return nil
		}
		return respelled(text, canonical, typ)
	}
	base := withoutMod(typ)
	if base == "interval" {
		base = typ
	}
	if !value.IsRespelled(base) {
		return nil
	}
	canonical, ok := value.Canonical(base, text)
	if !ok {
		return nil
	}
	switch {
	case typ == "boolean":
		return boolNode(canonical == "t")
	case typ == "integer":
		if v, err := strconv.ParseInt(canonical, 10, 32); err == nil {
			return intNode(int32(v))
		}
	case base == "numeric" && strings.Contains(canonical, "."):
		if base == typ {
			return floatNode(canonical)
		}
		return CastNode(floatNode(canonical), typ)
	}
	return respelled(text, canonical, typ)
}

// respelled is the constant in another spelling, if it is one.
func respelled(text, canonical, typ string) *pg.Node {
	if canonical == text {
		return nil
	}
	return CastNode(StringNode(canonical), typ)
}

// binaryDigits are the digits of b'101' or x'5'.
func binaryDigits(text string) string {
	if text == "" || text[0] != 'x' {
		return strings.TrimPrefix(text, "b")
	}
	var out strings.Builder
	for _, digit := range text[1:] {
		v, err := strconv.ParseUint(string(digit), 16, 8)
		if err != nil {
			return text
		}
		for bit := uint64(8); bit > 0; bit >>= 1 {
			out.WriteString(pick(v&bit != 0, "1", "0"))
		}
	}
	return out.String()
}
