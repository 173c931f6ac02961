package syntax

// Splitting finds where each statement of a source ends, so that an error in one does not
// hide the rest. A semicolon in a routine's body or a rule does not end a statement.

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	pg_query "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// Statements cuts a source into statements and parses each by itself, so
// that every error of the source is found and none takes another statement
// along. What only psql reads is noted.
func Statements(ctx context.Context, src parse.Source, emit func([]*Statement)) (list []*Statement, notes []schema.Note, errs parse.Errors) {
	if err := checkText(src); err != nil {
		return nil, nil, parse.Errors{err}
	}
	c := newCutter(src)
	c.each, c.emit = c.parse, emit
	c.cut(ctx)
	return c.list, c.notes, c.errs
}

// checkText refuses what the parser would take for something else: it ends a
// text at a NUL byte.
func checkText(src parse.Source) *parse.Error {
	if len(src.Text) > maxSource {
		return parse.At(src, 0, "the source has %s bytes; the limit is %s", Grouped(len(src.Text)), Grouped(maxSource))
	}
	if nul := strings.IndexByte(src.Text, 0); nul >= 0 {
		return parse.At(src, nul, "NUL byte: this is no text")
	}
	if utf8.ValidString(src.Text) {
		return nil
	}
	bad := 0
	for size := 0; ; bad += size {
		var r rune
		if r, size = utf8.DecodeRuneInString(src.Text[bad:]); r == utf8.RuneError && size <= 1 {
			return parse.At(src, bad, "byte 0x%02X is not UTF-8: save the file as UTF-8", src.Text[bad])
		}
	}
}

// cutter cuts one source. A statement ends at a semicolon, but not at those in
// the actions of a rule or the body of a function in standard SQL.
type cutter struct {
	src   parse.Source
	text  string
	lines *parse.Lines
	strs  map[string]*pg_query.Node

	levels []level                       // of the statement that guard looked at last, whose place is used again
	each   func(*Statement) *parse.Error // what is done with a statement once it is cut
	emit   func([]*Statement)            // takes statements before all are read; nil keeps them
	at     int                           // offset of what is not read yet

	cur     []Token // of the statement being read, without comments; used again for the next
	dropped int     // tokens of it that are too many to keep
	end     int     // where the statement being read ends, as far as it is read
	parens  int     // open ones
	atomic  int     // open BEGIN ATOMIC and CASE inside it
	blanks  []Token // comments and commands of psql inside the statement
	hints   []Hint  // comments that say @renamed and that no statement has claimed
	script  script

	last  *Statement // the last one that ended
	list  []*Statement
	notes []schema.Note
	errs  parse.Errors
}

func newCutter(src parse.Source) *cutter {
	mark := len(src.Text) - len(strings.TrimPrefix(src.Text, "\ufeff"))
	return &cutter{src: src, text: src.Text, lines: parse.NewLines(src), strs: map[string]*pg_query.Node{}, at: mark}
}

func (c *cutter) cut(ctx context.Context) {
	for n := 0; !c.script.quit; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return
		}
		x, ok := NextToken(c.text, c.at)
		if !ok {
			break
		}
		c.at = int(x.End)
		switch {
		case x.Kind == Comment:
			c.comment(x)
			c.blankInside(x)
		case x.Kind == lexMeta:
			c.meta(x)
		case x.IsPunct(c.text, ";") && !c.inside():
			c.finish()
		default:
			c.add(x)
		}
	}
	c.finish()
}

// inside reports whether a semicolon here is one within the statement.
func (c *cutter) inside() bool {
	return c.atomic > 0 || c.parens > 0 && createHead(c.cur) == wordRule
}

// createHead returns the kind of object a CREATE statement creates, as far as splitting
// needs it: wordFunction, wordProcedure, wordRule, or notKeyword.
func createHead(list []Token) keyword {
	if len(list) == 0 || list[0].word != wordCreate {
		return notKeyword
	}
	for _, x := range list[1:min(len(list), 4)] {
		switch x.word {
		case wordFunction, wordProcedure, wordRule:
			return x.word
		}
	}
	return notKeyword
}

func (c *cutter) add(x Token) {
	c.end = int(x.End)
	if len(c.cur) >= maxLexemes && x.Kind != lexOpen {
		c.dropped++
		return
	}
	var before Token
	if n := len(c.cur); n > 0 {
		before = c.cur[n-1]
	}
	c.cur = append(c.cur, x)
	if x.Kind == lexPunct {
		c.paren(c.text[x.Start])
		return
	}
	if before.word == wordAs || before.IsPunct(c.text, ".") {
		return // a name, whatever it is spelled
	}
	switch {
	case x.word == wordAtomic && before.word == wordBegin && isRoutine(createHead(c.cur)):
		c.atomic++
	case x.word == wordCase && c.atomic > 0:
		c.atomic++
	case x.word == wordEnd && c.atomic > 0:
		c.atomic--
	}
}

func isRoutine(k keyword) bool { return k == wordFunction || k == wordProcedure }

func (c *cutter) paren(b byte) {
	switch b {
	case '(':
		c.parens++
	case ')':
		c.parens--
	}
}

// finish ends the statement being read.
func (c *cutter) finish() {
	if len(c.cur) > 0 {
		c.take()
	}
	c.cur, c.blanks = c.cur[:0], c.blanks[:0]
	c.dropped, c.parens, c.atomic = 0, 0, 0
}

// take parses the statement that was read, and keeps it or its errors.
func (c *cutter) take() {
	start := int(c.cur[0].Start)
	s := &Statement{Source: c.src, lines: c.lines, Start: start, SQL: c.text[start:c.end], Hints: c.hints}
	c.hints, c.last = nil, s
	s.ListStart = c.partsOf(s)
	c.placeHints(s)
	if c.insertsMany(start) {
		c.note(s, "INSERT INTO "+c.name(2), "rows are no part of a schema")
		return
	}
	if err := c.guard(); err != nil {
		c.errs = append(c.errs, err)
		return
	}
	if copiesRows(c.text, c.cur) {
		c.skipRows(s)
		return
	}
	if err := c.each(s); err != nil {
		c.errs = append(c.errs, err)
		return
	}
	c.list = append(c.list, s)
	if n := len(c.list) - 1; c.emit != nil && n >= handOver { // a comment after the last may still be its hint
		c.emit(c.list[:n:n])
		c.list = []*Statement{s}
	}
}

// manyRows is the size of an INSERT that is not worth parsing.
const manyRows = 64 << 10

// insertsMany knows a large INSERT: only its name is needed.
func (c *cutter) insertsMany(start int) bool {
	return c.end-start > manyRows && len(c.cur) > 2 && c.cur[0].Is(c.text, "insert") && c.cur[1].Is(c.text, "into") &&
		c.cur[len(c.cur)-1].Kind != lexOpen
}

// copiesRows knows COPY … FROM STDIN, which rows follow.
func copiesRows(text string, list []Token) bool {
	if list[0].word != wordCopy {
		return false
	}
	for i := 1; i < len(list); i++ {
		if list[i].word == wordStdin && list[i-1].word == wordFrom {
			return true
		}
	}
	return false
}

// skipRows passes over the rows of a COPY: from the next line to the one that
// holds a backslash and a dot.
func (c *cutter) skipRows(s *Statement) {
	subject := "COPY"
	if len(c.cur) > 1 && c.cur[1].IsName() {
		subject = "COPY " + c.name(1)
	}
	c.note(s, subject, "rows of a COPY block")
	c.skipData()
}

func (c *cutter) note(s *Statement, subject, reason string) {
	c.notes = append(c.notes, schema.Note{Class: schema.Ignored, Subject: subject, Pos: s.Pos(0), Reason: reason})
}

func (c *cutter) skipData() {
	for c.nextLine() && c.at < len(c.text) {
		line, _, _ := strings.Cut(c.text[c.at:], "\n")
		if strings.TrimSuffix(line, "\r") == `\.` {
			c.at += len(line)
			return
		}
	}
}

// nextLine moves to the start of the next line, if there is one.
func (c *cutter) nextLine() bool {
	n := strings.IndexByte(c.text[c.at:], '\n')
	if n < 0 {
		c.at = len(c.text)
		return false
	}
	c.at += n + 1
	return true
}

// name is the dotted name that begins at the i-th token, as it is written.
func (c *cutter) name(i int) string {
	j := i
	for j+2 < len(c.cur) && c.cur[j+1].IsPunct(c.text, ".") && c.cur[j+2].IsName() {
		j += 2
	}
	return c.text[c.cur[i].Start:c.cur[j].End]
}

// Grouped writes a number as 1,000,000.
func Grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
