package postgres

import (
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
)

func indexQueries(version int) []query {
	return []query{{what: "indexes", sql: `
SELECT i.oid, n.nspname, i.relname, pg_catalog.pg_get_indexdef(i.oid), x.indisvalid, x.indisclustered, c.relname, c.relkind::text,
 coalesce(ts.spcname, ''), s.targets
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid AND c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
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
