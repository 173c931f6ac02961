package catalog

// Comments on objects of every kind. One on the index of a key is kept with the constraint, for the model has no
// such index; one on the sequence of an identity column with the column.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// comments are those of COMMENT ON.
var comments = kind{
	phase: restPhase,
	queries: func(target) []Query {
		return []Query{{"comments", `
SELECT d.classoid::pg_catalog.regclass::text, d.objoid, d.objsubid, d.description
FROM pg_catalog.pg_description d WHERE d.objoid >= 16384 OR d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass
ORDER BY 1, 2, 3`, each[commentRow]}}
	},
}

// commentRow is a comment as the catalog has it.
type commentRow struct {
	id          objectID
	class, text string
}

func (row *commentRow) fields() []any {
	return []any{&row.class, &row.id.oid, &row.id.sub, &row.text}
}

func (row *commentRow) write(r *Reader) {
	row.id.class = bareClass(row.class)
	if c, ok := r.indexesOfKeys[row.id.oid]; ok && row.id.class == "pg_class" {
		r.inModel(func(s *schema.Schema) {
			if t, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: c.Schema, Name: c.Table}).(*pgmodel.Table); ok && t.Constraint(c.Name) != nil {
				t.Constraint(c.Name).EditExtra().IndexComment = row.text
			}
		})
		return
	}
	if k, ok := r.identities[row.id.oid]; ok && row.id.class == "pg_class" {
		r.inModel(func(s *schema.Schema) {
			if t, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}).(*pgmodel.Table); ok && t.Column(k.Name) != nil {
				t.Column(k.Name).EditExtra().SequenceText = row.text
			}
		})
		return
	}
	if k, _ := r.key(row.id); k.Kind == schema.KindIndex && k.Table != "" {
		r.inModel(func(s *schema.Schema) {
			switch x := partitionIndex(s, k); {
			case x == nil:
			case x.Kind == schema.KindIndex:
				x.Comment = row.text
			default:
				x.IndexComment = row.text
			}
		})
		return
	}
	if k, _ := r.key(row.id); k.Kind == schema.KindCheck {
		r.inModel(func(s *schema.Schema) {
			if t, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}).(*pgmodel.Table); ok {
				t.SplitCheck(k.Name) // its comment is compared
			}
		})
	}
	if k, _ := r.key(row.id); k.Kind == schema.KindSchema && k.Name == "public" && row.text == "standard public schema" {
		return
	}
	r.about(row.id, func(b *pgmodel.Shared) { b.Comment = row.text })
}
