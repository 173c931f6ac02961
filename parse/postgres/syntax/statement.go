// Package syntax turns the text of PostgreSQL scripts into statements.
//
// Sources come in; each Statement that goes out has its text, its position and the syntax tree
// of pg_query, so that an error in one hides no other. Statements reads one source, and Parsed
// reads several ahead of the loader, in parallel. The package cuts text at semicolons, follows
// the commands of psql, refuses nesting that the parser's stack would not survive, reads the
// frequent forms of statement itself because the parser is slow, finds the clauses of
// PostgreSQL 17 and 18 that the parser does not know, and attaches the hints in comments. It
// knows no names and no objects.
package syntax

// A statement is one parsed statement with its place in the source. Errors at a byte
// location inside it are turned into file, line and column here.

import (
	"context"
	"errors"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/schema"
)

// Statement is one parsed statement of a source.
//
// Clauses of PostgreSQL 17 and 18 are not in Node: they are read before the
// parser, blanked for it, and listed in Newer.
type Statement struct {
	Source    parse.Source
	lines     *parse.Lines
	Start     int    // byte offset of SQL in the source
	SQL       string // from the source byte for byte, without the semicolon
	Node      *pg_query.Node
	Newer     []NewClause
	Carried   bool // parts of it could not be read: Node has their text, see carry.go
	Hints     []Hint
	Created   schema.Object // what it created first, once it is folded
	Applied   int           // commands of an ALTER TABLE that were applied before one had to wait
	ListStart int32         // byte offset in SQL of the list of columns or values of a CREATE; the end of SQL if it has none
}

// Pos is the place of a byte location inside the statement, as the locations of
// nodes are.
func (s *Statement) Pos(location int32) schema.Pos {
	return s.lines.Pos(s.Offset(location))
}

// Offset is the offset in the source of a location, kept inside of the statement.
func (s *Statement) Offset(location int32) int {
	return s.Start + min(max(int(location), 0), len(s.SQL))
}

// ErrorAt makes an error for a byte location inside the statement.
func (s *Statement) ErrorAt(location int32, format string, args ...any) *parse.Error {
	return s.lines.At(s.Offset(location), format, args...)
}

// Inside reads the statements of a text that stands in the source of this statement, from a byte
// offset on; what is not to be read is blank in it. Their places are those in the source. How many
// could not be read is said, not why.
func (s *Statement) Inside(ctx context.Context, start int, text string) (list []*Statement, unread int) {
	list, _, errs := Statements(ctx, parse.Source{Name: s.Source.Name, Text: text}, nil)
	for _, inner := range list {
		inner.Source, inner.lines = s.Source, s.lines
		inner.Start += start
	}
	return list, len(errs)
}

// parse has PostgreSQL's own parser read the statement.
func (c *cutter) parse(s *Statement) *parse.Error {
	if s.Node = (&fastReader{text: c.text, list: c.cur, base: int32(s.Start), strs: c.strs}).read(); s.Node != nil {
		return nil
	}
	r := &newerReader{text: c.text, list: c.cur, start: s.Start, copy: c.blanked(s)}
	r.read()
	text := s.SQL
	if r.copy != nil {
		text = string(r.copy)
	}
	tree, err := grammar.Parse(text)
	if err != nil {
		if s.Node = c.carry(text, err); s.Node != nil {
			s.Newer, s.Carried = r.found, true
			s.restore()
			return nil
		}
		return c.explain(s, text, err)
	}
	if len(tree.Stmts) != 1 || tree.Stmts[0].Stmt == nil {
		return s.ErrorAt(0, "%d statements where one was expected", len(tree.Stmts))
	}
	s.Node, s.Newer = tree.Stmts[0].Stmt, r.found
	s.restore()
	return nil
}

// explain turns the parser's error into one with a place in the source.
func (c *cutter) explain(s *Statement, text string, err error) *parse.Error {
	var e *grammar.Error
	if grammar.Missing() != nil {
		return s.ErrorAt(0, "%v", err)
	}
	if !errors.As(err, &e) {
		return s.ErrorAt(0, "the statement is nested too deeply: %v", err)
	}
	location := Characters(text, e.Cursor-1)
	if e.Cursor <= 0 {
		location = 0
	}
	out := s.ErrorAt(int32(location), "%s", strings.TrimSpace(e.Message))
	out.Hint = c.guess(s, location)
	return out
}

// Characters is the byte offset of the n-th character of a text.
func Characters(text string, n int) int {
	for i := range text {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(text)
}

// guess names the probable mistake at a byte location of a statement, or "".
func (c *cutter) guess(s *Statement, location int) string {
	at := s.Start + location
	i := 0
	for i < len(c.cur) && int(c.cur[i].Start) < at {
		i++
	}
	unread := unreadSyntax(c.text, c.cur)
	switch {
	case unread != "":
		return unread + " came with PostgreSQL 17 and is not read here"
	case strings.HasPrefix(s.SQL[location:], "`"):
		return "PostgreSQL quotes names with double quotes, not with backticks"
	case i < len(c.cur) && c.cur[i].IsPunct(c.text, ":"):
		return "variables of psql are not known here: write their values"
	case location >= len(strings.TrimRight(s.SQL, " \t\r\n")):
		return c.guessEnd()
	}
	for ; i >= 1; i-- { // the error may be reported a few words after the place
		if i < len(c.cur) && c.startsLine(i) && beginsStatement(c.text, c.cur[i]) {
			return "a semicolon may be missing before this line"
		}
		if i < len(c.cur) && c.startsLine(i) {
			break
		}
	}
	return ""
}

// unreadSyntax names a clause that the parser does not know and that no reader
// of newer clauses takes out, or "".
func unreadSyntax(text string, list []Token) string {
	merge := false
	for i, x := range list {
		switch {
		case x.Is(text, "merge"):
			merge = true
		case x.Is(text, "returning") && merge:
			return "MERGE … RETURNING"
		case x.Is(text, "by") && i+1 < len(list) && (list[i+1].Is(text, "source") || list[i+1].Is(text, "target")):
			return "BY " + strings.ToUpper(list[i+1].Text(text))
		case x.Is(text, "at") && i+1 < len(list) && list[i+1].Is(text, "local"):
			return "AT LOCAL"
		case x.Is(text, "json_table"), x.Is(text, "json_exists"), x.Is(text, "json_query"), x.Is(text, "json_value"),
			x.Is(text, "json_serialize"), x.Is(text, "json_scalar"):
			return strings.ToUpper(x.Text(text))
		}
	}
	return ""
}

// NewerWords are the words in a text by which grammar newer than the parser is known; "" for none.
func NewerWords(text string) string { return unreadSyntax(text, tokensOf(text)) }

// guessEnd says what is open where a statement ends too early.
func (c *cutter) guessEnd() string {
	switch {
	case c.parens > 0:
		return "a closing parenthesis is missing"
	case c.atomic > 0:
		return "the END of BEGIN ATOMIC is missing"
	}
	return ""
}

// startsLine reports whether the i-th token is the first of its line.
func (c *cutter) startsLine(i int) bool {
	return strings.Contains(c.text[c.cur[i-1].End:c.cur[i].Start], "\n")
}

// beginsStatement knows the words that most statements of DDL begin with.
func beginsStatement(text string, x Token) bool {
	if x.Kind != Word {
		return false
	}
	switch strings.ToLower(x.Text(text)) {
	case "create", "alter", "drop", "comment", "grant", "revoke", "insert", "update", "delete", "set", "select", "do", "begin", "commit":
		return true
	}
	return false
}

// blankInside keeps what stands in the statement being read and is not for the
// parser: commands of psql, and comments, at which it forgets what it looked
// ahead for, as in NOT /* never */ IN.
func (c *cutter) blankInside(x Token) {
	if len(c.cur) > 0 {
		c.blanks = append(c.blanks, x)
	}
}

// blanked is a copy of the text without them, or nil if there are none.
func (c *cutter) blanked(s *Statement) []byte {
	var text []byte
	for _, x := range c.blanks {
		if int(x.Start) >= s.Start+len(s.SQL) {
			break
		}
		if text == nil {
			text = []byte(s.SQL)
		}
		blankOut(text, int(x.Start)-s.Start, int(x.End)-s.Start)
	}
	return text
}

// blankOut overwrites bytes of a text with spaces, lines kept, so that the text
// after them keeps its position.
func blankOut(text []byte, from, to int) {
	for i := from; i < to; i++ {
		if text[i] != '\n' {
			text[i] = ' '
		}
	}
}

// Locate is where a name stands in a statement; 0 where it does not.
func (s *Statement) Locate(name string) int32 {
	for at := 0; ; {
		x, ok := NextToken(s.SQL, at)
		if !ok {
			return 0
		}
		if x.IsName() && x.Name(s.SQL) == name {
			return x.Start
		}
		at = int(x.End)
	}
}

// LocateQualified is where a name stands that may be qualified.
func (s *Statement) LocateQualified(in, name string) int32 {
	if in == "" || s.Locate(in) == 0 {
		return s.Locate(name)
	}
	return s.Locate(in)
}
