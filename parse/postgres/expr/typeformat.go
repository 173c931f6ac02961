package expr

// The names that format_type prints for types of pg_catalog with their modifiers
// (format_type.c). Nothing here asks what a name means.

import (
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// WithoutModifier returns a type without its modifier, as a cast of a constant names it.
func WithoutModifier(typ string) string {
	if strings.HasPrefix(typ, "character(") {
		return "bpchar" + strings.TrimLeft(typ[len("character("):], "0123456789)")
	}
	if strings.HasPrefix(typ, "bit(") {
		return `"bit"` + strings.TrimLeft(typ[len("bit("):], "0123456789)")
	}
	if strings.HasPrefix(typ, "interval") {
		return "interval" + typ[len(strings.TrimRight(typ, "[]")):]
	}
	open := strings.IndexByte(typ, '(')
	if open < 0 || strings.Contains(typ, `"`) {
		return typ
	}
	end := strings.IndexByte(typ, ')')
	if end < open {
		return typ
	}
	return typ[:open] + typ[end+1:]
}

func elementType(typ string) string {
	element, ok := strings.CutSuffix(typ, "[]")
	if !ok {
		return ""
	}
	return element
}

// modText is a type modifier. The server takes constants and names alone; what else
// the grammar lets through is written as it stands.
func modText(n *pg.Node) string {
	if c := n.GetAConst(); c != nil && c.GetBoolval() == nil && c.GetBsval() == nil && !c.Isnull {
		switch {
		case c.GetSval() != nil:
			return PlainWord(c.GetSval().Sval, pgmodel.Literal)
		case c.GetFval() != nil:
			return c.GetFval().Fval
		}
		return strconv.Itoa(int(c.GetIval().GetIval()))
	}
	if ref := n.GetColumnRef(); ref != nil {
		names := NameList(ref.Fields)
		for i, n := range names {
			names[i] = PlainWord(n, pgmodel.Quote)
		}
		if len(names) == len(ref.Fields) {
			return strings.Join(names, ".")
		}
	}
	target := &pg.Node{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Val: n}}}
	sel := &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: &pg.SelectStmt{TargetList: []*pg.Node{target}, LimitOption: pg.LimitOption_LIMIT_OPTION_DEFAULT, Op: pg.SetOperation_SETOP_NONE}}}
	text, err := grammar.Deparse(&pg.ParseResult{Stmts: []*pg.RawStmt{{Stmt: sel}}})
	if err != nil {
		return "NULL"
	}
	return strings.TrimPrefix(text, "SELECT ")
}

// PlainWord leaves a word that needs no quotes as it is, as format_type prints it.
func PlainWord(text string, quoted func(string) string) string {
	for i := range len(text) {
		if !syntax.IsNameByte(text[i]) || text[i] == '$' || text[i] >= 0x80 {
			return quoted(text)
		}
	}
	if text == "" {
		return quoted(text)
	}
	return text
}

// formatType is format_type for a type of pg_catalog (format_type.c).
func formatType(word string, mods []*pg.Node) string {
	if element, found := strings.CutPrefix(word, "_"); found {
		return formatType(element, mods) + "[]"
	}
	m := make([]string, len(mods))
	for i, n := range mods {
		m[i] = modText(n)
	}
	list := ""
	if len(m) > 0 {
		list = "(" + strings.Join(m, ",") + ")"
	}
	switch word {
	case "numeric":
		if len(m) == 1 {
			return "numeric(" + m[0] + ",0)"
		}
	case "bpchar":
		if list != "" {
			return "character" + list
		}
	case "bit":
		if list != "" {
			return "bit" + list
		}
	case "timestamp", "time":
		return word + list + " without time zone"
	case "timestamptz", "timetz":
		return strings.TrimSuffix(word, "tz") + list + " with time zone"
	case "interval":
		return "interval" + intervalFields(m)
	}
	return plainType(word) + list
}

// plainType returns the name format_type prints for a name of pg_type.
func plainType(word string) string {
	switch word {
	case "int2":
		return "smallint"
	case "int4":
		return "integer"
	case "int8":
		return "bigint"
	case "float4":
		return "real"
	case "float8":
		return "double precision"
	case "bool":
		return "boolean"
	case "varchar":
		return "character varying"
	case "varbit":
		return "bit varying"
	case "numeric":
		return word
	}
	return pgmodel.Quote(word)
}

// intervalFields are the fields and the precision of an interval's modifier, bits
// of which name fields (datetime.h).
func intervalFields(mods []string) string {
	if len(mods) == 0 {
		return ""
	}
	const month, year, day, hour, minute, second = 1 << 1, 1 << 2, 1 << 3, 1 << 10, 1 << 11, 1 << 12
	fields := ""
	bits, _ := strconv.Atoi(mods[0])
	switch bits {
	case year:
		fields = " year"
	case month:
		fields = " month"
	case day:
		fields = " day"
	case hour:
		fields = " hour"
	case minute:
		fields = " minute"
	case second:
		fields = " second"
	case year | month:
		fields = " year to month"
	case day | hour:
		fields = " day to hour"
	case day | hour | minute:
		fields = " day to minute"
	case day | hour | minute | second:
		fields = " day to second"
	case hour | minute:
		fields = " hour to minute"
	case hour | minute | second:
		fields = " hour to second"
	case minute | second:
		fields = " minute to second"
	}
	if len(mods) > 1 {
		fields += "(" + mods[1] + ")"
	}
	return fields
}

// cutIdentifier cuts a name, quoted or not, off the front of text.
func cutIdentifier(text string) (name, rest string, ok bool) {
	if text == "" {
		return "", "", false
	}
	if text[0] != '"' {
		i := 0
		for i < len(text) && (text[i] == '_' || text[i] == '$' || 'a' <= text[i]|0x20 && text[i]|0x20 <= 'z' || '0' <= text[i] && text[i] <= '9' || text[i] >= 0x80) {
			i++
		}
		return text[:i], text[i:], i > 0
	}
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			i++
			continue
		}
		return strings.ReplaceAll(text[1:i], `""`, `"`), text[i+1:], true
	}
	return "", "", false
}
