package catalog

// Conversions between encodings.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Conversions are those of CREATE CONVERSION.
var _ = register(kind{
	names: []schema.Kind{schema.KindConversion},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"conversions", `
SELECT c.oid, n.nspname, c.conname, pg_catalog.pg_encoding_to_char(c.conforencoding), pg_catalog.pg_encoding_to_char(c.contoencoding),
 c.conproc::pg_catalog.text, c.condefault
FROM pg_catalog.pg_conversion c
JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace AND ` + userSchemas + `
WHERE NOT ` + member("pg_conversion", "c.oid") + `
ORDER BY n.nspname, c.conname`, each[conversionRow]}}
	},
	classes: []class{{name: "pg_conversion", prefix: "con", inSchema: true, kind: kindLiteral(schema.KindConversion), owned: true}},
})

// conversionRow is a conversion as the catalog has it.
type conversionRow struct {
	oid                              uint32
	schema, name, from, to, function string
	usual                            bool
}

func (row *conversionRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.name, &row.from, &row.to, &row.function, &row.usual}
}

func (row *conversionRow) write(r *Reader) {
	r.setKey("pg_conversion", row.oid, schema.Key{Kind: schema.KindConversion, Schema: row.schema, Name: row.name})
	text := "CREATE CONVERSION"
	if row.usual {
		text = "CREATE DEFAULT CONVERSION"
	}
	r.ddl(sectionOperators, "%s %s FOR %s TO %s FROM %s", text, pgmodel.Qualified(row.schema, row.name), pgmodel.Literal(row.from), pgmodel.Literal(row.to), row.function)
}
