package postgres

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// actReader describes the effect of statements, in the state that they meet.
type actReader struct {
	l    *loader
	st   *syntax.Statement
	acts []schema.Act
}

func (r *actReader) add(location int32, a schema.Act) *schema.Act {
	a.Pos, a.At = r.st.Pos(location), r.st.Offset(location)
	r.acts = append(r.acts, a)
	return &r.acts[len(r.acts)-1]
}

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
