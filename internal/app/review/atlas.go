package review

// This file writes semicolons where a migration of Atlas ends its statements otherwise
// (atlasgo.io/concepts/migration-directory, "delimiters"). Every byte keeps its place.

import (
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

// delimiterMark says by what the statements of a file end.
var delimiterMark = lazyregexp.New(`(?m)^-- ?atlas:delimiter[ \t]+(\S.*?)[ \t]*\r?$`)

// ofAtlas is a text with semicolons in place of the delimiter that its first lines name. Empty lines
// are left as delimiters: what ends by them ends by a semicolon too, as people write it.
func ofAtlas(text string) string {
	m := delimiterMark.FindStringSubmatchIndex(text[:min(len(text), lineLimit)])
	if m == nil {
		return text
	}
	delimiter := strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t").Replace(text[m[2]:m[3]])
	if word := strings.TrimSpace(delimiter); word == "" || word == ";" {
		return text
	}
	lead := len(delimiter) - len(strings.TrimLeft(delimiter, " \t\r\n"))
	end := len(strings.TrimRight(delimiter, " \t\r\n"))
	stand := delimiter[:lead] + ";" + strings.Repeat(" ", end-lead-1) + delimiter[end:]
	return text[:m[1]] + strings.ReplaceAll(text[m[1]:], delimiter, stand)
}
