package catalog

// Sequences but for those of identity columns, which are part of their column.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Sequences are those of CREATE SEQUENCE and of serial columns.
var _ = register(kind{
	names: []schema.Kind{schema.KindSequence},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"sequences", `
SELECT c.oid, n.nspname, c.relname, c.relpersistence::text, pg_catalog.format_type(s.seqtypid, NULL),
 s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
 coalesce(tn.nspname, ''), coalesce(t.relname, ''), coalesce(a.attname, '')
FROM pg_catalog.pg_sequence s
JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid AND c.relpersistence <> 't'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
 AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.deptype IS DISTINCT FROM 'i' AND NOT ` + member("pg_class", "c.oid") + `
ORDER BY n.nspname, c.relname`, each[sequenceRow]}}
	},
})

// sequenceRow is a sequence as the catalog has it.
type sequenceRow struct {
	oid                                                        uint32
	schema, name, persistence, typ, tableSchema, table, column string
	start, increment, low, high, cache                         int64
	cycle                                                      bool
}

func (row *sequenceRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.name, &row.persistence, &row.typ, &row.start, &row.increment, &row.low, &row.high, &row.cache, &row.cycle, &row.tableSchema, &row.table, &row.column}
}

func (row *sequenceRow) write(r *Reader) {
	r.setKey("pg_class", row.oid, schema.Key{Kind: schema.KindSequence, Schema: row.schema, Name: row.name})
	unlogged, more := "", ""
	if row.persistence == "u" {
		unlogged = "UNLOGGED "
	}
	if row.cycle {
		more = " CYCLE"
	}
	if row.column != "" {
		more += " OWNED BY " + pgmodel.Qualified(row.tableSchema, row.table) + "." + pgmodel.Quote(row.column)
	}
	r.ddl(sectionSequences, "CREATE %sSEQUENCE %s AS %s START %d INCREMENT %d MINVALUE %d MAXVALUE %d CACHE %d%s",
		unlogged, pgmodel.Qualified(row.schema, row.name), row.typ, row.start, row.increment, row.low, row.high, row.cache, more)
}
