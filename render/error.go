package render

// Errors with a position, as a compiler prints them: the place, the message, the line with a
// caret, and a hint. The line comes from a user's file, so that it is escaped and shortened around
// the caret.

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// excerptWidth is how many columns of a source line are shown at most.
const excerptWidth = 120

// Error writes `path:line:col: message`, the source line with a caret under the
// column, and the hint.
func Error(w io.Writer, e *parse.Error, st Style) {
	place := ""
	if !e.Pos.IsZero() {
		place = st.Bold(Escape(e.Pos.String())+":") + " "
	}
	rule := ""
	if e.Rule != "" {
		rule = st.Red("error") + "[" + e.Rule + "] "
	}
	fmt.Fprintf(w, "%s%s%s\n", place, rule, Escape(e.Msg))
	if line, caret := excerpt(e.Line, e.Pos.Col); line != "" {
		fmt.Fprintf(w, "  %s\n  %s%s\n", line, caret, st.Red("^"))
	}
	if e.Hint != "" {
		fmt.Fprintf(w, "  %s %s\n", st.Cyan("hint:"), Escape(e.Hint))
	}
}

// Errors writes all errors, and how many there are when it is more than one.
func Errors(w io.Writer, es parse.Errors, st Style) {
	for _, e := range es {
		Error(w, e, st)
	}
	if len(es) > 1 {
		fmt.Fprintln(w, plural(int64(len(es)), "error"))
	}
}

// fileLine reads "schema.sql:12".
func fileLine(pos schema.Pos) string {
	if pos.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s:%d", pos.File, pos.Line)
}

// glyph is one character of a source line as it is shown.
type glyph struct {
	text  string
	width int
}

// excerpt is a source line safe for a terminal, cut around column col, and what
// stands before the caret below it; both "" if there is nothing to point at.
func excerpt(line string, col int) (shown, caret string) {
	if strings.TrimSpace(line) == "" || col < 1 {
		return "", ""
	}
	line, col, left, right := cutAround(line, col)
	glyphs := glyphsOf(line)
	point := min(col-1, len(glyphs))
	first, last := window(glyphs, point)
	var text, under strings.Builder
	if first > 0 || left {
		text.WriteString("…")
		under.WriteByte(' ')
	}
	for i := first; i < last; i++ {
		text.WriteString(glyphs[i].text)
		if i < point {
			under.WriteString(glyphs[i].blank())
		}
	}
	if last < len(glyphs) || right {
		text.WriteString("…")
	}
	return text.String(), under.String()
}

// cutAround returns the part of a very long line around column col, that column in it, and
// whether something before or after it is left out.
func cutAround(line string, col int) (part string, at int, left, right bool) {
	const reach = 4 * excerptWidth // characters, of which some take no column
	if len(line) <= 16*reach {
		return line, col, false, false
	}
	first, start, end, n := max(col-1-reach, 0), len(line), len(line), 0
	for i := range line {
		if n == first {
			start = i
		}
		if n == first+2*reach {
			end = i
			break
		}
		n++
	}
	return line[start:end], col - first, start > 0, end < len(line)
}

// blank is white space as wide as the glyph. A tab stays one, so that it reaches
// the same tab stop in both lines.
func (g glyph) blank() string {
	if g.text == "\t" {
		return "\t"
	}
	return strings.Repeat(" ", g.width)
}

// window is the range of glyphs to show: all, or as many as fit with half of
// them before the caret.
func window(glyphs []glyph, point int) (first, last int) {
	if total(glyphs) <= excerptWidth {
		return 0, len(glyphs)
	}
	room := excerptWidth/2 - 1
	for first = point; first > 0 && glyphs[first-1].width <= room; first-- {
		room -= glyphs[first-1].width
	}
	room += excerptWidth/2 - 1
	for last = point; last < len(glyphs) && glyphs[last].width <= room; last++ {
		room -= glyphs[last].width
	}
	for ; first > 0 && glyphs[first-1].width <= room; first-- {
		room -= glyphs[first-1].width
	}
	return first, last
}

func total(glyphs []glyph) int {
	n := 0
	for _, g := range glyphs {
		n += g.width
	}
	return n
}

func glyphsOf(line string) []glyph {
	glyphs := make([]glyph, 0, len(line))
	for len(line) > 0 {
		r, n := utf8.DecodeRuneInString(line)
		glyphs = append(glyphs, glyphOf(r, line[:n]))
		line = line[n:]
	}
	return glyphs
}

func glyphOf(r rune, raw string) glyph {
	if r == '\t' {
		return glyph{raw, 8} // as wide as it can be
	}
	text := escapeRune(r, raw)
	if text != raw {
		return glyph{text, len(text)}
	}
	return glyph{text, runeWidth(r)}
}
