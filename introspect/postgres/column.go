package postgres

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// columnRow is one column as the catalog has it.
type columnRow struct {
	name, typ            string
	notNull, local       bool
	value                string // default or generated expression
	identity, generated  string
	sequence             string // definition of the identity's sequence, "" without one
	collation            string // "" for that of the type
	collationOID         uint32
	storage, compression string
	statistics           string
	options, foreign     []string
}

// columnQueries ask the server to print defaults without their table, which takes
// it half the time: a default names no column. Users' tables have numbers from
// FirstNormalObjectId (access/transam.h) on.
func columnQueries(version int) []query {
	compression := "''"
	if version >= 14 {
		compression = `CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' ELSE '' END`
	}
	return []query{{what: "columns", sql: `
SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attislocal,
 coalesce(CASE WHEN a.atthasdef THEN pg_catalog.pg_get_expr(d.adbin, CASE WHEN a.attgenerated = '' THEN 0 ELSE d.adrelid END) END, ''), a.attidentity::text, a.attgenerated::text,
 coalesce(CASE WHEN a.attcollation <> t.typcollation THEN pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) END, ''),
 CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'm' THEN 'MAIN' WHEN 'e' THEN 'EXTERNAL' ELSE 'EXTENDED' END ELSE '' END,
 ` + compression + `, coalesce(CASE WHEN a.attstattarget >= 0 THEN a.attstattarget::text END, ''), a.attoptions, a.attfdwoptions, a.attcollation
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_catalog.pg_collation co ON a.attcollation <> t.typcollation AND co.oid = a.attcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped`, read: readColumns}, {what: "identity sequences", sql: `
SELECT d.refobjid, d.refobjsubid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),
 s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid
JOIN pg_catalog.pg_class c ON c.oid = d.objid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'i' AND d.refobjsubid > 0`,
		read: readIdentities}}
}

func readColumns(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		c := &columnRow{}
		var table uint32
		var number int16
		if err := rows.Scan(&table, &number, &c.name, &c.typ, &c.notNull, &c.local, &c.value, &c.identity, &c.generated, &c.collation,
			&c.storage, &c.compression, &c.statistics, &c.options, &c.foreign, &c.collationOID); err != nil {
			return err
		}
		t := r.tables[table]
		if t == nil {
			continue
		}
		if t.byNumber == nil {
			t.byNumber = map[int16]*columnRow{}
		}
		t.byNumber[number] = c
		r.keys[objectID{"pg_class", table, int32(number)}] = schema.Key{Kind: schema.KindColumn, Schema: t.schema, Table: t.name, Name: c.name}
	}
	for _, t := range r.order {
		for _, n := range slices.Sorted(maps.Keys(t.byNumber)) {
			t.columns = append(t.columns, t.byNumber[n])
		}
	}
	return rows.Err()
}

func readIdentities(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var table uint32
		var number int16
		var named string
		var start, increment, low, high, cache int64
		var cycle bool
		if err := rows.Scan(&table, &number, &named, &start, &increment, &low, &high, &cache, &cycle); err != nil {
			return err
		}
		t := r.tables[table]
		if t == nil || t.byNumber[number] == nil {
			continue
		}
		c := t.byNumber[number]
		c.sequence = fmt.Sprintf("SEQUENCE NAME %s START %d INCREMENT %d MINVALUE %d MAXVALUE %d CACHE %d", named, start, increment, low, high, cache)
		if cycle {
			c.sequence += " CYCLE"
		}
	}
	return rows.Err()
}

// definition is the column as CREATE TABLE declares it.
func (c *columnRow) definition() string {
	w := strings.Builder{}
	w.WriteString(schema.QuotePg(c.name))
	w.WriteByte(' ')
	w.WriteString(c.typ)
	if len(c.foreign) > 0 {
		w.WriteString(" OPTIONS (" + optionList(c.foreign) + ")")
	}
	if c.collation != "" {
		w.WriteString(" COLLATE " + c.collation)
	}
	switch {
	case c.generated == "s":
		w.WriteString(" GENERATED ALWAYS AS (" + c.value + ") STORED")
	case c.generated == "v":
		w.WriteString(" GENERATED ALWAYS AS (" + c.value + ") VIRTUAL")
	case c.value != "":
		w.WriteString(" DEFAULT " + c.value)
	}
	if c.notNull {
		w.WriteString(" NOT NULL")
	}
	if c.identity != "" {
		w.WriteString(" GENERATED " + map[string]string{"a": "ALWAYS", "d": "BY DEFAULT"}[c.identity] + " AS IDENTITY")
		if c.sequence != "" {
			w.WriteString(" (" + c.sequence + ")")
		}
	}
	return w.String()
}

// apart are the statements for what a declaration does not hold on every version.
func (c *columnRow) apart(t *tableRow) []string {
	var out []string
	alter := func(format string, args ...any) {
		kind := "TABLE"
		if t.kind == "f" {
			kind = "FOREIGN TABLE"
		}
		out = append(out, "ALTER "+kind+" ONLY "+t.qualified()+" ALTER COLUMN "+schema.QuotePg(c.name)+" "+fmt.Sprintf(format, args...))
	}
	if c.storage != "" {
		alter("SET STORAGE %s", c.storage)
	}
	if c.compression != "" {
		alter("SET COMPRESSION %s", c.compression)
	}
	if c.statistics != "" {
		alter("SET STATISTICS %s", c.statistics)
	}
	if len(c.options) > 0 {
		texts := make([]string, len(c.options))
		for i, o := range c.options {
			texts[i] = reloption("", o)
		}
		alter("SET (%s)", strings.Join(texts, ", "))
	}
	return out
}
