package postgres

// Notes on statements of which parts could not be read, since their grammar is newer than the
// parser's. What they make is in the model with these parts as text.

import (
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// noteCarried reports once that parts of a statement are carried as text: of the database, and of
// files where there is none.
func (l *loader) noteCarried(st *syntax.Statement) {
	if !st.Carried || l.carried[st] || l.env.Live != nil {
		return
	}
	if l.carried == nil {
		l.carried = map[*syntax.Statement]bool{}
	}
	l.carried[st] = true
	note := schema.Note{Class: schema.Unsupported, Subject: head(st.SQL), Reason: "parts in grammar newer than PostgreSQL 16 are compared as text"}
	if !l.catalog {
		note.Pos = st.Pos(0)
	}
	l.out.Notes = append(l.out.Notes, note)
}
