package plan

// How --allow, comments in files and hints name an object: its parts with dots between
// them, and a part that is no plain word in double quotes, as in SQL. What is printed
// means one object and no other, whatever is in its name.

import (
	"slices"
	"strings"
	"unicode"

	"github.com/schemadiff/schemadiff/schema"
)

// Item is a rule for one object, as --allow takes it.
func Item(rule string, k schema.Key) string {
	if name := Spell(k); name != "" {
		return rule + ":" + name
	}
	return rule
}

// Spell is the name of an object for --allow: users.email, or "odd name".email.
func Spell(k schema.Key) string {
	parts := keyParts(k)
	for i, p := range parts {
		if !isPlain(p) {
			parts[i] = `"` + strings.ReplaceAll(p, `"`, `""`) + `"`
		}
	}
	return strings.Join(parts, ".")
}

// ShellWord is a word as a shell takes it, such as what follows a flag in a hint.
func ShellWord(word string) string {
	if word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@=,+") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// keyParts are the names that a key consists of, those of Object.
func keyParts(k schema.Key) []string {
	var parts []string
	if k.Schema != "" {
		parts = append(parts, k.Schema)
	}
	switch {
	case !k.IsPart():
		parts = append(parts, k.Name)
	case k.Kind == schema.KindPrimary:
		parts = append(parts, k.Table)
	default:
		parts = append(parts, k.Table, k.Name)
	}
	return slices.DeleteFunc(parts, func(p string) bool { return p == "" })
}

// isPlain reports whether a name needs no quotes.
func isPlain(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_$-()[]", r)
	})
}

// Means reports whether a name as Spell writes it, or without the schema where that is
// the one that needs no naming, is that of an object. A name without any quotes may also
// be the parts as they are, where no dot in one of them makes it ambiguous.
func Means(object string, k schema.Key) bool {
	want, have := keyParts(k), nameParts(object)
	if len(want) == 0 {
		return false
	}
	same := slices.Equal[[]string]
	if k.HasNoCase() {
		same = func(a, b []string) bool { return slices.EqualFunc(a, b, strings.EqualFold) }
	}
	if k.Schema == "" {
		want = append([]string{schema.MainSpace}, want...)
	}
	usual := schema.IsDefaultSpace(k.Schema)
	if same(have, want) || usual && same(have, want[1:]) {
		return true
	}
	dotted := slices.ContainsFunc(want[:len(want)-1], func(p string) bool { return strings.Contains(p, ".") }) || !k.IsPart() && strings.Contains(k.Name, ".")
	if strings.Contains(object, `"`) || dotted {
		return false
	}
	raw := strings.Join(want, ".")
	return same([]string{object}, []string{raw}) || usual && same([]string{object}, []string{strings.Join(want[1:], ".")})
}

// nameParts are the parts of a name with dots between them, without their quotes.
func nameParts(name string) []string {
	var parts []string
	var part strings.Builder
	quoted := false
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c == '"' && quoted && i+1 < len(name) && name[i+1] == '"':
			part.WriteByte('"')
			i++
		case c == '"':
			quoted = !quoted
		case c == '.' && !quoted:
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteByte(c)
		}
	}
	return append(parts, part.String())
}

// CutName cuts what ends with one of some characters outside of double quotes.
func CutName(text, ends string) (name, rest string) {
	quoted := false
	for i, r := range text {
		if r == '"' {
			quoted = !quoted
		}
		if !quoted && strings.ContainsRune(ends, r) {
			return text[:i], text[i:]
		}
	}
	if quoted { // the quotation mark is a character like others
		if i := strings.IndexAny(text, ends); i >= 0 {
			return text[:i], text[i:]
		}
	}
	return text, ""
}
