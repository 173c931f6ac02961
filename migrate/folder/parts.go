package folder

// Several tools keep a migration and the statements that revert it in one file, with a comment
// line between them. That line alone decides where the second half begins, so that nothing has to
// be parsed.

import (
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

// partMarks are the lines that begin a part of a file, for each tool: goose and sql-migrate, dbmate,
// node-pg-migrate. The last group is the direction.
var partMarks = []*lazyregexp.Regexp{
	lazyregexp.New(`(?i)^--\s*\+(?:goose|migrate)\s+(up|down)\b`),
	lazyregexp.New(`(?i)^--\s*migrate:(up|down)\b`),
	lazyregexp.New(`(?i)^--[\s-]*(up|down)\s+migration[\s:.-]*$`),
}

// ternMark divides a file of tern.
const ternMark = "---- create above / drop below"

// Parts splits a text at the marks of goose, dbmate, tern, sql-migrate and node-pg-migrate: the
// statements of a migration, and the ones that revert it. Everything else is all of it. Where a
// part that reverts stands before others, it is blank in up, so that these keep their places.
func Parts(text string) (up, down string) {
	at, kept, isDown := 0, 0, false
	var b, back strings.Builder
	for line := range strings.Lines(text) {
		isDown = directionAfter(line, isDown)
		switch {
		case isDown:
			back.WriteString(line)
		case kept < at: // something reverting stands before
			b.WriteString(Blanked(text[kept:at]))
			fallthrough
		default:
			b.WriteString(line)
			kept = at + len(line)
		}
		at += len(line)
	}
	if back.Len() == 0 {
		return text, ""
	}
	return b.String(), back.String()
}

// directionAfter reports whether what follows a line reverts the migration.
func directionAfter(line string, isDown bool) bool {
	word := strings.TrimSpace(line)
	if !strings.HasPrefix(word, "--") {
		return isDown
	}
	for _, mark := range partMarks {
		if m := mark.FindStringSubmatch(word); m != nil {
			return strings.EqualFold(m[1], "down")
		}
	}
	return isDown || strings.HasPrefix(strings.ToLower(strings.Join(strings.Fields(word), " ")), ternMark)
}

// Blanked is text of as many bytes with blanks in the place of all but line ends.
func Blanked(text string) string {
	out := []byte(text)
	for i, c := range out {
		if c != '\n' && c != '\r' {
			out[i] = ' '
		}
	}
	return string(out)
}
