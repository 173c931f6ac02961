// Package parse has what the parsers of all dialects share: sources of DDL text, positions in
// them, errors that show the line, the comments that mark a statement, and the Analysis that
// the linter reads.
//
// Text comes in, positions and errors go out. The parsers are in parse/sqlite and
// parse/postgres. No file is opened here.
package parse

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/schemadiff/schemadiff/schema"
)

// Source is one text of DDL. Name is shown in positions and errors: a
// path as the user gave it, or "<stdin>".
type Source struct {
	Name, Text string
	Catalog    bool   // a server has printed it, so that what cannot be parsed is no mistake
	Fault      *Error // what keeps the file from being text; its text is then what can be read of it. nil for text
}

// Error is something wrong at one place of a source.
type Error struct {
	Pos  schema.Pos
	Msg  string
	Rule string // the rule of the linter that reports it too; "" if there is none
	Line string // the source line, without its end; "" if there is none to show
	Hint string // what to do about it, if that is known
	// Sure marks an error that is one whatever the database holds: the text alone shows it.
	Sure bool
	// Uncertain marks an error that may not be one: an object outside the files may define the name.
	Uncertain bool
}

// Error reads "schema.sql:12:7: near "FROM": syntax error".
func (e *Error) Error() string {
	if e.Pos.IsZero() {
		return e.Msg
	}
	return fmt.Sprintf("%s: %s", e.Pos, e.Msg)
}

// Errors are the errors of a set of sources, in the order of files and lines.
type Errors []*Error

// Error joins the messages, one a line.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// NamesNothing is the rule that reports a name which resolves to nothing where it stands.
const NamesNothing = "unresolved-name"

// At makes an error for the byte offset in src.
func At(src Source, offset int, format string, args ...any) *Error {
	return &Error{Pos: Position(src, offset), Line: lineAt(src.Text, offset), Msg: fmt.Sprintf(format, args...)}
}

// Position converts a byte offset to a line and a column, both from 1; the
// column counts characters. A byte order mark takes no column.
func Position(src Source, offset int) schema.Pos {
	text := src.Text[:min(max(offset, 0), len(src.Text))]
	start := strings.LastIndexByte(text, '\n') + 1
	line := strings.TrimPrefix(text[start:], "\ufeff")
	return schema.Pos{File: src.Name, Line: strings.Count(text, "\n") + 1, Col: utf8.RuneCountInString(line) + 1}
}

func lineAt(text string, offset int) string {
	offset = min(max(offset, 0), len(text))
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	line, _, _ := strings.Cut(text[start:], "\n")
	return strings.TrimPrefix(strings.TrimSuffix(line, "\r"), "\ufeff")
}
