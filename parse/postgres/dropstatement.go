package postgres

// DROP of objects of any kind.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
)

// drop takes objects out of the schema. What DROP IF EXISTS does not find is
// nothing: files often begin with it.
func (l *loader) drop(n *pg.DropStmt) error {
	l.resolveBefore()
	for _, o := range n.Objects {
		k, err := l.object(n.RemoveType, o)
		if err == nil && k.Kind == schema.KindIndex && k.Table != "" { // that of a key goes with the key alone
			s, word := expr.SplitName(objectWords(o))
			err = l.missingRelation(l.st.LocateQualified(s, word), s, word)
		}
		switch {
		case err != nil && n.MissingOk:
		case err != nil:
			return err
		default:
			l.dropObject(k, n.Behavior == pg.DropBehavior_DROP_CASCADE)
		}
	}
	return nil
}

func (l *loader) dropObject(k schema.Key, cascade bool) {
	if drop := l.registry.kind(k.Kind).drop; drop != nil {
		drop(l, k, cascade)
		return
	}
	l.removeObject(k, cascade)
}
