package expr

// Parts of expressions and queries in grammar newer than the parser, which syntax.carry leaves as
// calls with the text as their argument. The text is printed as it is; compared, its white space
// does not count. The relations and functions that its words can mean are needed by what holds it.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// carriedText is the text that a call carries; query says that it is a query or a body.
func carriedText(f *pg.FuncCall) (text string, query, ok bool) {
	if f == nil || len(f.Funcname) != 1 || len(f.Args) != 1 {
		return "", false, false
	}
	name := f.Funcname[0].GetString_().GetSval()
	if name != syntax.CarriedExpr && name != syntax.CarriedQuery {
		return "", false, false
	}
	return f.Args[0].GetAConst().GetSval().GetSval(), name == syntax.CarriedQuery, true
}

// CarriedText is the text of a query, or of the statements of a body, that could not be read.
func CarriedText(n *pg.Node) (string, bool) {
	if value := n.GetReturnStmt().GetReturnval(); value != nil {
		text, query, ok := carriedText(value.GetFuncCall())
		return text, query && ok
	}
	return carriedQuery(n.GetSelectStmt())
}

func carriedQuery(sel *pg.SelectStmt) (string, bool) {
	if sel == nil || len(sel.TargetList) != 1 || len(sel.FromClause) > 0 {
		return "", false
	}
	text, query, ok := carriedText(sel.TargetList[0].GetResTarget().GetVal().GetFuncCall())
	return text, query && ok
}

// carried writes the text of a part that could not be read, with the names in it qualified.
func (w *writer) carried(text string) {
	qualified := w.qualify(text)
	if w.mode != modeSQL {
		qualified = normalText(qualified)
	}
	w.put(qualified)
}

// normalText is a text as it is compared: white space, the case of keywords, the quotes of members
// in JSON paths and the names that the server gives to paths say nothing.
func normalText(text string) string {
	t := newTokenReader(text)
	var b strings.Builder
	for t.i = 0; t.i < len(t.list); t.i++ {
		x := t.list[t.i]
		word := x.Text(text)
		if t.is("as") && t.i+1 < len(t.list) && strings.HasPrefix(t.list[t.i+1].Text(text), "json_table_path_") {
			t.i++
			continue
		}
		switch {
		case x.Kind == syntax.Word:
			word = strings.ToLower(word)
		case strings.HasPrefix(word, "'$"), strings.HasPrefix(word, "'strict $"):
			word = normalPath(word)
		case strings.HasPrefix(word, "'lax $"): // the mode that the server leaves out
			word = normalPath("'" + strings.TrimPrefix(word, "'lax "))
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	return b.String()
}

// normalPath quotes the members of a JSON path, as the server prints them.
func normalPath(path string) string {
	var b strings.Builder
	for i := 0; i < len(path); {
		c := path[i]
		if c == '"' {
			end := i + 1 + strings.IndexByte(path[i+1:], '"') + 1
			b.WriteString(path[i:end])
			i = max(end, i+1)
			continue
		}
		b.WriteByte(c)
		i++
		end := i
		for end < len(path) && isMember(path[end], end > i) {
			end++
		}
		if c == '.' && end > i && (end == len(path) || path[end] != '(') {
			b.WriteString(`"` + path[i:end] + `"`)
			i = end
		}
	}
	return b.String()
}

func isMember(c byte, digits bool) bool {
	return c == '_' || c >= 0x80 || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || digits && '0' <= c && c <= '9'
}

// qualify writes the schema before the names of relations, functions and types of a text, as far as
// the words around them show what they are.
func (w *writer) qualify(text string) string {
	t := newTokenReader(text)
	more, ok := w.ns.(MoreNames)
	if !ok {
		return text
	}
	defined := t.definedByWith()
	var b strings.Builder
	written, clause := int32(0), ""
	for t.i = 0; t.i < len(t.list); t.i++ {
		x := t.list[t.i]
		if word := strings.ToLower(x.Text(text)); x.Kind == syntax.Word && isClause(word) {
			clause = word
			continue
		}
		if !x.IsName() || t.at(-1, ".") || t.at(1, ".") && !t.isQualifier(more) {
			continue
		}
		in, name := "", x.Name(text)
		if t.at(1, ".") && t.i+2 < len(t.list) && t.list[t.i+2].IsName() {
			in, name = name, t.list[t.i+2].Name(text)
		}
		relation := t.at(-1, "from", "join", "into", "update", "only", "using", "table") || t.at(-1, ",") && (clause == "from" || clause == "using")
		call := t.at(1, "(") && !t.at(-1, "into") // after INTO that is a list of columns
		keys := more.Known(in, name, relation && !call, call, t.at(-1, "::", "returning"))
		if len(keys) == 0 || in == "" && defined[name] {
			continue
		}
		w.use(keys...)
		if in == "" && keys[0].Schema != "" {
			b.WriteString(text[written:x.Start] + pgmodel.Quote(keys[0].Schema) + ".")
			written = x.Start
		}
		if w.mode == modeStrict && relation {
			w.names.Relations = append(w.names.Relations, keys[0])
		}
	}
	return b.String() + text[written:]
}

// isClause reports whether a word begins a clause of a query, in which a comma has another meaning.
func isClause(word string) bool {
	switch word {
	case "select", "from", "where", "group", "order", "having", "window", "set", "on", "values", "into", "using", "when", "returning", "with", "limit":
		return true
	}
	return false
}

// carriedPrecedence is that of a carried expression: a call binds as calls do.
func carriedPrecedence(text string) precedence {
	if newTokenReader(text).isCall() {
		return precPrimary
	}
	return precLowest
}

// isCall reports whether the text is one call: a name, and parentheses that end where it does.
func (t *tokenReader) isCall() bool {
	open := 1
	for open+1 < len(t.list) && t.list[open].IsPunct(t.text, ".") {
		open += 2
	}
	if open >= len(t.list) || !t.list[open-1].IsName() || !t.list[open].IsPunct(t.text, "(") {
		return false
	}
	return t.closing(open) == len(t.list)-1
}

// closing is the place of the parenthesis that closes the one at open; -1 for none.
func (t *tokenReader) closing(open int) int {
	depth := 0
	for i := open; i < len(t.list); i++ {
		switch {
		case t.list[i].IsPunct(t.text, "("):
			depth++
		case t.list[i].IsPunct(t.text, ")"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// isLocalZone reports whether AT TIME ZONE stands for AT LOCAL.
func isLocalZone(n *pg.Node) bool { return isLocalZoneCall(n.GetFuncCall()) }

func isLocalZoneCall(f *pg.FuncCall) bool {
	return f != nil && len(f.Funcname) == 1 && f.Funcname[0].GetString_().GetSval() == syntax.LocalZone
}

// tokenReader reads the tokens of a text one after the other.
type tokenReader struct {
	text string
	list []syntax.Token
	i    int
}

func newTokenReader(text string) *tokenReader {
	t := &tokenReader{text: text}
	for at := 0; ; {
		x, ok := syntax.NextToken(text, at)
		if !ok {
			return t
		}
		if at = int(x.End); x.Kind != syntax.Comment {
			t.list = append(t.list, x)
		}
	}
}

// is reports whether the next token is one of some words or signs.
func (t *tokenReader) is(words ...string) bool { return t.at(0, words...) }

// at is is for a token further on or back.
func (t *tokenReader) at(n int, words ...string) bool {
	i := t.i + n
	if i < 0 || i >= len(t.list) {
		return false
	}
	for _, word := range words {
		if t.list[i].Is(t.text, word) || t.list[i].IsPunct(t.text, word) {
			return true
		}
	}
	return false
}

// definedByWith are the names that the text gives to queries of its own: name AS (.
func (t *tokenReader) definedByWith() map[string]bool {
	names := map[string]bool{}
	for t.i = 0; t.i+2 < len(t.list); t.i++ {
		if t.list[t.i].IsName() && t.at(1, "as") && t.at(2, "(", "materialized", "not") {
			names[t.list[t.i].Name(t.text)] = true
		}
	}
	return names
}

// isQualifier reports whether the next name is a schema, before the name of an object.
func (t *tokenReader) isQualifier(ns MoreNames) bool {
	if t.i+2 >= len(t.list) || !t.list[t.i+2].IsName() {
		return false
	}
	in, name := t.list[t.i].Name(t.text), t.list[t.i+2].Name(t.text)
	return len(ns.Known(in, name, true, true, true)) > 0
}
