package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

func rangeMaker() maker {
	return maker{name: named("TYPE"), create: func(o schema.PgObject) []piece { return createRange(o.(*schema.PgRange)) }, alter: never}
}

func createRange(t *schema.PgRange) []piece {
	options := []string{"SUBTYPE = " + t.Subtype}
	for _, o := range [][2]string{{"SUBTYPE_OPCLASS", t.OpClass}, {"COLLATION", t.Collation}, {"CANONICAL", t.Canonical}, {"SUBTYPE_DIFF", t.Difference}} {
		if o[1] != "" {
			options = append(options, o[0]+" = "+o[1])
		}
	}
	if usual := multirangeName(t.ID.Name); t.Multirange.Name != usual || t.Multirange.Schema != t.ID.Schema {
		options = append(options, "MULTIRANGE_TYPE_NAME = "+qualified(t.Multirange))
	}
	return []piece{{SQL: "CREATE TYPE " + qualified(t.ID) + " AS RANGE (" + strings.Join(options, ", ") + ")", Undo: "DROP TYPE " + qualified(t.ID)}}
}

// multirangeName is the name that the server gives the multirange type
// (typecmds.c, makeMultirangeTypeName).
func multirangeName(n string) string {
	if i := strings.Index(n, "range"); i >= 0 {
		return clip(n[:i]+"multi"+n[i:], 63)
	}
	return clip(n, 63-len("_multirange")) + "_multirange"
}

// clip cuts a name to a number of bytes, between characters.
func clip(s string, n int) string {
	for len(s) > n {
		_, size := lastRune(s)
		s = s[:len(s)-size]
	}
	return s
}

func baseTypeMaker() maker {
	return maker{name: named("TYPE"), create: func(o schema.PgObject) []piece { return createBaseType(o.(*schema.PgBaseType)) },
		drop: func(o schema.PgObject) []piece {
			t := o.(*schema.PgBaseType)
			sql := "DROP TYPE " + qualified(t.ID)
			if len(t.Options) > 0 { // its functions need it, and it needs them
				sql += " CASCADE"
			}
			return []piece{{SQL: sql}}
		}, alter: never}
}

func createBaseType(t *schema.PgBaseType) []piece {
	if len(t.Options) == 0 {
		return []piece{{SQL: "CREATE TYPE " + qualified(t.ID), Undo: "DROP TYPE " + qualified(t.ID)}}
	}
	texts := make([]string, len(t.Options))
	for i, o := range t.Options {
		value := o.Value
		switch o.Name {
		case "default", "delimiter", "category":
			value = schema.LiteralPg(value)
		}
		texts[i] = strings.ToUpper(o.Name) + " = " + value
	}
	return []piece{{SQL: "CREATE TYPE " + qualified(t.ID) + " (\n  " + strings.Join(texts, ",\n  ") + "\n)"}}
}
