package rules

// Joins two ALTER TABLE of one table that follow each other. One statement runs its actions in an order of
// its own (sql-altertable.html: "all the forms of ALTER TABLE that act on a single table can be combined";
// drops come first, then types, columns, constraints), so that only statements are joined whose order
// makes no difference.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// joinStatements writes the actions of an ALTER TABLE after those of the statement before it, where nothing
// but the end of that stands between them.
func joinStatements(p *lint.Pass, f *lint.Finding, before, a *lint.Act) {
	first, second := newRewriter(p, before.Statement), newRewriter(p, a.Statement)
	if first == nil || second == nil || first.s.Pos.File != second.s.Pos.File || first.s.Nested || second.s.Nested || !commute(first.s.Acts, second.s.Acts) {
		return
	}
	head, begin := first.alterActions(), second.alterActions()
	if head < 0 || begin < 0 || !sameWords(first.tokens[:head], second.tokens[:begin]) {
		return
	}
	last, action := first.tokens[len(first.tokens)-1].End, second.tokens[begin].Start
	if strings.TrimSpace(first.text[last:second.s.Start]) != ";" || !onlyTokens(second, begin) {
		return
	}
	f.Edits = []lint.Edit{{Start: last, End: action, Text: "," + first.lineEnd() + first.indent() + "  "}}
}

// commute reports whether the actions of two statements lead to the same in any order: each sets NOT NULL,
// a type without an expression of other columns, or adds a column or a constraint of the table's own rows.
// A new type is alone with columns that become NOT NULL, since constraints are checked in the types that
// they find.
func commute(first, second []schema.Act) bool {
	all := slices.Concat(first, second)
	retypes := slices.ContainsFunc(all, func(a schema.Act) bool { return a.Verb == schema.SetsType })
	seen := map[string]bool{}
	for _, a := range all {
		switch a.Verb {
		case schema.SetsNotNull:
		case schema.SetsType:
			if a.Using || seen[a.Name] {
				return false
			}
			seen[a.Name] = true
		case schema.AddsColumn:
			if retypes || a.References.Name != "" {
				return false
			}
		case schema.AddsConstraint:
			if retypes || a.Kind != schema.KindCheck || a.NotValid {
				return false
			}
		default:
			return false
		}
	}
	return len(first) > 0 && len(second) > 0
}

// alterActions is the first token after ALTER TABLE and the name of the table; -1 for another statement.
func (w *rewriter) alterActions() int {
	if !w.follows(0, "alter", "table") {
		return -1
	}
	i := 2
	if w.follows(i, "if", "exists") {
		i += 2
	}
	if w.follows(i, "only") {
		i++
	}
	for i++; w.follows(i, "."); i += 2 {
	}
	if w.follows(i, "*") {
		i++
	}
	if i >= len(w.tokens) {
		return -1
	}
	return i
}

// sameWords reports whether tokens are the same, words in any case.
func sameWords(a, b []schema.Token) bool {
	return slices.EqualFunc(a, b, func(x, y schema.Token) bool {
		return x.Kind == y.Kind && (x.Text == y.Text || x.Kind != schema.QuotedToken && strings.EqualFold(x.Text, y.Text))
	})
}

// onlyTokens reports whether nothing but blanks stands between the first tokens of a statement.
func onlyTokens(w *rewriter, count int) bool {
	for i := range count {
		if strings.TrimSpace(w.text[w.tokens[i].End:w.tokens[i+1].Start]) != "" {
			return false
		}
	}
	return w.tokens[0].Start == w.s.Start
}
