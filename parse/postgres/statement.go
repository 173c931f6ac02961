package postgres

import (
	"errors"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v5"
	"github.com/pganalyze/pg_query_go/v5/parser"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// statement is one parsed statement of a source.
//
// Clauses of PostgreSQL 17 and 18 are not in node: they are read before the
// parser, blanked for it, and listed in newer.
type statement struct {
	src    parse.Source
	lines  *parse.Lines
	offset int    // byte offset in src.Text of sql
	sql    string // from the source byte for byte, without the semicolon
	node   *pg_query.Node
	newer  []newer
	hints  []hint
	made   schema.Object // what it created first, once it is folded
	done   int           // commands of an ALTER TABLE that were applied before one had to wait
	parts  int32         // byte offset in sql of the list of columns or values that a CREATE has; the end of sql if it has none
}

// pos is the place of a byte location inside the statement, as the locations of
// nodes are.
func (s *statement) pos(location int32) schema.Pos {
	return s.lines.Pos(s.at(location))
}

// at is the offset in the source of a location, kept inside of the statement.
func (s *statement) at(location int32) int {
	return s.offset + min(max(int(location), 0), len(s.sql))
}

// errorAt makes an error for a byte location inside the statement.
func (s *statement) errorAt(location int32, format string, args ...any) *parse.Error {
	return s.lines.At(s.at(location), format, args...)
}

// parse has PostgreSQL's own parser read the statement.
func (c *cutter) parse(s *statement) *parse.Error {
	if s.node = (&fastReader{text: c.text, list: c.cur, base: int32(s.offset), strs: c.strs}).read(); s.node != nil {
		return nil
	}
	r := &newerReader{text: c.text, list: c.cur, start: s.offset, copy: c.blanked(s)}
	r.read()
	text := s.sql
	if r.copy != nil {
		text = string(r.copy)
	}
	tree, err := pg_query.Parse(text)
	if err != nil {
		return c.explain(s, text, err)
	}
	if len(tree.Stmts) != 1 || tree.Stmts[0].Stmt == nil {
		return s.errorAt(0, "%d statements where one was expected", len(tree.Stmts))
	}
	s.node, s.newer = tree.Stmts[0].Stmt, r.found
	s.restore()
	return nil
}

// explain turns the parser's error into one with a place in the source.
func (c *cutter) explain(s *statement, text string, err error) *parse.Error {
	var e *parser.Error
	if !errors.As(err, &e) {
		return s.errorAt(0, "the statement is nested too deeply: %v", err)
	}
	location := characters(text, e.Cursorpos-1)
	if e.Cursorpos <= 0 {
		location = 0
	}
	out := s.errorAt(int32(location), "%s", strings.TrimSpace(e.Message))
	out.Hint = c.guess(s, location)
	return out
}

// characters is the byte offset of the n-th character.
func characters(text string, n int) int {
	for i := range text {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(text)
}

// guess is what probably is wrong at a byte location of a statement, or "".
func (c *cutter) guess(s *statement, location int) string {
	at := s.offset + location
	i := 0
	for i < len(c.cur) && int(c.cur[i].start) < at {
		i++
	}
	unread := unreadSyntax(c.text, c.cur)
	switch {
	case unread != "":
		return unread + " came with PostgreSQL 17 and is not read yet"
	case strings.HasPrefix(s.sql[location:], "`"):
		return "PostgreSQL quotes names with double quotes, not with backticks"
	case i < len(c.cur) && c.cur[i].punct(c.text, ":"):
		return "variables of psql are not known here: write their values"
	case location >= len(strings.TrimRight(s.sql, " \t\r\n")):
		return c.guessEnd()
	}
	for ; i >= 1; i-- { // the error may show a few words behind the place
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
func unreadSyntax(text string, list []lexeme) string {
	merge := false
	for i, x := range list {
		switch {
		case x.is(text, "merge"):
			merge = true
		case x.is(text, "returning") && merge:
			return "MERGE … RETURNING"
		case x.is(text, "by") && i+1 < len(list) && (list[i+1].is(text, "source") || list[i+1].is(text, "target")):
			return "BY " + strings.ToUpper(list[i+1].of(text))
		case x.is(text, "json_table"), x.is(text, "json_exists"), x.is(text, "json_query"), x.is(text, "json_value"),
			x.is(text, "json_serialize"), x.is(text, "json_scalar"):
			return strings.ToUpper(x.of(text))
		}
	}
	return ""
}

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

// startsLine says whether the i-th lexeme is the first of its line.
func (c *cutter) startsLine(i int) bool {
	return strings.Contains(c.text[c.cur[i-1].end:c.cur[i].start], "\n")
}

// beginsStatement knows the words that most statements of DDL begin with.
func beginsStatement(text string, x lexeme) bool {
	if x.kind != lexWord {
		return false
	}
	switch strings.ToLower(x.of(text)) {
	case "create", "alter", "drop", "comment", "grant", "revoke", "insert", "update", "delete", "set", "select", "do", "begin", "commit":
		return true
	}
	return false
}

// blankInside keeps what stands in the statement being read and is not for the
// parser: commands of psql, and comments, at which it forgets what it looked
// ahead for, as in NOT /* never */ IN.
func (c *cutter) blankInside(x lexeme) {
	if len(c.cur) > 0 {
		c.blanks = append(c.blanks, x)
	}
}

// blanked is a copy of the text without them, or nil if there are none.
func (c *cutter) blanked(s *statement) []byte {
	var text []byte
	for _, x := range c.blanks {
		if int(x.start) >= s.offset+len(s.sql) {
			break
		}
		if text == nil {
			text = []byte(s.sql)
		}
		blank(text, int(x.start)-s.offset, int(x.end)-s.offset)
	}
	return text
}

// blank overwrites bytes of a text with spaces, lines kept: what comes behind
// stays where it is.
func blank(text []byte, from, to int) {
	for i := from; i < to; i++ {
		if text[i] != '\n' {
			text[i] = ' '
		}
	}
}

// locate is where a name stands in a statement; 0 where it does not.
func (s *statement) locate(name string) int32 {
	for at := 0; ; {
		x, ok := lex(s.sql, at)
		if !ok {
			return 0
		}
		if x.isName() && x.name(s.sql) == name {
			return x.start
		}
		at = int(x.end)
	}
}

// locateIn is where a name stands that may be qualified.
func (s *statement) locateIn(in, name string) int32 {
	if in == "" || s.locate(in) == 0 {
		return s.locate(name)
	}
	return s.locate(in)
}
