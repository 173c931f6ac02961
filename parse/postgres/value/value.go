// Package value computes the text that PostgreSQL prints for a constant. In come a type, in the
// spelling of format_type, and the text of a constant; out goes what the type's output function
// prints for the value that its input function reads, under the settings of our own sessions
// (DateStyle "ISO, MDY", IntervalStyle postgres, TimeZone UTC, extra_float_digits 1, bytea_output
// hex, server encoding UTF8). Two constants with equal output are one value, so that spellings can
// be compared without a server.
//
// The package never guesses. It answers only where the supported versions agree, or where older
// ones reject the text; anything else is not ok: text that is no valid input, a value that depends
// on the clock, on the catalog (enums, domains, composites, regclass, text search configurations)
// or on a locale (money). It is pure, keeps no state, and takes time linear in the text but for
// sorting.
package value

import (
	"strings"
	"unicode/utf8"
)

// maxLength is the longest text that is read. A constant of a schema is far shorter.
const maxLength = 1 << 20

// Canonical returns the text that PostgreSQL prints for a constant of type typ that is written as
// text. It is not ok where that is not known for certain.
func Canonical(typ, text string) (canonical string, ok bool) {
	if len(text) > maxLength || !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
		return "", false
	}
	t, ok := parseType(typ)
	if !ok {
		return "", false
	}
	if t.array {
		return arrayText(t, text)
	}
	return t.read(text, t.mods)
}

// Known reports whether constants of a type can have a canonical text at all.
func Known(typ string) bool {
	_, ok := parseType(typ)
	return ok
}

// reader returns the output text of a type's value that is written as text; mods are the
// modifiers of the type, such as the length of character(10).
type reader func(text string, mods []int) (string, bool)

// plain makes a reader of a function that needs no modifiers.
func plain(read func(string) (string, bool)) reader {
	return func(text string, _ []int) (string, bool) { return read(text) }
}
