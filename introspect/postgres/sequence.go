package postgres

import (
	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func sequenceQueries(version int) []query {
	return []query{{what: "sequences", sql: `
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
ORDER BY n.nspname, c.relname`, read: readSequences}}
}

func readSequences(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var ns, name, persistence, typ, tableSchema, table, column string
		var start, increment, low, high, cache int64
		var cycle bool
		if err := rows.Scan(&oid, &ns, &name, &persistence, &typ, &start, &increment, &low, &high, &cache, &cycle, &tableSchema, &table, &column); err != nil {
			return err
		}
		r.setKey("pg_class", oid, schema.Key{Kind: schema.KindSequence, Schema: ns, Name: name})
		unlogged, more := "", ""
		if persistence == "u" {
			unlogged = "UNLOGGED "
		}
		if cycle {
			more = " CYCLE"
		}
		if column != "" {
			more += " OWNED BY " + pgmodel.Qualified(tableSchema, table) + "." + pgmodel.Quote(column)
		}
		r.ddl(sectionSequences, "CREATE %sSEQUENCE %s AS %s START %d INCREMENT %d MINVALUE %d MAXVALUE %d CACHE %d%s",
			unlogged, pgmodel.Qualified(ns, name), typ, start, increment, low, high, cache, more)
	}
	return rows.Err()
}
