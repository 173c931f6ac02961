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
		canonical, ok = arrayText(t, text)
	} else {
		canonical, ok = t.read(text, t.mods)
	}
	if !ok {
		return "", false
	}
	return canonical, true
}
