package expr

// Numeric and string constants as the server prints them.

import (
	"strconv"
	"strings"
	"time"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// isNumber reports whether text is a number that loose texts write without quotes.
func isNumber(text string) bool {
	_, whole := splitNumber(text)
	return whole
}

// splitNumber cuts the sign off; ok says that the rest are digits with at most one
// point among them.
func splitNumber(text string) (digits string, ok bool) {
	digits = strings.TrimPrefix(text, "-")
	point := false
	for i := range len(digits) {
		switch c := digits[i]; {
		case c == '.' && !point && i > 0 && i < len(digits)-1:
			point = true
		case c < '0' || c > '9':
			return digits, false
		}
	}
	return digits, digits != "" && (digits[0] != '0' || len(digits) == 1 || digits[1] == '.')
}

// plainNumber is a numeric constant as the server prints it: without exponent,
// with a digit on both sides of the point.
func plainNumber(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	text = strings.ReplaceAll(text, "_", "")
	if len(text) > 1 && text[0] == '0' && strings.ContainsAny(text[1:2], "xXoObB") {
		if v, err := strconv.ParseUint(text, 0, 64); err == nil {
			return sign + strconv.FormatUint(v, 10)
		}
		return sign + text
	}
	mantissa, exponent, found := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if found {
		n, err := strconv.Atoi(exponent)
		if err != nil || n > 300 || n < -300 {
			return sign + text
		}
		whole, fraction = shiftPoint(whole, fraction, n)
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		return sign + whole + "." + fraction
	}
	return sign + whole
}

// shiftPoint moves the point of whole.fraction by n digits.
func shiftPoint(whole, fraction string, n int) (string, string) {
	if n >= 0 {
		fraction += strings.Repeat("0", max(0, n-len(fraction)))
		return whole + fraction[:n], fraction[n:]
	}
	whole = strings.Repeat("0", max(0, -n-len(whole))) + whole
	return whole[:len(whole)+n], whole[len(whole)+n:] + fraction
}

// typedConstant is a string constant with a type as the server stores it; nil where
// it is stored as it stands.
func typedConstant(text, typ string) *pg.Node {
	trimmed := strings.TrimSpace(text)
	switch typ {
	case "boolean":
		if v, ok := boolean(trimmed); ok {
			return boolNode(v)
		}
	case "integer":
		if v, err := strconv.ParseInt(strings.TrimPrefix(trimmed, "+"), 10, 32); err == nil {
			return intNode(int32(v))
		}
	case "bigint", "smallint", "oid", "real", "double precision", "money":
		return retyped(text, canonicalNumber(trimmed, typ), typ)
	case "numeric":
		if plain := canonicalNumber(trimmed, typ); strings.Contains(plain, ".") {
			return floatNode(plain)
		} else {
			return retyped(text, plain, typ)
		}
	case "interval hour", "interval minute", "interval second", "interval day", "interval month", "interval year":
		if isDigits(trimmed) {
			return retyped(text, canonicalInterval(trimmed+" "+typ[len("interval "):]), typ)
		}
	case "interval":
		return retyped(text, canonicalInterval(trimmed), typ)
	case "timestamp without time zone":
		return retyped(text, canonicalTimestamp(trimmed), typ)
	case "timestamp with time zone":
		return retyped(text, utc(trimmed), typ)
	case "time without time zone":
		return retyped(text, canonicalTime(trimmed), typ)
	case "jsonb":
		return retyped(text, canonicalJSON(trimmed), typ)
	case "uuid":
		return retyped(text, strings.ToLower(trimmed), typ)
	}
	return nil
}

// retyped is the constant in its canonical form, if that differs.
func retyped(text, canonical, typ string) *pg.Node {
	if canonical == "" || canonical == text {
		return nil
	}
	return CastNode(StringNode(canonical), typ)
}

// boolean reads what the type's input accepts (bool.c).
func boolean(text string) (value, ok bool) {
	text = strings.ToLower(text)
	if text == "" {
		return false, false
	}
	switch {
	case strings.HasPrefix("true", text), strings.HasPrefix("yes", text), text == "on", text == "1":
		return true, true
	case strings.HasPrefix("false", text), strings.HasPrefix("no", text), text == "of", text == "off", text == "0":
		return false, true
	}
	return false, false
}

// utc is a time with an offset written out, as that of the offset zero; "" for
// others, which depend on the session's zone.
func utc(text string) string {
	for _, layout := range []string{"2006-01-02 15:04:05.999999-07", "2006-01-02 15:04:05.999999-07:00", "2006-01-02 15:04-07", "2006-01-02 15:04:05Z07", "2006-01-02T15:04:05.999999Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC().Format("2006-01-02 15:04:05.999999") + "+00"
		}
	}
	return ""
}

// canonicalTimestamp adds the time that a date is stored with.
func canonicalTimestamp(text string) string {
	if len(text) == 10 && text[4] == '-' && text[7] == '-' && isDigits(text[:4]+text[5:7]+text[8:]) {
		return text + " 00:00:00"
	}
	if len(text) == 16 && text[4] == '-' && text[10] == ' ' && text[13] == ':' {
		return text + ":00"
	}
	return ""
}

// localTimestamp is a timestamp without its offset, which the server prints in the
// time zone of the session: only it knows whether two are the same.
func localTimestamp(text string) string {
	if i := strings.LastIndexAny(text, "+-Zz"); i > 10 {
		text = strings.TrimSpace(text[:i])
	}
	if full := canonicalTimestamp(text); full != "" {
		return full
	}
	return text
}

// canonicalTime adds seconds.
func canonicalTime(text string) string {
	if len(text) == 5 && text[2] == ':' && isDigits(text[:2]+text[3:]) {
		return text + ":00"
	}
	return ""
}

func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

// binary are the digits of b'101' or x'5'.
func binary(text string) string {
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
