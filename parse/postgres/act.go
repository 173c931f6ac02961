package postgres

// The reader of acts describes to the linter what a statement is about to do, in the state
// that the loader has reached before it. Its type is here; each kind of object reads its own
// statements, and act_statement.go puts the result together.

import (
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// actReader describes the effect of statements, in the state that they meet.
type actReader struct {
	l    *loader
	st   *syntax.Statement
	acts []schema.Act

	added     map[addedColumn]bool // to tables that are not known
	newValues []string             // of enums, added by the statements so far
	inlining  int                  // how deep the body of a function is in those of others
}

func (r *actReader) add(location int32, a schema.Act) *schema.Act {
	a.Pos, a.At = r.st.Pos(location), r.st.Offset(location)
	r.acts = append(r.acts, a)
	return &r.acts[len(r.acts)-1]
}
