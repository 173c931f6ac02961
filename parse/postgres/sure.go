package postgres

// Errors that are errors whatever the database holds, so that the linter can report them of a file
// of which nothing else is known: what one file makes twice, and columns that a table of the same file
// does not have. act_twice.go has what stands twice in one statement.

import (
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// sure marks an error as one whatever the database holds.
func sure(e *parse.Error) *parse.Error {
	e.Sure = true
	return e
}

// notePresent keeps whether a table may be another one than the text says, since CREATE TABLE IF NOT EXISTS leaves
// the one that is there.
func (l *loader) notePresent(k schema.Key, ifNotExists bool) {
	if l.perhaps == nil {
		l.perhaps = map[schema.Key]bool{}
	}
	l.perhaps[k] = ifNotExists
}

// inThisSource reports whether the source that is folded makes an object.
func (l *loader) inThisSource(k schema.Key) bool {
	o := l.out.Get(k)
	return o != nil && o.Pos().File == l.st.Source.Name
}

// wholeHere reports whether a table is just what the source that is folded says, so that it has no other columns.
func (l *loader) wholeHere(k schema.Key) bool {
	t, ok := l.out.Get(k).(*pgmodel.Table)
	return ok && l.inThisSource(k) && !l.perhaps[k] && !l.inheritsUnknown(t)
}
