package ddl

// Options of two kinds that look alike: storage parameters, name = value, which RESET removes,
// and the OPTIONS of foreign objects, a name and a literal, which ADD, SET and DROP change one
// by one.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Options writes storage parameters; those of TOAST have a namespace.
func Options(options []pgmodel.Setting) string {
	texts := make([]string, len(options))
	for i, o := range options {
		texts[i] = OptionName(o.Name) + " = " + optionValue(o.Value)
	}
	return strings.Join(texts, ", ")
}

// OptionName is the name of a storage parameter, with its namespace where it has one.
func OptionName(n string) string {
	if rest, ok := strings.CutPrefix(n, "toast."); ok {
		return "toast." + Quote(rest)
	}
	return Quote(n)
}

// optionValue writes a value bare where it is a number or a word, as people do.
func optionValue(v string) string {
	if isNumber(v) || v == "true" || v == "false" || v == "on" || isWord(v) {
		return v
	}
	return pgmodel.Literal(v)
}

func isNumber(v string) bool {
	whole, part, point := strings.Cut(v, ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && (!point || digits(part))
}

// isWord reports whether a value is a name that needs no quotes.
func isWord(v string) bool {
	return v != "" && Quote(v) == v && strings.Trim(v, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// ForeignOptions writes an OPTIONS list.
func ForeignOptions(list []pgmodel.Setting) string {
	texts := make([]string, len(list))
	for i, o := range list {
		texts[i] = Quote(o.Name) + " " + pgmodel.Literal(o.Value)
	}
	return strings.Join(texts, ", ")
}

// ForeignOptionsChange writes ADD, SET and DROP of an OPTIONS list.
func ForeignOptionsChange(from, to []pgmodel.Setting) string {
	var texts []string
	has := func(list []pgmodel.Setting, n string) (string, bool) {
		for _, o := range list {
			if o.Name == n {
				return o.Value, true
			}
		}
		return "", false
	}
	for _, o := range to {
		old, ok := has(from, o.Name)
		switch {
		case !ok:
			texts = append(texts, "ADD "+Quote(o.Name)+" "+pgmodel.Literal(o.Value))
		case old != o.Value:
			texts = append(texts, "SET "+Quote(o.Name)+" "+pgmodel.Literal(o.Value))
		}
	}
	for _, o := range from {
		if _, ok := has(to, o.Name); !ok {
			texts = append(texts, "DROP "+Quote(o.Name))
		}
	}
	return strings.Join(texts, ", ")
}

// ForeignOptionsClause is an OPTIONS clause, or "".
func ForeignOptionsClause(list []pgmodel.Setting) string {
	if len(list) == 0 {
		return ""
	}
	return " OPTIONS (" + ForeignOptions(list) + ")"
}
