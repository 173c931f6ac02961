package folder

// Names in the line that declares a backfill: parts with dots between them, each a plain word
// that is taken letter by letter, or in double quotes as both dialects write them.

import (
	"fmt"
	"strings"
	"unicode"
)

// cutName cuts a name from the start of a text, and returns its parts without their quotes.
func cutName(text string) (parts []string, rest string, err error) {
	rest = text
	for {
		var part string
		var ok bool
		if part, rest, ok = cutPart(rest); !ok || part == "" {
			return nil, "", fmt.Errorf("%s: want a name; what is no plain word stands in double quotes, as in main.\"odd name\"", strings.TrimSpace(text))
		}
		parts = append(parts, part)
		if !strings.HasPrefix(rest, ".") {
			return parts, rest, nil
		}
		rest = rest[1:]
	}
}

// cutPart cuts one part of a name; it is none where its quotes are not closed or text follows
// them.
func cutPart(text string) (part, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexFunc(text, func(r rune) bool { return r == '.' || unicode.IsSpace(r) })
		if end < 0 {
			end = len(text)
		}
		return text[:end], text[end:], !strings.ContainsAny(text[:end], "\"`[]")
	}
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		if text[i] != '"' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 < len(text) && text[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		rest = text[i+1:]
		return b.String(), rest, rest == "" || rest[0] == '.' || unicode.IsSpace(rune(rest[0]))
	}
	return "", "", false
}

// Quoted writes the table in double quotes, part by part.
func (b *Backfill) Quoted() string {
	parts := make([]string, len(b.Table))
	for i, p := range b.Table {
		parts[i] = `"` + strings.ReplaceAll(p, `"`, `""`) + `"`
	}
	return strings.Join(parts, ".")
}
