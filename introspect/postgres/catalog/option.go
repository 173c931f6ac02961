package catalog

// This file writes lists of options, which catalogs keep as arrays of "name=value", as the
// two forms that DDL has for them: WITH (name='value') and OPTIONS (name 'value').

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// storageOptions writes "name=value" of pg_class.reloptions as DDL.
func storageOptions(prefix string, options []string) []string {
	texts := make([]string, len(options))
	for i, o := range options {
		n, v, _ := strings.Cut(o, "=")
		texts[i] = prefix + pgmodel.Quote(n) + "=" + pgmodel.Literal(v)
	}
	return texts
}

// optionList writes an OPTIONS list of "name=value".
func optionList(options []string) string {
	texts := make([]string, len(options))
	for i, o := range options {
		n, v, _ := strings.Cut(o, "=")
		texts[i] = pgmodel.Quote(n) + " " + pgmodel.Literal(v)
	}
	return strings.Join(texts, ", ")
}

// maskedOptions is an OPTIONS clause with its secrets masked, or "".
func maskedOptions(options []string) string {
	if len(options) == 0 {
		return ""
	}
	list := make([]string, len(options))
	for i, o := range options {
		n, v, _ := strings.Cut(o, "=")
		if schema.SecretKey(n) && v != "" {
			v = schema.Mask
		}
		list[i] = n + "=" + v
	}
	return " OPTIONS (" + optionList(list) + ")"
}

// pairs writes "NAME = value" for options that come as names and values in turn, but for
// the ones without a value: "" or, where a function is meant, "-". A value without a name
// stands as it is.
func pairs(options []string) []string {
	var texts []string
	for i := 0; i+1 < len(options); i += 2 {
		switch name, value := options[i], options[i+1]; {
		case value == "" || value == "-":
		case name == "":
			texts = append(texts, value)
		default:
			texts = append(texts, name+" = "+value)
		}
	}
	return texts
}

// clause is a clause with its keyword, "" where it has no value.
func clause(keyword, value string) string {
	if value == "" {
		return ""
	}
	return keyword + value
}
