package review

// What statements create and alter, by the tokens of a text alone: of a text with mistakes too, and of one that only
// another dialect reads.

import (
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/schema"
)

// MadeNames are the names, in lower case, of what a text creates or alters, by its tokens alone, so that a text with mistakes has some
// too.
func MadeNames(language engine.Language, text string) []string {
	var names []string
	for _, h := range headsOf(language, text) {
		names = append(names, h.name)
	}
	return names
}

// statementHead is the beginning of a CREATE or ALTER, in lower case: the kind of object, and its name without the schema.
type statementHead struct{ verb, kind, name string }

// headsOf are the beginnings of the CREATE and ALTER statements of a text, by its tokens.
func headsOf(language engine.Language, text string) []statementHead {
	var list []statementHead
	tokens := language.Tokens(text)
	for i, t := range tokens {
		if t.Is("create", "alter") && (i == 0 || !tokens[i-1].Is("or")) {
			if kind, name := headName(tokens[i+1:]); name != "" {
				list = append(list, statementHead{strings.ToLower(t.Text), kind, name})
			}
		}
	}
	return list
}

// headName is the kind and the name that follow CREATE or ALTER; "" where none do.
func headName(tokens []schema.Token) (kind, name string) {
	i := 0
	skip := func(words ...string) {
		for i < len(tokens) && tokens[i].Is(words...) {
			i++
		}
	}
	skip("or", "replace", "temp", "temporary", "global", "local", "unlogged", "materialized", "virtual", "foreign", "unique")
	if i == len(tokens) || !tokens[i].Is("table", "view", "type", "domain", "function", "procedure", "sequence", "schema") {
		return "", ""
	}
	kind = strings.ToLower(tokens[i].Text)
	i++
	skip("if", "not", "exists", "only")
	for i+2 < len(tokens) && tokens[i+1].Is(".") {
		i += 2
	}
	if i == len(tokens) {
		return "", ""
	}
	return kind, strings.ToLower(strings.Trim(tokens[i].Text, "\"`[]'"))
}
