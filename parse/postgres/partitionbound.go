package postgres

// The bounds of a partition (sql-createtable.html, "partition_bound_spec"). The server computes
// each value once, as a constant of the type of its place in the key, and keeps nothing of how it
// was written; so constants, and casts of constants that change no more than the type, are made
// that constant here. What else a value can be stays an expression that only a server compares.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/value"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// bound sets the bound of a partition, its values typed by the parent's key.
func (l *loader) bound(t *pgmodel.Table, n *pg.PartitionBoundSpec) {
	ns := l.names()
	l.later(func() {
		types := l.keyTypes(t.PartitionOf, ns)
		values := func(list []*pg.Node, one bool) (strict, loose, sql string) {
			var a, b, c []string
			for i, v := range list {
				key := i
				if one {
					key = 0
				}
				e := l.boundValue(v, ns, itemAt(types, key))
				a, b, c = append(a, e.Strict), append(b, e.Loose), append(c, e.SQL)
			}
			return strings.Join(a, ", "), strings.Join(b, ", "), strings.Join(c, ", ")
		}
		switch {
		case n.IsDefault:
			t.Bound = pgmodel.Expr{SQL: "DEFAULT", Strict: "DEFAULT", Loose: "DEFAULT"}
		case n.Strategy == "h":
			text := "FOR VALUES WITH (modulus " + itoa(n.Modulus) + ", remainder " + itoa(n.Remainder) + ")"
			t.Bound = pgmodel.Expr{SQL: text, Strict: text, Loose: text}
		case n.Strategy == "l":
			s, lo, q := values(n.Listdatums, true)
			t.Bound = pgmodel.Expr{SQL: "FOR VALUES IN (" + q + ")", Strict: "IN (" + s + ")", Loose: "IN (" + lo + ")"}
		default:
			s1, l1, q1 := values(n.Lowerdatums, false)
			s2, l2, q2 := values(n.Upperdatums, false)
			t.Bound = pgmodel.Expr{SQL: "FOR VALUES FROM (" + q1 + ") TO (" + q2 + ")",
				Strict: "FROM (" + s1 + ") TO (" + s2 + ")", Loose: "FROM (" + l1 + ") TO (" + l2 + ")"}
		}
	})
}

func itemAt(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// keyTypes are the types of a partitioned table's key; "" for that of an expression that is not
// known.
func (l *loader) keyTypes(parent schema.Key, ns expr.Names) []string {
	t, ok := l.out.Get(parent).(*pgmodel.Table)
	if !ok || t.PartitionBy == nil {
		return nil
	}
	types := make([]string, len(t.PartitionBy.Parts))
	for i, p := range t.PartitionBy.Parts {
		typ := p.Type
		if c := t.Column(p.Column); c != nil {
			typ = c.Type
		}
		types[i] = belowDomain(typ, ns)
	}
	return types
}

// boundValue is one value of a bound, as a constant of the key's type where it is known.
func (l *loader) boundValue(n *pg.Node, ns expr.Names, typ string) pgmodel.Expr {
	if ref := n.GetColumnRef(); ref != nil {
		word := strings.ToUpper(strings.Join(expr.NameList(ref.Fields), ".")) // MINVALUE, MAXVALUE
		return pgmodel.Expr{SQL: word, Strict: word, Loose: word}
	}
	e, _ := expr.Canonical(n, ns, expr.Scope{})
	if typ == "" || n.GetAConst().GetIsnull() {
		return e
	}
	typed := n
	if text, ok := boundText(n, ns, typ); ok {
		typed = expr.StringNode(text)
	} else if hasModifier(typ) {
		typed = expr.CastNode(n, typ)
	}
	typed = expr.CastNode(typed, constantType(typ))
	stored, _ := expr.Canonical(typed, ns, expr.Scope{})
	return pgmodel.Expr{SQL: e.SQL, Strict: stored.Strict, Loose: stored.Loose}
}

// boundText is the text of a constant, or of casts of one, as a bound of a type has it.
func boundText(n *pg.Node, ns expr.Names, typ string) (text string, ok bool) {
	text, from, ok := castText(n, ns)
	if !ok {
		return "", false
	}
	out, ok := converted(text, from, typ)
	if !ok {
		return text, n.GetAConst().GetSval() != nil && !hasModifier(typ)
	}
	switch base, _, _ := cutType(typ); {
	case base == "numeric" && strings.Contains(out, "."):
		return strings.TrimSuffix(strings.TrimRight(out, "0"), "."), true
	case base == "character": // padded where it is stored, and compared without the blanks
		return strings.TrimRight(out, " "), true
	}
	return out, true
}

// hasModifier reports whether a type changes values that are assigned to it.
func hasModifier(typ string) bool {
	_, _, ok := cutType(typ)
	return ok || strings.HasPrefix(typ, "interval ")
}

// castText is the text of a constant after the casts around it, and its type then: "" for that
// of a string without one.
func castText(n *pg.Node, ns expr.Names) (text, typ string, ok bool) {
	if c := n.GetTypeCast(); c != nil {
		to, _ := expr.TypeName(c.TypeName, ns)
		to = belowDomain(to, ns)
		text, from, ok := castText(c.Arg, ns)
		if ok {
			text, ok = converted(text, from, to)
		}
		return text, to, ok
	}
	c := n.GetAConst()
	switch {
	case c == nil || c.Isnull:
		return "", "", false
	case c.GetBsval() != nil:
		return c.GetBsval().Bsval, "bit", true
	case c.GetSval() == nil:
		typ = expr.TypeOf(n, ns, expr.Scope{})
	}
	return constText(c), typ, true
}

// Types between which a cast is no more than reading the text that the other one prints. Those
// with a time zone print UTC, as which all sessions here read what has none.
var (
	exactTypes   = []string{"smallint", "integer", "bigint", "numeric"}
	instantTypes = []string{"date", "timestamp without time zone", "timestamp with time zone"}
	stringTypes  = []string{"text", "character varying"}
)

// converted is the text of a value after a cast to another type; it is not ok where only a
// server knows.
func converted(text, from, to string) (string, bool) {
	from, _, _ = cutType(from)
	base, _, _ := cutType(to)
	exact := slices.Contains(exactTypes, from) || from == "double precision" && isShortInteger(text)
	switch {
	case exact && base == "money":
		return value.Canonical("numeric(1000,2)", text)
	case exact && slices.Contains(exactTypes[:3], base):
		whole, ok := value.Canonical("numeric(1000,0)", text)
		if !ok {
			return "", false
		}
		return value.Canonical(to, whole)
	case from == "", from == base,
		exact && slices.Contains([]string{"numeric", "real", "double precision", "oid"}, base),
		slices.Contains(instantTypes, from) && slices.Contains(instantTypes, base),
		slices.Contains(stringTypes, from) && slices.Contains(stringTypes, base):
		return value.Canonical(to, text)
	}
	return "", false
}

// isShortInteger reports whether a text is an integer that a double holds exactly.
func isShortInteger(text string) bool {
	digits := strings.TrimPrefix(text, "-")
	return digits != "" && len(digits) <= 15 && strings.Trim(digits, "0123456789") == ""
}
