package catalog

// Composite types. A type is one row with its attributes as arrays; attributes are named as columns are, by
// the row of pg_class that the type has.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Composites are the types of CREATE TYPE … AS (…).
var _ = register(kind{
	names: []schema.Kind{schema.KindComposite},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"composite types", `
SELECT t.oid, t.typarray, c.oid, n.nspname, t.typname, a.numbers, a.names, a.types, a.collations
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN LATERAL (SELECT pg_catalog.array_agg(a.attnum ORDER BY a.attnum) AS numbers, pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY a.attnum) AS names,
  pg_catalog.array_agg(pg_catalog.format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum) AS types, pg_catalog.array_agg(
   coalesce(CASE WHEN a.attcollation <> b.typcollation THEN pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) END, '') ORDER BY a.attnum) AS collations
 FROM pg_catalog.pg_attribute a
 LEFT JOIN pg_catalog.pg_type b ON b.oid = a.atttypid
 LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
 LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) a ON true
WHERE t.typtype = 'c' AND ` + userSchemas + ` AND NOT ` + member("pg_type", "t.oid") + `
ORDER BY n.nspname, t.typname`, each[compositeRow]}}
	},
})

// compositeRow is one composite type as the catalog has it.
type compositeRow struct {
	oid, array, relation     uint32
	schema, name             string
	numbers                  []int16
	names, types, collations []string // of the attributes
}

func (row *compositeRow) fields() []any {
	return []any{&row.oid, &row.array, &row.relation, &row.schema, &row.name, &row.numbers, &row.names, &row.types, &row.collations}
}

func (row *compositeRow) write(r *Reader) {
	k := schema.Key{Kind: schema.KindComposite, Schema: row.schema, Name: row.name}
	r.setType(row.oid, row.array, k)
	r.setKey("pg_class", row.relation, k)
	attributes := make([]string, len(row.numbers))
	for i, number := range row.numbers {
		r.keys[objectID{"pg_class", row.relation, int32(number)}] = schema.Key{Kind: schema.KindColumn, Schema: row.schema, Table: row.name, Name: row.names[i]}
		attributes[i] = pgmodel.Quote(row.names[i]) + " " + row.types[i] + clause(" COLLATE ", row.collations[i])
	}
	r.ddl(sectionTypes, "CREATE TYPE %s AS (%s)", pgmodel.Qualified(row.schema, row.name), strings.Join(attributes, ", "))
}
