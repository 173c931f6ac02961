package catalog

// Indexes, without those of constraints and the copies that partitions have from their parent. Plain indexes on
// columns are written here, for pg_get_indexdef takes most of the time of reading a catalog.

import (
	"strings"

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

// Indexes are those of CREATE INDEX.
var _ = register(kind{
	names: []schema.Kind{schema.KindIndex},
	phase: indexesPhase,
	queries: func(t target) []Query {
		plain := plainIndex
		if t.version >= 15 {
			plain += " AND NOT x.indnullsnotdistinct"
		}
		return []Query{{"indexes", `
SELECT i.oid, n.nspname, i.relname, CASE WHEN ` + plain + ` THEN '' ELSE pg_catalog.pg_get_indexdef(i.oid) END,
 x.indkey::pg_catalog.int2[], x.indoption::pg_catalog.int2[], x.indnkeyatts, x.indisunique,
 x.indisvalid, x.indisclustered, c.oid, c.relname, c.relkind::text, coalesce(ts.spcname, ''), s.numbers, s.targets
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid AND c.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = i.reltablespace
LEFT JOIN (SELECT attrelid, pg_catalog.array_agg(attnum ORDER BY attnum) AS numbers, pg_catalog.array_agg(attstattarget::int4 ORDER BY attnum) AS targets FROM pg_catalog.pg_attribute
 WHERE attstattarget >= 0 AND attnum > 0 GROUP BY attrelid) s ON s.attrelid = i.oid
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.oid AND k.contype IN ('p', 'u', 'x'))
 AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.oid)
 AND (c.relkind <> 'm' OR NOT ` + member("pg_class", "c.oid") + `)
ORDER BY n.nspname, i.relname`, each[indexRow]}}
	},
})

// indexRow is one index as the catalog has it.
type indexRow struct {
	oid              uint32
	schema, name     string
	def              string // "" where the columns say all
	keys, options    []int16
	keyCount         int16
	unique           bool
	valid, clustered bool
	tableOID         uint32
	table, kind      string
	tablespace       string
	numbers          []int16 // of the columns that have a statistics target
	targets          []int32
}

func (x *indexRow) fields() []any {
	return []any{&x.oid, &x.schema, &x.name, &x.def, &x.keys, &x.options, &x.keyCount, &x.unique, &x.valid, &x.clustered, &x.tableOID, &x.table, &x.kind,
		&x.tablespace, &x.numbers, &x.targets}
}

func (x *indexRow) write(r *Reader) {
	if x.kind != "m" && r.relations.byOID[x.tableOID] == nil { // of an extension
		return
	}
	k := schema.Key{Kind: schema.KindIndex, Schema: x.schema, Name: x.name}
	r.setKey("pg_class", x.oid, k)
	r.ddl(sectionIndexes, "%s", x.definition(r))
	if x.tablespace != "" {
		r.ddl(sectionForeignKeys, "ALTER INDEX %s SET TABLESPACE %s", pgmodel.Qualified(x.schema, x.name), pgmodel.Quote(x.tablespace))
	}
	for i, n := range x.numbers {
		r.ddl(sectionForeignKeys, "ALTER INDEX %s ALTER COLUMN %d SET STATISTICS %d", pgmodel.Qualified(x.schema, x.name), n, x.targets[i])
	}
	if x.clustered {
		r.ddl(sectionForeignKeys, "ALTER TABLE ONLY %s CLUSTER ON %s", pgmodel.Qualified(x.schema, x.table), pgmodel.Quote(x.name))
	}
	only, invalid := x.kind == "p" && !x.valid, x.kind != "p" && !x.valid
	r.inModel(func(s *schema.Schema) {
		if index, ok := s.Get(k).(*pgmodel.Index); ok {
			index.Only, index.Invalid = only, invalid
		}
	})
	if only {
		r.inWholeModel(func(s *schema.Schema) {
			if index, ok := s.Get(k).(*pgmodel.Index); ok {
				index.Only = !onAllButForeign(s, index.Table, k)
			}
		})
	}
}

// onAllButForeign reports whether an index that is not valid lacks nothing but what foreign partitions
// cannot have: the server never makes one valid that was built part by part, as pg_dump does.
func onAllButForeign(s *schema.Schema, table, index schema.Key) bool {
	foreign, all := false, true
	var visit func(schema.Key)
	visit = func(parent schema.Key) {
		for o := range s.All() {
			t, ok := o.(*pgmodel.Table)
			switch {
			case !ok || t.PartitionOf != parent:
			case t.ID.Kind == schema.KindForeignTable:
				foreign = true
			default:
				all = all && t.PartitionPart(index) != nil
				visit(t.ID)
			}
		}
	}
	visit(table)
	return foreign && all
}

// definition is CREATE INDEX; it is written here for indexes on columns alone.
func (x *indexRow) definition(r *Reader) string {
	t := r.relations.byOID[x.tableOID]
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
