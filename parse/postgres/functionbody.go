package postgres

// Mistakes in bodies. A body in a string is text to the parser of statements; the server compiles it
// as the function is made, but not while check_function_bodies is off, as it is in dumps and while a
// plan runs, whose functions may name what comes later. So bodies are read here, for their syntax
// alone: what they name is not looked at. A body may be written for a server newer than the parser,
// so that a mistake is a remark for the linter, and none is made of one that uses newer words.

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// syntaxMistakes begin the parser's messages that are about the text of a body alone. Others, such as
// a variable that it does not know, depend on types of the database, which it cannot see.
var syntaxMistakes = []string{"syntax error ", "mismatched parentheses ", "unterminated ", "missing \"", "duplicate declaration ",
	"too few parameters specified for RAISE", "too many parameters specified for RAISE"}

// brokenBody looks for a mistake in the body that a statement holds.
func (r *actReader) brokenBody(st *syntax.Statement) []schema.Remark {
	b := bodyOf(st)
	if b == nil || r.l.creating.bodiesUnchecked || st.Carried {
		return nil
	}
	var err error
	if b.language == "sql" {
		_, err = grammar.Parse(b.text)
	} else {
		err = grammar.Body(st.SQL)
	}
	var e *grammar.Error
	if !errors.As(err, &e) || !isSyntaxMistake(e.Message) || syntax.NewerWords(b.text) != "" {
		return nil
	}
	from, to := b.place(st.SQL, e)
	text := fmt.Sprintf("line %d: %s", 1+strings.Count(st.SQL[b.from:max(b.from, from)], "\n"), e.Message)
	return []schema.Remark{{Kind: schema.BrokenBody, Pos: st.Pos(int32(from)), At: st.Offset(int32(from)), End: st.Offset(int32(to)), Text: text, Object: b.name}}
}

// templateMarks are the signs at which the parser stops where somebody puts names into the text later, and
// the arrow of the cursor arguments of PostgreSQL 18.
var templateMarks = []string{`"{"`, `"$"`, `"%"`, `":"`, `"@"`, `"\"`, `"=>"`}

func isSyntaxMistake(message string) bool {
	if slices.ContainsFunc(templateMarks, func(sign string) bool { return strings.HasSuffix(message, sign) }) {
		return false
	}
	for _, m := range syntaxMistakes {
		if strings.HasPrefix(message, m) {
			return true
		}
	}
	return false
}

// body is the body of a function, procedure or DO block that stands in a string.
type body struct {
	name     string // of the routine; "" for a DO block
	language string // "sql" or "plpgsql"
	text     string
	from, to int // its place in the statement, without the marks of the string
}

// bodyOf is the body that a statement has in a string, in a language that can be read; nil for none.
func bodyOf(st *syntax.Statement) *body {
	var b *body
	var options []*pg.Node
	switch n := st.Node.GetNode().(type) {
	case *pg.Node_CreateFunctionStmt:
		b, options = &body{name: expr.NameList(n.CreateFunctionStmt.Funcname)[len(n.CreateFunctionStmt.Funcname)-1]}, n.CreateFunctionStmt.Options
	case *pg.Node_DoStmt:
		b, options = &body{language: "plpgsql"}, n.DoStmt.Args
	default:
		return nil
	}
	found := false
	for _, o := range options {
		switch d := o.GetDefElem(); d.GetDefname() {
		case "language":
			b.language = strings.ToLower(d.GetArg().GetString_().GetSval())
		case "as":
			text := d.GetArg().GetString_()
			if items := d.GetArg().GetList().GetItems(); len(items) == 1 {
				text = items[0].GetString_()
			}
			b.text, found = text.GetSval(), text != nil
			b.from, b.to = stringAfter(st.SQL, int(d.GetLocation()))
		}
	}
	if !found || b.language != "sql" && b.language != "plpgsql" {
		return nil
	}
	return b
}

// stringAfter is the place of the text in the first string at or after an offset.
func stringAfter(sql string, at int) (from, to int) {
	for {
		x, ok := syntax.NextToken(sql, at)
		if !ok {
			return at, at
		}
		at = int(x.End)
		if x.Kind != syntax.String {
			continue
		}
		text := x.Text(sql)
		if strings.HasPrefix(text, "$") {
			tag := strings.IndexByte(text[1:], '$') + 2
			return int(x.Start) + tag, int(x.End) - tag
		}
		open := strings.IndexByte(text, '\'') + 1
		return int(x.Start) + open, int(x.End) - 1
	}
}

// place is where in the statement the mistake stands. The parser of PL/pgSQL gives the line of the
// statement in the body and the word at which it stops, not where that word is.
func (b *body) place(sql string, e *grammar.Error) (from, to int) {
	if e.Cursor > 0 && b.text == sql[b.from:b.to] {
		at := b.from + syntax.Characters(b.text, e.Cursor-1)
		return at, min(at+1, b.to)
	}
	list := b.tokens(sql, b.line(sql, e.Line))
	if len(list) == 0 {
		return b.from, b.to
	}
	x := list[0]
	if _, near, ok := strings.Cut(e.Message, `at or near "`); ok {
		x = b.stopsAt(sql, list, strings.TrimSuffix(near, `"`), e)
	} else if strings.HasSuffix(e.Message, " at end of input") {
		x = b.endsAt(sql, list, e)
	}
	return int(x.Start), int(x.End)
}

// line is where a line of the body begins in the statement.
func (b *body) line(sql string, n int) int {
	at := b.from
	for range n - 1 {
		next := strings.IndexByte(sql[at:b.to], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return at
}

// mostTried is how many places of one word are tried to find the one that the parser means.
const mostTried = 16

// stopsAt is the token of some at which the parser stops: the one that it calls by another name when it
// has one, or after which nothing matters, since it reads from left to right.
func (b *body) stopsAt(sql string, list []syntax.Token, word string, e *grammar.Error) syntax.Token {
	const other = "schemadiff_here"
	found := same(sql, list, word)
	if len(found) == 1 {
		return found[0]
	}
	for _, x := range found {
		if says(sql[:x.Start]+other+sql[x.End:]) == strings.Replace(e.Message, x.Text(sql), other, 1) {
			return x
		}
	}
	for _, x := range found {
		if says(sql[:x.End]+";"+sql[b.to:]) == e.Message {
			return x
		}
	}
	return list[0]
}

// endsAt is the token of some before which something is missing: the end of the body, or the semicolon
// of the statement where the parser goes on to something else when more is there.
func (b *body) endsAt(sql string, list []syntax.Token, e *grammar.Error) syntax.Token {
	const more = " 0 0 "
	if says(sql[:b.to]+more+sql[b.to:]) != e.Message {
		return list[len(list)-1]
	}
	for _, x := range same(sql, list, ";") {
		if says(sql[:x.Start]+more+sql[x.Start:]) != e.Message {
			return x
		}
	}
	return list[0]
}

// says is the mistake that the parser finds in a statement with a body; "" for none.
func says(sql string) string {
	var e *grammar.Error
	if !errors.As(grammar.Body(sql), &e) {
		return ""
	}
	return e.Message
}

// same are the first tokens with a text.
func same(sql string, list []syntax.Token, text string) (found []syntax.Token) {
	for _, x := range list {
		if len(found) < mostTried && strings.EqualFold(x.Text(sql), text) {
			found = append(found, x)
		}
	}
	return found
}

// tokens are those of the body from an offset in the statement, without comments.
func (b *body) tokens(sql string, at int) (list []syntax.Token) {
	for {
		x, ok := syntax.NextToken(sql[:b.to], at)
		if !ok {
			return list
		}
		if at = int(x.End); x.Kind != syntax.Comment {
			list = append(list, x)
		}
	}
}
