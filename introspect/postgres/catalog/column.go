package catalog

// Columns of tables. A large catalog has more of them than of anything else, so that the values are taken as
// they came, names and types are shared, and what few columns have is allocated only where it is needed.

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Columns are read without asking the server to print defaults with their table, which
// takes it twice the time: a default names no column. Users' tables have numbers from
// FirstNormalObjectId (access/transam.h) on.
var _ = register(kind{
	names: []schema.Kind{schema.KindColumn},
	phase: definitionsPhase,
	queries: func(t target) []Query {
		compression, persistence := compressionName(t.version), "c.relpersistence::text"
		if t.version < 15 { // the sequence cannot be altered
			persistence = "''"
		}
		return []Query{{"columns", `
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
WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped`, readColumns}, {"identity sequences", `
SELECT d.objid, d.refobjid, d.refobjsubid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),
 s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, ` + persistence + `
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid
JOIN pg_catalog.pg_class c ON c.oid = d.objid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype = 'i' AND d.refobjsubid > 0`, each[identityRow]}}
	},
})

// readColumns takes the values as they came: there are more columns than anything
// else, and few have more than a name and a type.
func readColumns(r *Reader, rows pgx.Rows) error {
	strs := texts{}
	for rows.Next() {
		v := rows.RawValues()
		t := r.relations.byOID[uint32(wireNumber(v[0]))]
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
	for _, t := range r.relations.inOrder {
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

// identityRow is the sequence of an identity column as the catalog has it.
type identityRow struct {
	oid, table                         uint32
	number                             int16
	named                              string
	start, increment, low, high, cache int64
	cycle                              bool
	persistence                        string // "" where it cannot be altered
}

func (row *identityRow) fields() []any {
	return []any{&row.oid, &row.table, &row.number, &row.named, &row.start, &row.increment, &row.low, &row.high, &row.cache, &row.cycle, &row.persistence}
}

func (row *identityRow) write(r *Reader) {
	t := r.relations.byOID[row.table]
	if t == nil || t.column(row.number) == nil || t.column(row.number).rare == nil {
		return
	}
	r.identities[row.oid] = schema.Key{Kind: schema.KindColumn, Schema: t.schema, Table: t.name, Name: t.column(row.number).name}
	c := t.column(row.number).rare
	if word := map[string]string{"p": "LOGGED", "u": "UNLOGGED"}[row.persistence]; word != "" && row.persistence != t.persistence {
		c.persistence = "ALTER SEQUENCE " + row.named + " SET " + word
	}
	if c.sequence = "SEQUENCE NAME " + row.named; isDefaultSequence(t.column(row.number).typ, row.start, row.increment, row.low, row.high, row.cache) && !row.cycle {
		return
	}
	c.sequence = fmt.Sprintf("SEQUENCE NAME %s START %d INCREMENT %d MINVALUE %d MAXVALUE %d CACHE %d", row.named, row.start, row.increment, row.low, row.high, row.cache)
	if row.cycle {
		c.sequence += " CYCLE"
	}
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
		rare = &columnExtra{}
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
	case c.generated():
		w.WriteString(c.generatedClause())
	case c.value != "":
		w.WriteString(" DEFAULT " + c.value)
	}
	if c.notNull {
		w.WriteString(" NOT NULL")
	}
	if rare.identity != "" {
		w.WriteString(" " + rare.identityClause())
	}
	return w.String()
}

func (c *columnRow) generatedClause() string {
	if c.rare.generated == "v" {
		return " GENERATED ALWAYS AS (" + c.value + ") VIRTUAL"
	}
	return " GENERATED ALWAYS AS (" + c.value + ") STORED"
}

func (x *columnExtra) identityClause() string {
	clause := "GENERATED " + map[string]string{"a": "ALWAYS", "d": "BY DEFAULT"}[x.identity] + " AS IDENTITY"
	if x.sequence != "" {
		clause += " (" + x.sequence + ")"
	}
	return clause
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
		alter("SET (%s)", strings.Join(storageOptions("", rare.options), ", "))
	}
	if rare.persistence != "" {
		out = append(out, rare.persistence)
	}
	return out
}
