package postgres

import (
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// plainIndexes are indexes that nothing but their columns describes: btree on
// columns, each with its own collation and the operator class that its type has by
// default: that of the very type, of text for varchar, or of all arrays, enums or
// ranges where the type has none.
// pg_get_indexdef takes most of the time a catalog is read in, so it is asked for
// the others alone.
const plainIndexes = `
SELECT x.indexrelid, 'CREATE ' || CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END || 'INDEX ' || pg_catalog.quote_ident(i.relname) || ' ON ' ||
 pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) || ' USING btree (' ||
 pg_catalog.string_agg(pg_catalog.quote_ident(a.attname) || CASE x.indoption[k.n - 1] WHEN 0 THEN '' WHEN 1 THEN ' DESC NULLS LAST' WHEN 2 THEN ' NULLS FIRST' ELSE ' DESC' END, ', ' ORDER BY k.n)
 FILTER (WHERE k.n <= x.indnkeyatts) || ')' ||
 coalesce(' INCLUDE (' || pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY k.n) FILTER (WHERE k.n > x.indnkeyatts) || ')', '') AS def
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid AND i.reloptions IS NULL
JOIN pg_catalog.pg_am am ON am.oid = i.relam AND am.amname = 'btree'
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid AND c.relkind IN ('r', 'm')
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN LATERAL pg_catalog.unnest(x.indkey::pg_catalog.int2[]) WITH ORDINALITY k (attnum, n)
JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum
LEFT JOIN pg_catalog.pg_opclass op ON k.n <= x.indnkeyatts AND op.oid = x.indclass[k.n - 1]
LEFT JOIN (SELECT DISTINCT opcintype FROM pg_catalog.pg_opclass WHERE opcdefault AND opcmethod = 403) own ON own.opcintype = a.atttypid
WHERE x.indexprs IS NULL AND x.indpred IS NULL AND NOT x.indisprimary AND x.indrelid >= 16384 %s
GROUP BY x.indexrelid, x.indisunique, i.relname, n.nspname, c.relname
HAVING pg_catalog.bool_and(k.n > x.indnkeyatts OR op.opcdefault AND x.indcollation[k.n - 1] = a.attcollation AND
 (op.opcintype IN (a.atttypid, CASE a.atttypid WHEN 1043 THEN 25 ELSE 0 END) OR op.opcintype IN (2277, 3500, 3831) AND own.opcintype IS NULL))`

func indexQueries(version int) []query {
	distinct := ""
	if version >= 15 {
		distinct = "AND NOT x.indnullsnotdistinct"
	}
	return []query{{what: "indexes", sql: `
WITH plain AS MATERIALIZED (` + fmt.Sprintf(plainIndexes, distinct) + `)
SELECT i.oid, n.nspname, i.relname, coalesce(plain.def, pg_catalog.pg_get_indexdef(i.oid)), x.indisvalid, x.indisclustered, c.relname, c.relkind::text,
 coalesce(ts.spcname, ''), s.targets
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid AND c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
LEFT JOIN plain ON plain.indexrelid = i.oid
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = i.reltablespace
LEFT JOIN (SELECT attrelid, pg_catalog.array_agg(attnum::text || '=' || attstattarget::text ORDER BY attnum) AS targets FROM pg_catalog.pg_attribute
 WHERE attstattarget >= 0 AND attnum > 0 GROUP BY attrelid) s ON s.attrelid = i.oid
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
 AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.oid)
 AND NOT ` + member("pg_class", "c.oid") + `
ORDER BY n.nspname, i.relname`, read: readIndexes}}
}

func readIndexes(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var ns, name, def, table, kind, tablespace string
		var valid, clustered bool
		var targets []string
		if err := rows.Scan(&oid, &ns, &name, &def, &valid, &clustered, &table, &kind, &tablespace, &targets); err != nil {
			return err
		}
		k := schema.Key{Kind: schema.KindIndex, Schema: ns, Name: name}
		r.is("pg_class", oid, k)
		r.ddl(sectionIndexes, "%s", def)
		if tablespace != "" {
			r.ddl(sectionForeignKeys, "ALTER INDEX %s SET TABLESPACE %s", schema.QualifiedPg(ns, name), schema.QuotePg(tablespace))
		}
		for _, target := range targets {
			var n, value int
			if _, err := fmt.Sscanf(target, "%d=%d", &n, &value); err != nil {
				return err
			}
			r.ddl(sectionForeignKeys, "ALTER INDEX %s ALTER COLUMN %d SET STATISTICS %d", schema.QualifiedPg(ns, name), n, value)
		}
		if clustered {
			r.ddl(sectionForeignKeys, "ALTER TABLE ONLY %s CLUSTER ON %s", schema.QualifiedPg(ns, table), schema.QuotePg(name))
		}
		r.after = append(r.after, func(s *schema.Schema) {
			if x, ok := s.Get(k).(*schema.PgIndex); ok {
				x.Only, x.Invalid = kind == "p" && !valid, kind != "p" && !valid
			}
		})
	}
	return rows.Err()
}
