package postgres

// The names that statements take away. What was written before a DROP or RENAME may have meant
// them, so that they are no mistakes afterwards; what still refers to a dropped object is one,
// and dropped.go reports it.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// noteDropped keeps the statement that drops an object, unless it takes along what refers to it.
func (l *loader) noteDropped(k schema.Key) {
	if l.st == nil || l.st.Node == nil {
		return
	}
	if n := l.st.Node.GetDropStmt(); n != nil && n.Behavior != pg.DropBehavior_DROP_CASCADE {
		l.keepDrop(k)
	}
}

// keepDrop keeps the statement that drops an object or a column.
func (l *loader) keepDrop(k schema.Key) {
	if !l.resolve {
		return
	}
	if l.dropped == nil {
		l.dropped = map[schema.Key]*syntax.Statement{}
	}
	l.dropped[k] = l.st
	l.noteDropping(k)
}

// noteDropping keeps what the statement at hand drops, for checkDrops.
func (l *loader) noteDropping(k schema.Key) {
	if !l.ordered || !l.resolve {
		return
	}
	if l.dropping == nil {
		l.dropping = map[schema.Key]*syntax.Statement{}
	}
	l.dropping[k] = l.st
}

// forget keeps the names that a statement takes away: what was written before it may
// have meant them.
func (l *loader) forget(names ...string) {
	if l.gone == nil {
		l.gone = map[string]bool{}
	}
	for _, n := range names {
		l.gone[n] = true
	}
}

// cascade keeps a name whose CASCADE takes along what refers to it.
func (l *loader) cascade(name string) {
	if l.cascaded == nil {
		l.cascaded = map[string]bool{}
	}
	l.cascaded[name] = true
}
