package postgres

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// plainIndex is the condition that nothing but its columns describes an index x of
// a table: btree, with operator classes that are the default of every type they
// take, unless casts of the user make another type one of theirs, and no collation
// but that of the database. pg_get_indexdef takes most of the time a catalog is
// read in, so it is asked for the others alone.
const plainIndex = `x.indexprs IS NULL AND x.indpred IS NULL AND i.reloptions IS NULL AND i.relam = 403 AND c.relkind = 'r'
 AND x.indcollation::pg_catalog.oid[] <@ '{0,100}'::pg_catalog.oid[]
 AND x.indclass::pg_catalog.oid[] <@ ARRAY(SELECT o.oid FROM pg_catalog.pg_opclass o WHERE o.opcmethod = 403 AND o.oid < 16384 AND o.opcname IN (
 'int2_ops', 'int4_ops', 'int8_ops', 'float4_ops', 'float8_ops', 'numeric_ops', 'text_ops', 'bytea_ops', 'bool_ops', 'uuid_ops', 'date_ops', 'time_ops',
 'timetz_ops', 'timestamp_ops', 'timestamptz_ops', 'interval_ops', 'inet_ops', 'jsonb_ops', 'array_ops', 'enum_ops', 'range_ops'))
 AND NOT EXISTS (SELECT FROM pg_catalog.pg_cast WHERE oid >= 16384 AND castmethod = 'b' AND castcontext = 'i')`

func indexQueries(version int) []query {
	plain := plainIndex
	if version >= 15 {
		plain += " AND NOT x.indnullsnotdistinct"
	}
	return []query{{what: "indexes", sql: `
SELECT i.oid, n.nspname, i.relname, CASE WHEN ` + plain + ` THEN '' ELSE pg_catalog.pg_get_indexdef(i.oid) END,
 x.indkey::pg_catalog.int2[], x.indoption::pg_catalog.int2[], x.indnkeyatts, x.indisunique,
 x.indisvalid, x.indisclustered, c.oid, c.relname, c.relkind::text, coalesce(ts.spcname, ''), s.targets
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid AND c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = i.reltablespace
LEFT JOIN (SELECT attrelid, pg_catalog.array_agg(attnum::text || '=' || attstattarget::text ORDER BY attnum) AS targets FROM pg_catalog.pg_attribute
 WHERE attstattarget >= 0 AND attnum > 0 GROUP BY attrelid) s ON s.attrelid = i.oid
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
 AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.oid)
 AND (c.relkind <> 'm' OR NOT ` + member("pg_class", "c.oid") + `)
ORDER BY n.nspname, i.relname`, read: readIndexes}}
}

// indexRow is one index as the catalog has it.
type indexRow struct {
	schema, name  string
	def           string // "" where the columns say all
	keys, options []int16
	keyCount      int16
	unique        bool
	tableOID      uint32
	table, kind   string
}

// definition is CREATE INDEX; it is written here for indexes on columns alone.
func (x *indexRow) definition(r *reader) string {
	t := r.tables[x.tableOID]
	if x.def != "" || t == nil {
		return x.def
	}
	w := strings.Builder{}
	w.WriteString("CREATE ")
	if x.unique {
		w.WriteString("UNIQUE ")
	}
	w.WriteString("INDEX " + pgmodel.Quote(x.name) + " ON " + t.qualified() + " USING btree (")
	for i, n := range x.keys {
		c := t.column(n)
		switch {
		case i == int(x.keyCount):
			w.WriteString(") INCLUDE (")
		case i > 0:
			w.WriteString(", ")
		}
		w.WriteString(pgmodel.Quote(c.name))
		if i >= int(x.keyCount) {
			continue
		}
		if c.collationOID > 100 { // the index has that of the database
			w.WriteString(` COLLATE pg_catalog."default"`)
		}
		w.WriteString([]string{"", " DESC NULLS LAST", " NULLS FIRST", " DESC"}[x.options[i]&3])
	}
	w.WriteString(")")
	return w.String()
}

func readIndexes(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var x indexRow
		var tablespace string
		var valid, clustered bool
		var targets []string
		if err := rows.Scan(&oid, &x.schema, &x.name, &x.def, &x.keys, &x.options, &x.keyCount, &x.unique, &valid, &clustered, &x.tableOID, &x.table, &x.kind,
			&tablespace, &targets); err != nil {
			return err
		}
		if x.kind != "m" && r.tables[x.tableOID] == nil { // of an extension
			continue
		}
		ns, name := x.schema, x.name
		k := schema.Key{Kind: schema.KindIndex, Schema: ns, Name: name}
		r.setKey("pg_class", oid, k)
		r.ddl(sectionIndexes, "%s", x.definition(r))
		if tablespace != "" {
			r.ddl(sectionForeignKeys, "ALTER INDEX %s SET TABLESPACE %s", pgmodel.Qualified(ns, name), pgmodel.Quote(tablespace))
		}
		for _, target := range targets {
			var n, value int
			if _, err := fmt.Sscanf(target, "%d=%d", &n, &value); err != nil {
				return err
			}
			r.ddl(sectionForeignKeys, "ALTER INDEX %s ALTER COLUMN %d SET STATISTICS %d", pgmodel.Qualified(ns, name), n, value)
		}
		if clustered {
			r.ddl(sectionForeignKeys, "ALTER TABLE ONLY %s CLUSTER ON %s", pgmodel.Qualified(ns, x.table), pgmodel.Quote(name))
		}
		r.after = append(r.after, func(s *schema.Schema) {
			if made, ok := s.Get(k).(*pgmodel.Index); ok {
				made.Only, made.Invalid = x.kind == "p" && !valid, x.kind != "p" && !valid
			}
		})
	}
	return rows.Err()
}
