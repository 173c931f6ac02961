// Package origin looks at SQL text that need not be of a dialect that the program reads: it blanks
// what a template engine would fill in, and names the database product that a text was written for.
// Text comes in; text of the same length, or a name, goes out. No parser is used, since none
// reads what this is about.
package origin

// This file distinguishes the code of a text from its strings, quoted names and comments.

import (
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

// span is a part of a text: of offsets from to end, code or not.
type span struct {
	from, end int
	kind      kind
}

// kind is the role of a part of a text.
type kind int

const (
	code   kind = iota
	quoted      // a string or a quoted name
	remark      // a comment
	body        // between dollar signs: code of some language
	mark        // of a template engine
)

// spans cuts a text into code and what is quoted or a comment.
func spans(text string) []span {
	var out []span
	from := 0
	for i := 0; i < len(text); {
		k, end := next(text, i)
		if k == code {
			i++
			continue
		}
		if from < i {
			out = append(out, span{from, i, code})
		}
		out = append(out, span{i, end, k})
		i, from = end, end
	}
	if from < len(text) {
		out = append(out, span{from, len(text), code})
	}
	return out
}

// next is the kind of the part that begins at an offset, and the offset after it. What has no end goes on to the end of
// the text.
func next(text string, at int) (kind, int) {
	rest := text[at:]
	after := func(skip int, close string) int {
		if n := strings.Index(rest[skip:], close); n >= 0 {
			return at + skip + n + len(close)
		}
		return len(text)
	}
	switch c := rest[0]; {
	case c == '\'' && escapes(text, at):
		return quoted, at + escapedEnd(rest)
	case strings.HasPrefix(rest, `"{{`): // a quoted name that a mark stands for, quotes or not within it
		if end := braceEnd(rest[1:]); end > 0 && strings.HasPrefix(rest[1+end:], `"`) {
			return mark, at + end + 2
		}
		return quoted, after(1, `"`)
	case c == '\'' || c == '"' || c == '`':
		return quoted, after(1, string(c)) // a doubled quote begins another one at once
	case c == 'c' || c == 'C':
		if end := rowsEnd(text, at); end > at {
			return quoted, end
		}
	case strings.HasPrefix(rest, "--"):
		return remark, after(2, "\n")
	case strings.HasPrefix(rest, "/*"):
		return remark, after(2, "*/")
	case c == '{', (c == '$' || c == '#') && strings.HasPrefix(rest[1:], "{"):
		if end := braceEnd(rest); end > 0 {
			return mark, at + end
		}
	case c == '$':
		if tag := dollarTag(rest); tag != "" {
			return body, after(len(tag), tag)
		}
	}
	return code, at
}

// escapes reports whether the string that begins at an offset is one of PostgreSQL's with backslashes.
func escapes(text string, at int) bool {
	return at > 0 && (text[at-1] == 'E' || text[at-1] == 'e') && (at == 1 || !isWord(rune(text[at-2])))
}

// escapedEnd is the length of a string in which a backslash takes the next byte.
func escapedEnd(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '\'':
			return i + 1
		}
	}
	return len(text)
}

// copied matches the command that the rows of a dump follow, up to their first line.
var copied = lazyregexp.New(`(?im)^COPY [^;]*\bFROM stdin[^;\n]*;[ \t]*\r?\n`)

// rowsEnd is the offset after the rows that follow a COPY at an offset; the offset itself where none does.
func rowsEnd(text string, at int) int {
	if at > 0 && text[at-1] != '\n' || len(text)-at < 4 || !strings.EqualFold(text[at:at+4], "copy") {
		return at
	}
	head := copied.FindStringIndex(text[at:])
	if head == nil || head[0] != 0 {
		return at
	}
	if end := strings.Index(text[at+head[1]-1:], "\n\\."); end >= 0 {
		return at + head[1] - 1 + end + len("\n\\.")
	}
	return len(text)
}

// dollarTag is the mark, as $$ or $body$, that a text begins with; "" for none.
func dollarTag(text string) string {
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '$':
			return text[:i+1]
		case c == '_' || c >= 0x80 || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || i > 1 && '0' <= c && c <= '9':
		default:
			return ""
		}
	}
	return ""
}

// Code is a text in which strings and comments are blank; quoted names stay. Its length and lines
// are those of the text.
func Code(text string) string {
	out := []byte(text)
	for _, s := range spans(text) {
		if s.kind == remark || s.kind == body || s.kind == quoted && text[s.from] == '\'' {
			blank(out[s.from:s.end])
		}
	}
	return string(out)
}

// blank makes blanks of all but ends of lines.
func blank(text []byte) {
	for i, c := range text {
		if c != '\n' && c != '\r' {
			text[i] = ' '
		}
	}
}
