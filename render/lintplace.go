package render

// Where a finding begins and ends in the text of its file, as the readers of the formats count: lines
// from 1, columns in characters or in bytes from 1. A finding is about the word at its place.

import (
	"strings"
	"unicode/utf8"

	"github.com/schemadiff/schemadiff/lint"
)

// place is the beginning or the end of a finding.
type place struct {
	line, column, bytes int // the columns in characters and in bytes, from 1
}

// places are the texts of files, cut into lines when they are asked for.
type places struct {
	texts map[string]string
	lines map[string][]string
}

func newPlaces(texts map[string]string) *places {
	return &places{texts, map[string][]string{}}
}

// of is where a finding begins and where the word at its place ends. A finding of a file whose text
// is not known has one place; one of a database has none, and counts as the first of a file.
func (p *places) of(f lint.Finding) (start, end place) {
	start = place{max(f.Pos.Line, 1), max(f.Pos.Col, 1), max(f.Pos.Col, 1)}
	line := p.line(f.Pos.File, start.line)
	offset := 0
	if start.line == 1 && strings.HasPrefix(line, "\ufeff") { // it takes no column, and three bytes
		offset = len("\ufeff")
	}
	for n := 1; n < start.column && offset < len(line); n++ {
		_, size := utf8.DecodeRuneInString(line[offset:])
		offset += size
	}
	word := wordAt(line[offset:])
	start.bytes = offset + 1
	return start, place{start.line, start.column + utf8.RuneCountInString(word), start.bytes + len(word)}
}

// line is a line of a file, without its end; "" where it is not known.
func (p *places) line(file string, n int) string {
	lines, known := p.lines[file]
	if !known {
		lines = strings.Split(p.texts[file], "\n")
		p.lines[file] = lines
	}
	if n < 1 || n > len(lines) {
		return ""
	}
	return strings.TrimSuffix(lines[n-1], "\r")
}

// wordAt is the name, quoted name or single character that a text begins with.
func wordAt(text string) string {
	if text == "" {
		return ""
	}
	closing := map[byte]byte{'"': '"', '`': '`', '\'': '\'', '[': ']'}[text[0]]
	if closing != 0 {
		if i := strings.IndexByte(text[1:], closing); i >= 0 {
			return text[:i+2]
		}
	}
	n := 0
	for n < len(text) && (text[n] >= utf8.RuneSelf || text[n] == '_' || text[n] == '$' || '0' <= text[n] && text[n] <= '9' || 'A' <= text[n]&^0x20 && text[n]&^0x20 <= 'Z') {
		n++
	}
	if n == 0 {
		_, n = utf8.DecodeRuneInString(text)
	}
	return text[:n]
}

// pageOf is the address of the page of a rule.
func pageOf(rule string) string {
	return "https://github.com/schemadiff/schemadiff/blob/main/lint/rules/" + rule + ".md"
}
