package sqlite

// Statements of desired DDL as the loader keeps them: each that defines something with its head
// and the text that SQLite would store, and what was noted or refused so far. Sorting, placing
// and executing them are the files that use this one.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// loader reads desired DDL: it sorts the statements, has the engine check them,
// and gives what the engine then holds its positions and rename hints.
type loader struct {
	definitions []*definition
	notes       []schema.Note
	errors      parse.Errors
	folds       bool // there is an ALTER or DROP, or something that only execution can show
}

// definition is a statement that creates, alters or drops something.
type definition struct {
	*statement
	head     head
	sql      string // as SQLite stores it
	skip     bool
	executed bool // only execution shows what it defines
}

// tableName is the table an index or a trigger is on; for others their own name.
func (d *definition) tableName() string {
	if d.head.kind == schema.KindIndex || d.head.kind == schema.KindTrigger {
		for i, t := range d.tokens {
			if t.start > d.head.name.start && t.is(d.src.Text, "on") && i+1 < len(d.tokens) {
				return relationAt(d.src.Text, d.tokens[i+1:])
			}
		}
	}
	return d.head.name.name(d.src.Text)
}

// relationAt is the name of the table or view with which tokens begin, without the schema
// that may stand before it.
func relationAt(src string, tokens []token) string {
	if len(tokens) > 2 && tokens[1].is(src, ".") {
		return tokens[2].name(src)
	}
	return tokens[0].name(src)
}

func (d *definition) mentions(w string) bool {
	return slices.ContainsFunc(d.tokens, func(t token) bool { return t.is(d.src.Text, w) })
}

// module is the module of a virtual table, folded.
func (d *definition) module() string {
	for i, t := range d.tokens {
		if t.is(d.src.Text, "using") && i+1 < len(d.tokens) {
			return Fold(d.tokens[i+1].name(d.src.Text))
		}
	}
	return ""
}

// subject is how a message calls the statement: its first words.
func (s *statement) subject() string {
	n := 1
	switch s.word(0) {
	case "insert", "replace", "delete", "create", "drop", "alter":
		n = 3
	case "update", "pragma", "attach", "vacuum", "analyze":
		n = 2
	}
	n = min(n, len(s.tokens))
	words := make([]string, n)
	for i := range n {
		words[i] = s.tokens[i].of(s.src.Text)
		if t := s.tokens[i]; t.kind == word && litemodel.Keyword(Fold(words[i])) {
			words[i] = strings.ToUpper(words[i])
		}
	}
	return strings.Join(words, " ")
}
