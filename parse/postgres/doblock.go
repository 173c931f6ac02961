package postgres

// DO blocks for the linter: the statements that stand as they are in a block of PL/pgSQL, or as one
// constant string after EXECUTE, are cut out with their places, so that they are judged and folded
// like others. Whether they run depends on the block, so that what cannot be folded is no mistake.
// https://www.postgresql.org/docs/current/plpgsql-statements.html#PLPGSQL-STATEMENTS-SQL-COMMANDS

import (
	"context"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// block holds the parts of a DO block that could be read.
type block struct {
	statements []*syntax.Statement
	dynamic    bool // it runs text that is made when it runs, or functions
}

// readBlock cuts the statements out of a DO block.
func readBlock(ctx context.Context, st *syntax.Statement, n *pg.DoStmt) block {
	from, to := blockBody(st, n)
	if from == to {
		return block{dynamic: true}
	}
	c := &blockCutter{text: st.Source.Text[from:to], kept: []byte(st.Source.Text[from:to])}
	for i, b := range c.kept { // lines stay
		if b != '\n' {
			c.kept[i] = ' '
		}
	}
	c.cut()
	list, unread := st.Inside(ctx, from, string(c.kept))
	return block{statements: list, dynamic: c.dynamic || unread > 0}
}

// inside are the statements in a DO block, each folded; whole says that they are all that it runs.
func (r *actReader) inside(ctx context.Context, st *syntax.Statement, n *pg.DoStmt) (out []schema.Statement, whole bool) {
	read := readBlock(ctx, st, n)
	known := len(r.l.errs)
	for _, st := range read.statements {
		if st.Node == nil {
			continue
		}
		s := r.statement(st)
		r.l.foldStatements([]*syntax.Statement{st})
		s.Nested, s.Failed = true, len(r.l.errs) > known
		r.l.errs = r.l.errs[:known]
		out = append(out, s)
	}
	return out, !read.dynamic
}

// blockBody is the place in the source of a block's text; an empty one where it is not PL/pgSQL, or
// not between dollar signs, so that its text does not stand there as it is.
func blockBody(st *syntax.Statement, n *pg.DoStmt) (from, to int) {
	for _, a := range n.Args {
		d := a.GetDefElem()
		if d.GetDefname() == "language" && !strings.EqualFold(d.GetArg().GetString_().GetSval(), "plpgsql") {
			return 0, 0
		}
	}
	for at := 0; ; {
		x, ok := syntax.NextToken(st.SQL, at)
		if !ok {
			return 0, 0
		}
		at = int(x.End)
		if text := x.Text(st.SQL); x.Kind == syntax.String && strings.HasPrefix(text, "$") {
			tag := strings.IndexByte(text[1:], '$') + 2
			return st.Start + int(x.Start) + tag, st.Start + int(x.End) - tag
		}
	}
}

// blockCutter keeps the statements of a block and leaves blanks for the rest.
type blockCutter struct {
	text    string
	at      int // what was read of it
	kept    []byte
	dynamic bool
}

// sqlVerbs begin the statements that PL/pgSQL hands to the server as they are.
var sqlVerbs = map[string]bool{
	"create": true, "alter": true, "drop": true, "comment": true, "grant": true, "revoke": true, "truncate": true, "insert": true,
	"update": true, "delete": true, "lock": true, "refresh": true, "reindex": true, "reassign": true, "set": true, "reset": true, "merge": true,
}

// starters are the words after which a statement of PL/pgSQL can begin.
var starters = map[string]bool{"begin": true, "then": true, "else": true, "loop": true}

func (c *blockCutter) cut() {
	begins := true
	for {
		x, ok := c.next()
		if !ok {
			return
		}
		word := syntax.LowerASCII(x.Text(c.text))
		switch {
		case x.Kind == syntax.Comment:
		case begins && x.Kind == syntax.Word && sqlVerbs[word]:
			c.keep(int(x.Start))
		case begins && x.Is(c.text, "execute"):
			c.execute()
		case begins && x.Is(c.text, "perform"), begins && x.Is(c.text, "call"):
			c.dynamic = true
			begins = false
		default:
			begins = x.IsPunct(c.text, ";") || x.Kind == syntax.Word && starters[word]
		}
	}
}

// next is the next token of the block.
func (c *blockCutter) next() (syntax.Token, bool) {
	x, ok := syntax.NextToken(c.text, c.at)
	if ok {
		c.at = int(x.End)
	}
	return x, ok
}

// keep keeps the statement that begins at an offset, with its semicolon.
func (c *blockCutter) keep(from int) {
	for {
		x, ok := c.next()
		if !ok || x.IsPunct(c.text, ";") {
			copy(c.kept[from:c.at], c.text[from:c.at])
			return
		}
	}
}

// execute keeps the text after EXECUTE where that is one plain string, whose quotes become blank.
func (c *blockCutter) execute() {
	x, ok := c.next()
	text := x.Text(c.text)
	end, ended := c.next()
	c.dynamic = c.dynamic || !ok || !ended || x.Kind != syntax.String || !end.IsPunct(c.text, ";")
	if c.dynamic || text[0] != '\'' || strings.Contains(text[1:len(text)-1], "'") {
		c.dynamic = true
		for ended && !end.IsPunct(c.text, ";") {
			end, ended = c.next()
		}
		return
	}
	copy(c.kept[x.Start+1:x.End-1], text[1:len(text)-1])
	c.kept[end.Start] = ';'
}
