package catalog

// Range types. Their multirange type has a name that can be chosen from version 14 on.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Ranges are the types of CREATE TYPE … AS RANGE.
var _ = register(kind{
	names: []schema.Kind{schema.KindRange},
	phase: definitionsPhase,
	queries: func(t target) []Query {
		multirange, join := "''", ""
		if t.version >= 14 {
			multirange = "pg_catalog.quote_ident(mn.nspname) || '.' || pg_catalog.quote_ident(m.typname)"
			join = `
JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid
JOIN pg_catalog.pg_namespace mn ON mn.oid = m.typnamespace`
		}
		return []Query{{"range types", `
SELECT t.oid, t.typarray, n.nspname, t.typname, pg_catalog.format_type(r.rngsubtype, NULL),
 coalesce(CASE WHEN NOT o.opcdefault THEN pg_catalog.quote_ident(opn.nspname) || '.' || pg_catalog.quote_ident(o.opcname) END, ''),
 coalesce(CASE WHEN r.rngcollation <> b.typcollation THEN pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) END, ''),
 CASE WHEN r.rngcanonical = 0 THEN '' ELSE r.rngcanonical::pg_catalog.text END, CASE WHEN r.rngsubdiff = 0 THEN '' ELSE r.rngsubdiff::pg_catalog.text END,
 ` + multirange + `
FROM pg_catalog.pg_range r
JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_type b ON b.oid = r.rngsubtype
JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
JOIN pg_catalog.pg_namespace opn ON opn.oid = o.opcnamespace
LEFT JOIN pg_catalog.pg_collation co ON co.oid = r.rngcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace` + join + `
WHERE true AND ` + userSchemas + ` AND NOT ` + member("pg_type", "t.oid") + `
ORDER BY n.nspname, t.typname`, each[rangeRow]}}
	},
})

// rangeRow is a range type as the catalog has it.
type rangeRow struct {
	oid, array                                                                 uint32
	schema, name, subtype, class, collation, canonical, difference, multirange string
}

func (row *rangeRow) fields() []any {
	return []any{&row.oid, &row.array, &row.schema, &row.name, &row.subtype, &row.class, &row.collation, &row.canonical, &row.difference, &row.multirange}
}

func (row *rangeRow) write(r *Reader) {
	r.setType(row.oid, row.array, schema.Key{Kind: schema.KindRange, Schema: row.schema, Name: row.name})
	options := "SUBTYPE = " + row.subtype
	for _, o := range [][2]string{{"SUBTYPE_OPCLASS", row.class}, {"COLLATION", row.collation}, {"CANONICAL", row.canonical},
		{"SUBTYPE_DIFF", row.difference}, {"MULTIRANGE_TYPE_NAME", row.multirange}} {
		if o[1] != "" {
			options += ", " + o[0] + " = " + o[1]
		}
	}
	r.ddl(sectionTypes, "CREATE TYPE %s AS RANGE (%s)", pgmodel.Qualified(row.schema, row.name), options)
}
