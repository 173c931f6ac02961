package postgres

import (
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// actReader describes the effect of statements, in the state that they meet.
type actReader struct {
	l    *loader
	st   *syntax.Statement
	acts []schema.Act

	newValues []string // of enums, added by the statements so far
}

func (r *actReader) add(location int32, a schema.Act) *schema.Act {
	a.Pos, a.At = r.st.Pos(location), r.st.Offset(location)
	r.acts = append(r.acts, a)
	return &r.acts[len(r.acts)-1]
}
