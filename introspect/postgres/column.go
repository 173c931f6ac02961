package postgres

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// columnRow is one column as the catalog has it.
type columnRow struct {
	number         int16
	notNull, local bool
	collationOID   uint32
	name, typ      string
	value          string // default or generated expression
	rare           *columnExtra
}

// columnExtra holds the properties that few columns have. Large catalogs have so many
// columns that it is allocated only where needed.
type columnExtra struct {
	identity, generated  string
	sequence             string // definition of the identity's sequence, "" without one
	collation            string // "" for that of the type
	storage, compression string
	statistics           string
	options, foreign     []string
}

// generated reports whether the column is computed.
func (c *columnRow) generated() bool { return c.rare != nil && c.rare.generated != "" }

// ordinary returns what a column has that has nothing rare.
func ordinary() *columnExtra { return &columnExtra{} }

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

// readColumns takes the values as they came: there are more columns than anything
// else, and few have more than a name and a type.
func readColumns(r *reader, rows pgx.Rows) error {
	strs := texts{}
	for rows.Next() {
		v := rows.RawValues()
		t := r.tables[uint32(wireNumber(v[0]))]
		if t == nil {
			continue
		}
		c := &columnRow{number: int16(wireNumber(v[1])), name: strs.intern(v[2]), typ: strs.intern(v[3]), notNull: v[4][0] == 't', local: v[5][0] == 't',
			value: strs.intern(v[6]), collationOID: uint32(wireNumber(v[15]))}
		t.columns = append(t.columns, c)
		if len(v[7])+len(v[8])+len(v[9])+len(v[10])+len(v[11])+len(v[12])+len(v[13])+len(v[14]) == 0 {
			continue
		}
		x := &columnExtra{}
		if err := rows.Scan(nil, nil, nil, nil, nil, nil, nil, &x.identity, &x.generated, &x.collation,
			&x.storage, &x.compression, &x.statistics, &x.options, &x.foreign, nil); err != nil {
			return err
		}
		c.rare = x
	}
	for _, t := range r.order {
		slices.SortFunc(t.columns, func(a, b *columnRow) int { return cmp.Compare(a.number, b.number) })
	}
	return rows.Err()
}

// texts keeps one string for all equal ones: names and types come again and again.
type texts map[string]string

func (t texts) intern(value []byte) string {
	if s, ok := t[string(value)]; ok {
		return s
	}
	s := string(value)
	t[s] = s
	return s
}

// wireNumber reads an integer as text, which is how the simple protocol sends it.
func wireNumber(value []byte) (n int64) {
	n, _ = strconv.ParseInt(string(value), 10, 64) // the server wrote it
	return n
}

// column is the one of a number, or nil.
func (t *tableRow) column(number int16) *columnRow {
	i, found := slices.BinarySearchFunc(t.columns, number, func(c *columnRow, n int16) int { return cmp.Compare(c.number, n) })
	if !found {
		return nil
	}
	return t.columns[i]
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
		if t == nil || t.column(number) == nil || t.column(number).rare == nil {
			continue
		}
		c := t.column(number).rare
		if c.sequence = "SEQUENCE NAME " + named; isDefaultSequence(t.column(number).typ, start, increment, low, high, cache) && !cycle {
			continue
		}
		c.sequence = fmt.Sprintf("SEQUENCE NAME %s START %d INCREMENT %d MINVALUE %d MAXVALUE %d CACHE %d", named, start, increment, low, high, cache)
		if cycle {
			c.sequence += " CYCLE"
		}
	}
	return rows.Err()
}

// isDefaultSequence reports whether a sequence has the options its column's type gives by
// default.
func isDefaultSequence(typ string, start, increment, low, high, cache int64) bool {
	top, known := map[string]int64{"smallint": math.MaxInt16, "integer": math.MaxInt32, "bigint": math.MaxInt64}[typ]
	return known && start == 1 && increment == 1 && low == 1 && high == top && cache == 1
}

// definition is the column as CREATE TABLE declares it.
func (c *columnRow) definition() string {
	w, rare := strings.Builder{}, c.rare
	if rare == nil {
		rare = ordinary()
	}
	w.WriteString(pgmodel.Quote(c.name))
	w.WriteByte(' ')
	w.WriteString(c.typ)
	if len(rare.foreign) > 0 {
		w.WriteString(" OPTIONS (" + optionList(rare.foreign) + ")")
	}
	if rare.collation != "" {
		w.WriteString(" COLLATE " + rare.collation)
	}
	switch {
	case rare.generated == "s":
		w.WriteString(" GENERATED ALWAYS AS (" + c.value + ") STORED")
	case rare.generated == "v":
		w.WriteString(" GENERATED ALWAYS AS (" + c.value + ") VIRTUAL")
	case c.value != "":
		w.WriteString(" DEFAULT " + c.value)
	}
	if c.notNull {
		w.WriteString(" NOT NULL")
	}
	if rare.identity != "" {
		w.WriteString(" GENERATED " + map[string]string{"a": "ALWAYS", "d": "BY DEFAULT"}[rare.identity] + " AS IDENTITY")
		if rare.sequence != "" {
			w.WriteString(" (" + rare.sequence + ")")
		}
	}
	return w.String()
}

// extraStatements returns the statements for properties that a declaration cannot hold
// on every version.
func (c *columnRow) extraStatements(t *tableRow) []string {
	rare := c.rare
	if rare == nil {
		return nil
	}
	var out []string
	alter := func(format string, args ...any) {
		kind := "TABLE"
		if t.kind == "f" {
			kind = "FOREIGN TABLE"
		}
		out = append(out, "ALTER "+kind+" ONLY "+t.qualified()+" ALTER COLUMN "+pgmodel.Quote(c.name)+" "+fmt.Sprintf(format, args...))
	}
	if rare.storage != "" {
		alter("SET STORAGE %s", rare.storage)
	}
	if rare.compression != "" {
		alter("SET COMPRESSION %s", rare.compression)
	}
	if rare.statistics != "" {
		alter("SET STATISTICS %s", rare.statistics)
	}
	if len(rare.options) > 0 {
		texts := make([]string, len(rare.options))
		for i, o := range rare.options {
			texts[i] = reloption("", o)
		}
		alter("SET (%s)", strings.Join(texts, ", "))
	}
	return out
}
