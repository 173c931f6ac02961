package postgres

// Small readers of the parse tree and of canonical text, which know nothing of the loader: names,
// types without modifiers, the head of a statement for messages.

import (
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func dotted(schemaName, n string) string { return pgmodel.Qualified(schemaName, n) }

// objectWords are the words of an object's name, whichever node holds them.
func objectWords(n *pg.Node) []string {
	switch o := n.Node.(type) {
	case *pg.Node_List:
		return expr.NameList(o.List.Items)
	case *pg.Node_String_:
		return []string{o.String_.Sval}
	case *pg.Node_TypeName:
		return expr.NameList(o.TypeName.Names)
	}
	return nil
}

// cutType is a canonical type without its modifier.
func cutType(typ string) (base, mod string, ok bool) {
	for i := range len(typ) {
		if typ[i] != '(' {
			continue
		}
		for j := i; j < len(typ); j++ {
			if typ[j] == ')' {
				return typ[:i] + typ[j+1:], typ[i : j+1], true
			}
		}
	}
	return typ, "", false
}

// constantType is a type as a constant is cast to it: without a modifier, but for that of an
// interval, and by the name under which it is not cut to one character.
func constantType(typ string) string {
	base, _, _ := cutType(typ)
	switch {
	case strings.HasPrefix(base, "interval") && !strings.HasSuffix(base, "]"):
		return typ
	case strings.HasPrefix(base, "interval"):
		return "interval" + strings.TrimLeft(base, "abcdefghijklmnopqrstuvwxyz ")
	case base == "character" || strings.HasPrefix(base, "character["):
		return "bpchar" + strings.TrimPrefix(base, "character")
	case base == "bit" || strings.HasPrefix(base, "bit["):
		return `"bit"` + strings.TrimPrefix(base, "bit")
	}
	return base
}

func itoa(n int32) string { return strconv.Itoa(int(n)) }

func rangeWords(rv *pg.RangeVar) []string {
	if rv.Schemaname == "" {
		return []string{rv.Relname}
	}
	return []string{rv.Schemaname, rv.Relname}
}

func replaceIn(list []string, from, to string) {
	for i := range list {
		if list[i] == from {
			list[i] = to
		}
	}
}

// head is the beginning of a statement, on one line.
func head(sql string) string {
	const limit = 60
	runes := []rune(strings.Join(strings.Fields(sql[:min(len(sql), 4*limit)]), " "))
	if len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return string(runes)
}

func numbered(label string, pass int) string {
	if pass == 0 {
		return label
	}
	return label + strconv.Itoa(pass)
}

// namedAs is the kind of name by which an expression or a statement means an object.
func namedAs(kind schema.Kind) string {
	switch {
	case kind == schema.KindOperatorClass:
		return "class"
	case kind.IsRelation():
		return "relation"
	case kind.Has(schema.UserType):
		return "type"
	}
	return string(kind)
}

// qualifiedOperator is an operator qualified by its schema, unless that is pg_catalog.
func qualifiedOperator(s, n string) string {
	if s == "" || s == "pg_catalog" {
		return n
	}
	return pgmodel.Quote(s) + "." + n
}
