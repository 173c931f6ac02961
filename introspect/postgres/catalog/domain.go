package catalog

// Domains and their checks, which are constraints with names of their own.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Domains are those of CREATE DOMAIN, with their checks.
var _ = register(kind{
	names: []schema.Kind{schema.KindDomain, schema.KindDomainCheck},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"domains", `
SELECT t.oid, t.typarray, n.nspname, t.typname, pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typnotnull,
 coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), CASE WHEN b.typtype = 'd' THEN 'NULL' ELSE '' END),
 coalesce(CASE WHEN t.typcollation <> b.typcollation THEN pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) END, '')
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_catalog.pg_collation co ON co.oid = t.typcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
WHERE t.typtype = 'd' AND ` + userSchemas + ` AND NOT ` + member("pg_type", "t.oid") + `
ORDER BY n.nspname, t.typname`, each[domainRow]}, {"checks of domains", `
SELECT k.oid, n.nspname, t.typname, k.conname, pg_catalog.pg_get_constraintdef(k.oid)
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_type t ON t.oid = k.contypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE k.contypid <> 0 AND k.contype = 'c' AND ` + userSchemas + ` AND NOT ` + member("pg_type", "t.oid") + `
ORDER BY n.nspname, t.typname, k.conname`, each[domainCheckRow]}}
	},
})

// domainRow is a domain as the catalog has it.
type domainRow struct {
	oid, array                          uint32
	schema, name, typ, value, collation string
	notNull                             bool
}

func (row *domainRow) fields() []any {
	return []any{&row.oid, &row.array, &row.schema, &row.name, &row.typ, &row.notNull, &row.value, &row.collation}
}

func (row *domainRow) write(r *Reader) {
	r.setType(row.oid, row.array, schema.Key{Kind: schema.KindDomain, Schema: row.schema, Name: row.name})
	more := ""
	if row.collation != "" {
		more += " COLLATE " + row.collation
	}
	if row.value != "" {
		more += " DEFAULT " + row.value
	}
	if row.notNull {
		more += " NOT NULL"
	}
	r.ddl(sectionTypes, "CREATE DOMAIN %s AS %s%s", pgmodel.Qualified(row.schema, row.name), row.typ, more)
}

// domainCheckRow is a check of a domain as the catalog has it.
type domainCheckRow struct {
	oid                       uint32
	schema, domain, name, def string
}

func (row *domainCheckRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.domain, &row.name, &row.def}
}

func (row *domainCheckRow) write(r *Reader) {
	r.setKey("pg_constraint", row.oid, schema.Key{Kind: schema.KindDomainCheck, Schema: row.schema, Table: row.domain, Name: row.name})
	r.ddl(sectionTypes, "ALTER DOMAIN %s ADD CONSTRAINT %s %s", pgmodel.Qualified(row.schema, row.domain), pgmodel.Quote(row.name), row.def)
}
