package postgres

// DROP of objects of any kind.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// drop takes objects out of the schema. What DROP IF EXISTS does not find is
// nothing: files often begin with it.
func (l *loader) drop(n *pg.DropStmt) error {
	l.resolveBefore()
	for _, o := range n.Objects {
		k, err := l.object(n.RemoveType, o)
		if err == nil && k.Kind == schema.KindIndex && k.Table != "" { // that of a key goes with the key alone
			return l.indexOfKey(k, objectWords(o))
		}
		switch {
		case err != nil && n.MissingOk:
		case err != nil:
			return err
		default:
			l.dropObject(k, n.Behavior == pg.DropBehavior_DROP_CASCADE)
		}
	}
	l.checkDrops()
	return nil
}

// indexOfKey is the error of a DROP INDEX that names the index of a key, which goes with the key alone.
func (l *loader) indexOfKey(k schema.Key, words []string) error {
	s, word := expr.SplitName(words)
	table := schema.Key{Schema: k.Schema, Name: k.Table}
	e := l.st.ErrorAt(l.st.LocateQualified(s, word), "index %s is that of a constraint of %s, and cannot be dropped without it", dotted(s, word), table.Object())
	e.Hint = "ALTER TABLE " + table.Object() + " DROP CONSTRAINT " + pgmodel.Quote(word)
	return e
}

func (l *loader) dropObject(k schema.Key, cascade bool) {
	if drop := l.registry.kind(k.Kind).drop; drop != nil {
		drop(l, k, cascade)
		return
	}
	l.removeObject(k, cascade)
}
