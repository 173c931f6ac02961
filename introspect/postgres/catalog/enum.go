package catalog

// Enums with their labels in order. The catalog of types, which domains, ranges, composite and base types
// share, is declared here.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Enums are the types of CREATE TYPE … AS ENUM.
var _ = register(kind{
	names: []schema.Kind{schema.KindEnum},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"enums", `
SELECT t.oid, t.typarray, n.nspname, t.typname, e.labels
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN (SELECT enumtypid, pg_catalog.array_agg(enumlabel::text ORDER BY enumsortorder) AS labels FROM pg_catalog.pg_enum GROUP BY enumtypid) e ON e.enumtypid = t.oid
WHERE t.typtype = 'e' AND ` + userSchemas + ` AND NOT ` + member("pg_type", "t.oid") + `
ORDER BY n.nspname, t.typname`, each[enumRow]}}
	},
	classes: []class{{name: "pg_type", prefix: "typ", inSchema: true, owned: true, acl: `'T'::"char"`, objects: "o.typtype IN ('e', 'd', 'r', 'b', 'c', 'p')", planned: true,
		kind: `CASE o.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' WHEN 'm' THEN 'range type' WHEN 'c' THEN 'composite type' ELSE 'base type' END`}},
})

// enumRow is an enum as the catalog has it.
type enumRow struct {
	oid, array   uint32
	schema, name string
	labels       []string
}

func (row *enumRow) fields() []any {
	return []any{&row.oid, &row.array, &row.schema, &row.name, &row.labels}
}

func (row *enumRow) write(r *Reader) {
	r.setType(row.oid, row.array, schema.Key{Kind: schema.KindEnum, Schema: row.schema, Name: row.name})
	for i, l := range row.labels {
		row.labels[i] = pgmodel.Literal(l)
	}
	r.ddl(sectionTypes, "CREATE TYPE %s AS ENUM (%s)", pgmodel.Qualified(row.schema, row.name), strings.Join(row.labels, ", "))
}
