package postgres

// What the kinds need to describe an act: the relation that a statement names or creates, and
// whether it is there. A name that means nothing is no error here: the linter reports what it
// can of a statement that cannot be folded.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// relationAt returns the relation that a statement names, and whether it is there.
func (r *actReader) relationAt(rv *pg.RangeVar) (schema.Key, bool) {
	if rv == nil {
		return schema.Key{}, false
	}
	if k, err := r.l.relation(rv); err == nil {
		return k, true
	}
	return schema.Key{Kind: schema.KindTable, Schema: rv.Schemaname, Name: rv.Relname}, false
}

// createdRelation is the act of a statement that creates a relation.
func (r *actReader) createdRelation(kind schema.Kind, rv *pg.RangeVar) schema.Act {
	k := schema.Key{Kind: kind, Schema: rv.Schemaname, Name: rv.Relname}
	if k.Schema == "" && len(r.l.path) > 0 {
		k.Schema = r.l.path[0]
	}
	return schema.Act{Verb: schema.Creates, Kind: kind, On: k, Name: rv.Relname, Unqualified: rv.Schemaname == "",
		Temp: rv.Relpersistence == "t", Unlogged: rv.Relpersistence == "u", Known: r.l.out.Get(k) != nil}
}

// object reads a statement of one kind of object; false for other statements.
func (r *actReader) object(node *pg.Node) bool {
	for _, k := range r.l.registry.kinds {
		if k.acts != nil && k.acts(r, node) {
			return true
		}
	}
	return false
}

func (r *actReader) partitioned(k schema.Key) bool {
	t, _ := r.l.out.Get(k).(*pgmodel.Table)
	return t != nil && t.PartitionBy != nil
}
