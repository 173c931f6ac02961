package syntax

// Grammar that came after the parser: JSON_TABLE, RETURNING of JSON_VALUE, AT LOCAL, MERGE … BY
// SOURCE and what servers yet to come print. A statement that the parser refuses is read again
// with the smallest part around the mistake carried as text: a call of CarriedExpr or CarriedQuery
// whose argument is that part. Printers write the text where the call stands, so that the object
// is known by name, compared as text, and everything else in the statement is read as ever.

import (
	"errors"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
)

// The functions that stand for what the parser does not know.
const (
	CarriedExpr  = "schemadiff_carried_expr"  // an expression, or an item of FROM
	CarriedQuery = "schemadiff_carried_query" // a query, the statements of a body or of a rule
	LocalZone    = "schemadiff_local_zone"    // the zone in AT TIME ZONE that stands for AT LOCAL
)

// mostCarried is how many parts of one statement are carried before it is given up.
const mostCarried = 64

// carry reads a statement that the parser has refused with parts of it carried as text; nil
// where that does not help. A mistake in a file must not pass for newer grammar: there a clause
// that is known to be newer must be in the statement.
func (c *cutter) carry(text string, failed error) *pg_query.Node {
	if !c.src.Catalog && unreadSyntax(c.text, c.cur) == "" {
		return nil
	}
	text = replaceAtLocal(text)
	if c.src.Catalog {
		text = readableMarks(text)
	}
	for range mostCarried {
		tree, err := grammar.Parse(text)
		if err == nil {
			if len(tree.Stmts) != 1 {
				return nil
			}
			return tree.Stmts[0].Stmt
		}
		next, ok := carryGroup(text, errorOffset(text, err))
		if !ok {
			next, ok = carryBody(text)
		}
		if !ok {
			return nil
		}
		text = next
	}
	return nil
}

func errorOffset(text string, err error) int {
	var e *grammar.Error
	if !errors.As(err, &e) {
		return 0
	}
	return Characters(text, max(e.Cursor-1, 0))
}

// replaceAtLocal writes AT LOCAL as the parser knows it.
func replaceAtLocal(text string) string {
	list := tokensOf(text)
	for i := len(list) - 2; i >= 0; i-- {
		if list[i].Is(text, "at") && list[i+1].Is(text, "local") {
			text = text[:list[i].Start] + "AT TIME ZONE " + LocalZone + "()" + text[list[i+1].End:]
		}
	}
	return text
}

// carryGroup carries the innermost parentheses around a place, with the name of the function
// before them.
func carryGroup(text string, at int) (string, bool) {
	list := tokensOf(text)
	open := -1
	var stack []int
	for i, x := range list {
		if int(x.Start) >= at {
			break
		}
		switch {
		case x.IsPunct(text, "("):
			stack = append(stack, i)
		case x.IsPunct(text, ")") && len(stack) > 0:
			stack = stack[:len(stack)-1]
		}
	}
	if len(stack) == 0 {
		return "", false
	}
	open = stack[len(stack)-1]
	if open > 0 && (list[open-1].Is(text, CarriedExpr) || list[open-1].Is(text, CarriedQuery)) {
		return "", false
	}
	end := closing(text, list, open)
	if end < 0 {
		return "", false
	}
	inside := text[list[open].End:list[end].Start]
	switch {
	case isCall(text, list, open):
		from := list[open-1].Start
		return text[:from] + call(CarriedExpr, text[from:list[end].End]) + text[list[end].End:], true
	case open+1 < end && (list[open+1].Is(text, "select") || list[open+1].Is(text, "with") || list[open+1].Is(text, "values")):
		return text[:list[open].End] + "SELECT " + call(CarriedQuery, inside) + text[list[end].Start:], true
	}
	return text[:list[open].End] + call(CarriedExpr, inside) + text[list[end].Start:], true
}

// closing is the index of the parenthesis that closes the one at open; -1 for none.
func closing(text string, list []Token, open int) int {
	depth := 0
	for i := open; i < len(list); i++ {
		switch {
		case list[i].IsPunct(text, "("):
			depth++
		case list[i].IsPunct(text, ")"):
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// isCall reports whether a parenthesis opens the arguments of a function with a syntax of its
// own, which newer versions bring for JSON and XML.
func isCall(text string, list []Token, open int) bool {
	if open == 0 || list[open-1].Kind != Word {
		return false
	}
	name := strings.ToLower(list[open-1].Text(text))
	return strings.HasPrefix(name, "json") || strings.HasPrefix(name, "xml") || name == "merge_action"
}

func call(function, text string) string {
	return function + "('" + strings.ReplaceAll(strings.TrimSpace(text), "'", "''") + "')"
}

// carryBody carries the whole query of a view, body of a function or action of a rule.
func carryBody(text string) (string, bool) {
	list := tokensOf(text)
	if strings.Contains(text, CarriedQuery+"('") {
		return "", false
	}
	depth := 0
	kind := ""
	for i, x := range list {
		switch {
		case x.IsPunct(text, "("):
			depth++
		case x.IsPunct(text, ")"):
			depth--
		case depth > 0:
		case kind == "" && (x.Is(text, "view") || x.Is(text, "rule") || x.Is(text, "function") || x.Is(text, "procedure")):
			kind = strings.ToLower(x.Text(text))
		case kind == "view" && x.Is(text, "as"):
			end := viewEnd(text, list, i+1)
			return text[:x.End] + " SELECT " + call(CarriedQuery, text[x.End:end]) + " " + text[end:], true
		case kind == "rule" && x.Is(text, "do"):
			if i+1 < len(list) && (list[i+1].Is(text, "also") || list[i+1].Is(text, "instead")) {
				x = list[i+1]
			}
			return text[:x.End] + " SELECT " + call(CarriedQuery, text[x.End:]), true
		case (kind == "function" || kind == "procedure") && (x.Is(text, "return") || x.Is(text, "begin") && i+1 < len(list) && list[i+1].Is(text, "atomic")):
			return text[:x.Start] + "RETURN " + call(CarriedQuery, text[x.Start:]), true
		}
	}
	return "", false
}

// viewEnd is where the query of a view ends: before WITH NO DATA and WITH CHECK OPTION.
func viewEnd(text string, list []Token, from int) int {
	last := len(list) - 1
	for i := last; i > from && i > last-4; i-- {
		if list[i].Is(text, "with") && (list[last].Is(text, "data") || list[last].Is(text, "option")) {
			return int(list[i].Start)
		}
	}
	return int(list[last].End)
}
