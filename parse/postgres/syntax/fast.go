package syntax

// The fast reader builds the parser's tree for the few forms of statement that large
// schemas consist of. Anything else goes to PostgreSQL's own parser, which is many times
// slower; a test holds both to the same tree.

import (
	"strconv"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// fastReader makes the tree of the statements that schemas are full of, without
// the way through C, which costs five times as much: plain CREATE TABLE, CREATE
// INDEX, ALTER TABLE and COMMENT. The tree is the parser's own to the last
// location, or there is none: at anything unusual it gives up, and the parser
// reads the statement. It knows no errors.
type fastReader struct {
	text string
	list []Token
	base int32                     // offset of the statement
	strs map[string]*pg_query.Node // of the source: no tree changes them, so that all share one
	i    int                       // the token that is read next
	bad  bool                      // something was unusual
}

// str is the node of a string.
func (r *fastReader) str(s string) *pg_query.Node {
	n := r.strs[s]
	if n == nil {
		n = pg_query.MakeStrNode(s)
		r.strs[s] = n
	}
	return n
}

func (r *fastReader) read() *pg_query.Node {
	var n *pg_query.Node
	switch {
	case r.eat("create", "table"):
		n = r.createTable()
	case r.eat("create", "unique", "index"):
		n = r.createIndex(true)
	case r.eat("create", "index"):
		n = r.createIndex(false)
	case r.eat("alter", "table"):
		n = r.alterTable()
	case r.eat("comment", "on"):
		n = r.comment()
	}
	if r.bad || r.i != len(r.list) {
		return nil
	}
	return n
}

func (r *fastReader) fail() { r.bad = true }

func (r *fastReader) more() bool { return !r.bad && r.i < len(r.list) }

// here is the location of the next token.
func (r *fastReader) here() int32 { return r.location(r.i) }

func (r *fastReader) location(i int) int32 {
	if i >= len(r.list) {
		return -1
	}
	return r.list[i].Start - r.base
}

// sees reports whether some words come next.
func (r *fastReader) sees(words ...string) bool {
	if r.bad || r.i+len(words) > len(r.list) {
		return false
	}
	for i, w := range words {
		if !r.list[r.i+i].Is(r.text, w) {
			return false
		}
	}
	return true
}

// eat passes over some words if they come next.
func (r *fastReader) eat(words ...string) bool {
	if !r.sees(words...) {
		return false
	}
	r.i += len(words)
	return true
}

func (r *fastReader) need(words ...string) {
	if !r.eat(words...) {
		r.fail()
	}
}

// seesSign reports whether a sign or operator comes next.
func (r *fastReader) seesSign(sign string) bool {
	return r.more() && r.list[r.i].IsPunct(r.text, sign)
}

func (r *fastReader) eatSign(sign string) bool {
	if !r.seesSign(sign) {
		return false
	}
	r.i++
	return true
}

func (r *fastReader) needSign(sign string) {
	if !r.eatSign(sign) {
		r.fail()
	}
}

// kind is that of the next token; lexOpen at the end.
func (r *fastReader) kind() TokenKind {
	if !r.more() {
		return lexOpen
	}
	return r.list[r.i].Kind
}

// name reads one name: what may stand wherever a name may.
func (r *fastReader) name() string {
	if !r.more() {
		r.fail()
		return ""
	}
	x := r.list[r.i]
	s := r.spelled(x)
	if x.Kind == Word && (pgmodel.Keyword(s) || nameOrKeyword(s)) {
		r.fail()
	}
	r.i++
	return s
}

// nameOrKeyword are words that are names or not by what follows them.
func nameOrKeyword(word string) bool {
	switch word {
	case "operator", "without", "nulls", "format", "exclude", "over", "filter", "within":
		return true
	}
	return false
}

// label reads the name after a dot, where keywords are names too.
func (r *fastReader) label() string {
	if !r.more() {
		r.fail()
		return ""
	}
	r.i++
	return r.spelled(r.list[r.i-1])
}

func (r *fastReader) spelled(x Token) string {
	if !x.IsName() || x.Kind == lexQuoted && r.text[x.Start] != '"' {
		r.fail()
		return ""
	}
	s := x.Name(r.text)
	if s == "" || len(s) > pgmodel.MaxName {
		r.fail()
	}
	return s
}

// names reads a dotted name.
func (r *fastReader) names() []*pg_query.Node {
	list := []*pg_query.Node{r.str(r.name())}
	for r.eatSign(".") {
		list = append(list, r.str(r.label()))
	}
	return list
}

// nameList reads names in parentheses.
func (r *fastReader) nameList() (list []*pg_query.Node) {
	r.needSign("(")
	for {
		list = append(list, r.str(r.name()))
		if !r.eatSign(",") {
			break
		}
	}
	r.needSign(")")
	return list
}

// relation reads the name of a table, with or without its schema.
func (r *fastReader) relation(inherits bool) *pg_query.RangeVar {
	v := &pg_query.RangeVar{Inh: inherits, Relpersistence: "p", Location: r.here(), Relname: r.name()}
	if r.eatSign(".") {
		v.Schemaname, v.Relname = v.Relname, r.label()
	}
	return v
}

// literal reads a plain string.
func (r *fastReader) literal() string {
	if r.kind() != String || r.text[r.list[r.i].Start] != '\'' {
		r.fail()
		return ""
	}
	s := r.list[r.i].Text(r.text)
	r.i++
	if r.kind() == String { // it may go on there
		r.fail()
	}
	return strings.ReplaceAll(s[1:len(s)-1], "''", "'")
}

// integer reads digits.
func (r *fastReader) integer() int32 {
	if r.kind() != lexNumber {
		r.fail()
		return 0
	}
	s := r.list[r.i].Text(r.text)
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || !digits(s) {
		r.fail()
	}
	r.i++
	return int32(n)
}

func digits(s string) bool {
	for i := range len(s) {
		if byteClass(s[i]) != classDigit {
			return false
		}
	}
	return s != ""
}
