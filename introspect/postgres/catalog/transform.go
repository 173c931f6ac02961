package catalog

// Transforms, which say how a procedural language passes values of a type.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Transforms are those of CREATE TRANSFORM.
var _ = register(kind{
	names: []schema.Kind{schema.KindTransform},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"transforms", `
SELECT t.oid, pg_catalog.format_type(t.trftype, NULL), l.lanname,
 CASE WHEN t.trffromsql = 0 THEN '' ELSE t.trffromsql::pg_catalog.regprocedure::pg_catalog.text END,
 CASE WHEN t.trftosql = 0 THEN '' ELSE t.trftosql::pg_catalog.regprocedure::pg_catalog.text END
FROM pg_catalog.pg_transform t
JOIN pg_catalog.pg_language l ON l.oid = t.trflang
WHERE NOT ` + member("pg_transform", "t.oid") + `
ORDER BY 2, 3`, each[transformRow]}}
	},
})

// transformRow is a transform as the catalog has it.
type transformRow struct {
	oid                     uint32
	typ, language, from, to string
}

func (row *transformRow) fields() []any {
	return []any{&row.oid, &row.typ, &row.language, &row.from, &row.to}
}

func (row *transformRow) write(r *Reader) {
	r.setKey("pg_transform", row.oid, pgmodel.TransformKey(row.typ, row.language))
	text := ""
	if row.from != "" {
		text = "FROM SQL WITH FUNCTION " + row.from
	}
	if row.to != "" && text != "" {
		text += ", "
	}
	if row.to != "" {
		text += "TO SQL WITH FUNCTION " + row.to
	}
	r.ddl(sectionOperators, "CREATE TRANSFORM FOR %s LANGUAGE %s (%s)", row.typ, pgmodel.Quote(row.language), text)
}
