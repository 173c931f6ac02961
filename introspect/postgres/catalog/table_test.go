package catalog

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
)

// table is a table row with columns "name type", each with what change makes of it.
func table(oid uint32, name string, columns []string, change ...func(*tableRow)) *tableRow {
	t := &tableRow{oid: oid, schema: "public", name: name, kind: "r", persistence: "p", identity: "d", method: "heap"}
	for i, c := range columns {
		n, typ, _ := strings.Cut(c, " ")
		notNull := strings.HasSuffix(typ, " NOT NULL")
		t.columns = append(t.columns, &columnRow{number: int16(i + 1), name: n, typ: strings.TrimSuffix(typ, " NOT NULL"), local: true, notNull: notNull})
	}
	for _, f := range change {
		f(t)
	}
	return t
}

// column changes one column of a table.
func column(number int, change func(*columnRow, *columnExtra)) func(*tableRow) {
	return func(t *tableRow) {
		c := t.columns[number-1]
		c.rare = &columnExtra{}
		change(c, c.rare)
	}
}

func TestTablesAreThoseOfTheFiles(t *testing.T) {
	checkRows(t, []rowsFor{
		{"a table without columns", []catalogRow{table(1, "t", nil)}, `CREATE TABLE t ()`},
		{"odd names", []catalogRow{table(1, `T "x"`, []string{"select integer", `ä text`, `A integer[]`})}, `CREATE TABLE "T ""x""" ("select" int, ä text, "A" int[])`},
		{"an unlogged table with options", []catalogRow{table(1, "t", []string{"a text"}, func(t *tableRow) {
			t.persistence, t.options, t.toast, t.tablespace = "u", []string{"fillfactor=70", "autovacuum_enabled=false"}, []string{"autovacuum_enabled=false"}, "Fast disk"
		})}, `CREATE UNLOGGED TABLE t (a text) WITH (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false) TABLESPACE "Fast disk"`},
		{"another access method", []catalogRow{&accessMethodRow{oid: 5, name: "Columnar", typ: "t", handler: "heap_tableam_handler"}, table(1, "t", []string{"a text"}, func(t *tableRow) { t.method = "Columnar" })},
			`CREATE ACCESS METHOD "Columnar" TYPE TABLE HANDLER heap_tableam_handler; CREATE TABLE t (a text) USING "Columnar"`},
		{"defaults and generated columns", []catalogRow{table(1, "t", []string{"a integer NOT NULL", "b text", "c integer", "d integer"},
			column(2, func(c *columnRow, x *columnExtra) { c.value, x.collation = "'it''s'::text", `pg_catalog."C"` }),
			column(3, func(c *columnRow, x *columnExtra) { c.value, x.generated = "(a + 1)", "s" }),
			column(4, func(c *columnRow, x *columnExtra) { c.value, x.generated = "(a * 2)", "v" }))},
			`CREATE TABLE t (a int NOT NULL, b text COLLATE "C" DEFAULT 'it''s', c int GENERATED ALWAYS AS (a + 1) STORED, d int GENERATED ALWAYS AS (a * 2) VIRTUAL)`},
		{"what CREATE TABLE has no clause for", []catalogRow{table(1, "t", []string{"a text"},
			column(1, func(c *columnRow, x *columnExtra) {
				x.storage, x.compression, x.statistics, x.options = "EXTERNAL", "lz4", "0", []string{"n_distinct=-0.5"}
			}), func(t *tableRow) { t.security, t.force, t.identity = true, true, "f" })},
			`CREATE TABLE t (a text STORAGE EXTERNAL COMPRESSION lz4); ALTER TABLE t ALTER a SET STATISTICS 0, ALTER a SET (n_distinct = -0.5), ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, REPLICA IDENTITY FULL`},
		{"a replica identity by an index", []catalogRow{table(1, "t", []string{"a integer NOT NULL"}, func(t *tableRow) { t.identity, t.identityIndex = "i", "I" }),
			&indexRow{oid: 2, schema: "public", name: "I", keys: []int16{1}, options: []int16{0}, keyCount: 1, unique: true, valid: true, tableOID: 1, table: "t", kind: "r"}},
			`CREATE TABLE t (a int NOT NULL); CREATE UNIQUE INDEX "I" ON t (a); ALTER TABLE t REPLICA IDENTITY USING INDEX "I"`},
		{"a replica identity whose index is gone", []catalogRow{table(1, "t", nil, func(t *tableRow) { t.identity = "i" })}, `CREATE TABLE t ()`},
		{"no replica identity", []catalogRow{table(1, "t", nil, func(t *tableRow) { t.identity = "n" })}, `CREATE TABLE t (); ALTER TABLE t REPLICA IDENTITY NOTHING`},
		{"a table of a type", []catalogRow{&compositeRow{oid: 8, relation: 9, schema: "public", name: "Row", numbers: []int16{1, 2}, names: []string{"a", "b"}, types: []string{"integer", "text"}, collations: []string{"", ""}},
			table(1, "t", []string{"a integer NOT NULL", "b text"}, func(t *tableRow) { t.ofType = `public."Row"` }, column(2, func(c *columnRow, _ *columnExtra) { c.value = "'x'::text" }))},
			`CREATE TYPE "Row" AS (a int, b text); CREATE TABLE t OF "Row" (a NOT NULL, b DEFAULT 'x')`},
		{"a foreign table", []catalogRow{&wrapperRow{oid: 7, name: "W"}, &serverRow{oid: 8, name: "S", wrapper: "W", typ: "t'y", version: "1.0"},
			table(1, "t", []string{"a text"}, func(t *tableRow) {
				t.kind, t.server, t.serverOptions, t.method, t.identity = "f", "S", []string{"table_name=it's", "empty="}, "", "n"
			}, column(1, func(_ *columnRow, x *columnExtra) { x.foreign, x.statistics = []string{"column_name=A b"}, "10" }))},
			`CREATE FOREIGN DATA WRAPPER "W"; CREATE SERVER "S" TYPE 't''y' VERSION '1.0' FOREIGN DATA WRAPPER "W";
			 CREATE FOREIGN TABLE t (a text OPTIONS (column_name 'A b')) SERVER "S" OPTIONS (table_name 'it''s', empty ''); ALTER FOREIGN TABLE t ALTER a SET STATISTICS 10`},
	})
}

func TestIdentityColumnsAreThoseOfTheFiles(t *testing.T) {
	identity := func(typ, when string) *tableRow {
		return table(1, "t", []string{"id " + typ + " NOT NULL"}, column(1, func(_ *columnRow, x *columnExtra) { x.identity = when }))
	}
	of := func(top, start, step, low, cache int64, cycle bool) *identityRow {
		return &identityRow{table: 1, number: 1, named: "public.t_id_seq", start: start, increment: step, low: low, high: top, cache: cache, cycle: cycle}
	}
	checkRows(t, []rowsFor{
		{"with what the type gives", []catalogRow{identity("bigint", "a"), of(1<<63-1, 1, 1, 1, 1, false)}, `CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY)`},
		{"of a small type", []catalogRow{identity("smallint", "d"), of(1<<15-1, 1, 1, 1, 1, false)}, `CREATE TABLE t (id smallint GENERATED BY DEFAULT AS IDENTITY)`},
		{"with options of its own", []catalogRow{identity("integer", "a"), of(99, -5, 3, -10, 20, true)},
			`CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY (START -5 INCREMENT 3 MINVALUE -10 MAXVALUE 99 CACHE 20 CYCLE))`},
		{"that counts down", []catalogRow{identity("integer", "a"), of(-1, -1, -1, -(1 << 31), 1, false)}, `CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY (INCREMENT -1))`},
		{"that cycles and nothing else", []catalogRow{identity("bigint", "a"), of(1<<63-1, 1, 1, 1, 1, true)}, `CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY (CYCLE))`},
		{"of a table that is not read", []catalogRow{of(9, 1, 1, 1, 1, false)}, ``},
		{"whose sequence has another name", []catalogRow{identity("bigint", "a"), &identityRow{table: 1, number: 1, named: `public."Other seq"`, start: 1, increment: 1, low: 1, high: 1<<63 - 1, cache: 1}},
			`CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME "Other seq"))`},
	})
}

func TestConstraintsAreThoseOfTheFiles(t *testing.T) {
	t1 := func() *tableRow { return table(1, "t", []string{"a integer NOT NULL", "B integer NOT NULL", "c text"}) }
	valid := func(k constraintRow) *constraintRow {
		k.oid, k.valid = k.oid+100, true
		if k.table == 0 {
			k.table = 1
		}
		return &k
	}
	const start = `CREATE TABLE t (a int NOT NULL, "B" int NOT NULL, c text); `
	checkRows(t, []rowsFor{
		{"a key of two columns in another order", []catalogRow{t1(), valid(constraintRow{name: "K", kind: "p", keys: []int16{2, 1}})}, start + `ALTER TABLE t ADD CONSTRAINT "K" PRIMARY KEY ("B", a)`},
		{"a deferred unique constraint", []catalogRow{t1(), valid(constraintRow{name: "u", kind: "u", keys: []int16{3}, deferrable: true, deferred: true})},
			start + `ALTER TABLE t ADD CONSTRAINT u UNIQUE (c) DEFERRABLE INITIALLY DEFERRED`},
		{"a key whose index has options and a place", []catalogRow{t1(), valid(constraintRow{name: "k", kind: "p", keys: []int16{1}, index: 7, indexName: "k", indexOptions: []string{"fillfactor=50"}, tablespace: "Fast", clustered: true})},
			start + `ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (a) WITH (fillfactor = 50) USING INDEX TABLESPACE "Fast"; ALTER TABLE t CLUSTER ON k`},
		{"what the server prints", []catalogRow{t1(), valid(constraintRow{name: "c", kind: "c", keys: []int16{1}, def: "CHECK ((a > 0)) NO INHERIT"}), valid(constraintRow{oid: 1, name: "x", kind: "x", def: "EXCLUDE USING gist (c WITH =) WHERE ((a > 0))"}),
			valid(constraintRow{oid: 2, name: "n", kind: "u", keys: []int16{3}, def: "UNIQUE NULLS NOT DISTINCT (c) INCLUDE (a)"})},
			start + `ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NO INHERIT, ADD CONSTRAINT x EXCLUDE USING gist (c WITH =) WHERE (a > 0), ADD CONSTRAINT n UNIQUE NULLS NOT DISTINCT (c) INCLUDE (a)`},
		{"a reference of a table to itself", []catalogRow{t1(), valid(constraintRow{name: "k", kind: "p", keys: []int16{1}}), valid(constraintRow{oid: 1, name: "f", kind: "f", keys: []int16{2}, target: 1, targetKeys: []int16{1}, actions: "sac"})},
			start + `ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (a), ADD CONSTRAINT f FOREIGN KEY ("B") REFERENCES t (a) ON DELETE CASCADE`},
		{"a reference with all its clauses", []catalogRow{table(2, "Target", []string{"x integer NOT NULL", "y integer NOT NULL"}), t1(), valid(constraintRow{table: 2, name: "p", kind: "p", keys: []int16{1, 2}}),
			&constraintRow{oid: 9, table: 1, name: "f", kind: "f", keys: []int16{2, 1}, target: 2, targetKeys: []int16{1, 2}, actions: "fnd", deferrable: true, deferred: true}},
			`CREATE TABLE "Target" (x int, y int, CONSTRAINT p PRIMARY KEY (x, y)); ` + start +
				`ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY ("B", a) REFERENCES "Target" (x, y) MATCH FULL ON UPDATE SET NULL ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED NOT VALID`},
		{"RESTRICT is not NO ACTION", []catalogRow{t1(), valid(constraintRow{name: "k", kind: "p", keys: []int16{1}}), valid(constraintRow{oid: 1, name: "f", kind: "f", keys: []int16{2}, target: 1, targetKeys: []int16{1}, actions: "sra"})},
			start + `ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (a), ADD CONSTRAINT f FOREIGN KEY ("B") REFERENCES t (a) ON UPDATE RESTRICT`},
		{"a NOT NULL with a name of its own", []catalogRow{t1(), valid(constraintRow{name: "must", kind: "n", keys: []int16{2}, def: `NOT NULL "B"`})}, `CREATE TABLE t (a int NOT NULL, "B" int CONSTRAINT must NOT NULL, c text)`},
		{"a NOT NULL with the name that the server makes", []catalogRow{t1(), valid(constraintRow{name: "t_B_not_null", kind: "n", keys: []int16{2}, def: `NOT NULL "B"`})}, start},
		{"a NOT NULL without child tables", []catalogRow{t1(), valid(constraintRow{name: "t_a_not_null", kind: "n", keys: []int16{1}, def: `NOT NULL a NO INHERIT`})}, `CREATE TABLE t (a int NOT NULL NO INHERIT, "B" int NOT NULL, c text)`},
		{"a constraint of a table that is not read", []catalogRow{t1(), valid(constraintRow{table: 99, name: "x", kind: "c", def: "CHECK (false)"})}, start},
	})
}

func TestIndexesAreThoseOfTheFiles(t *testing.T) {
	on := func(x indexRow) *indexRow {
		x.oid, x.schema, x.tableOID, x.table, x.valid = 50, "public", 1, "t", true
		if x.kind == "" {
			x.kind = "r"
		}
		if x.keyCount == 0 {
			x.keyCount = int16(len(x.keys))
		}
		return &x
	}
	t1 := func() *tableRow { return table(1, "t", []string{"a integer", "B text", "c text"}) }
	const start = `CREATE TABLE t (a int, "B" text, c text); `
	checkRows(t, []rowsFor{
		{"both directions and places of NULL", []catalogRow{table(1, "t", []string{"a integer", "b integer", "c integer", "d integer"}), on(indexRow{name: "I", keys: []int16{1, 2, 3, 4}, options: []int16{0, 1, 2, 3}, unique: true})},
			`CREATE TABLE t (a int, b int, c int, d int); CREATE UNIQUE INDEX "I" ON t (a, b DESC NULLS LAST, c NULLS FIRST, d DESC)`},
		{"columns that are only stored", []catalogRow{t1(), on(indexRow{name: "i", keys: []int16{2, 1, 3}, keyCount: 1, options: []int16{0}})}, start + `CREATE INDEX i ON t ("B") INCLUDE (a, c)`},
		{"a column with a collation, and an index without", []catalogRow{table(1, "t", []string{"a text"}, column(1, func(c *columnRow, x *columnExtra) { c.collationOID, x.collation = 950, `pg_catalog."C"` })),
			on(indexRow{name: "i", keys: []int16{1}, options: []int16{0}})}, `CREATE TABLE t (a text COLLATE "C"); CREATE INDEX i ON t (a COLLATE "default")`},
		{"what the server prints", []catalogRow{t1(), on(indexRow{name: "i", def: `CREATE INDEX i ON public.t USING gin (to_tsvector('english'::regconfig, c)) WHERE (a > 0)`, tablespace: "Fast", clustered: true, numbers: []int16{1}, targets: []int32{100}})},
			start + `CREATE INDEX i ON t USING gin (to_tsvector('english', c)) TABLESPACE "Fast" WHERE a > 0; ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 100; ALTER TABLE t CLUSTER ON i`},
		{"an index of a table that is not read", []catalogRow{&indexRow{oid: 1, schema: "public", name: "i", tableOID: 99, kind: "r"}}, ``},
		{"an index of a materialized view", []catalogRow{&viewRow{oid: 1, schema: "public", name: "m", kind: "m", body: " SELECT 1 AS a;", populated: true},
			on(indexRow{name: "i", kind: "m", table: "m", def: `CREATE UNIQUE INDEX i ON public.m USING btree (a)`, unique: true})}, `CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE UNIQUE INDEX i ON m (a)`},
	})
}

// An index that a failed CONCURRENTLY has left is in the catalog and not in the files.
func TestInvalidIndexesAreMarked(t *testing.T) {
	rows := func(kind string) []catalogRow {
		t1 := table(1, "t", []string{"a integer"}, func(t *tableRow) {
			if t.kind = kind; kind == "p" {
				t.partitioned = "LIST (a)"
			}
		})
		return []catalogRow{t1, &indexRow{oid: 2, schema: "public", name: "i", def: "CREATE INDEX i ON ONLY public.t USING btree (a)", kind: kind, tableOID: 1, table: "t"}}
	}
	for kind, want := range map[string]string{"r": "invalid=yes", "p": "only=yes"} {
		found := false
		for _, line := range describe(modelOf(t, rows(kind)...)) {
			found = found || strings.HasPrefix(line, "index ") && strings.Contains(line, want)
		}
		if !found {
			t.Errorf("kind %q: no index with %s in %q", kind, want, describe(modelOf(t, rows(kind)...)))
		}
	}
}

func TestChildTablesAreThoseOfTheFiles(t *testing.T) {
	inherits := func(oids ...uint32) func(*tableRow) {
		return func(t *tableRow) {
			t.parentOIDs = oids
			for _, c := range t.columns {
				c.local = c.name == "own"
			}
		}
	}
	partition := func(parent uint32, bound string) func(*tableRow) {
		return func(t *tableRow) {
			inherits(parent)(t)
			t.partition, t.bound = true, bound
		}
	}
	partitioned := func(by string) func(*tableRow) { return func(t *tableRow) { t.kind, t.partitioned = "p", by } }
	checkRows(t, []rowsFor{
		{"two parents in the order of the catalog", []catalogRow{table(1, "Z", []string{"a integer"}), table(2, "b", []string{"c text"}), table(3, "child", []string{"a integer", "c text", "own integer"}, inherits(1, 2))},
			`CREATE TABLE "Z" (a int); CREATE TABLE b (c text); CREATE TABLE child (own int) INHERITS ("Z", b)`},
		{"another default, and none", []catalogRow{table(1, "p", []string{"a integer", "b integer", "c integer"}, column(1, func(c *columnRow, _ *columnExtra) { c.value = "1" }), column(2, func(c *columnRow, _ *columnExtra) { c.value = "1" })),
			table(2, "child", []string{"a integer", "b integer", "c integer NOT NULL"}, inherits(1), column(1, func(c *columnRow, _ *columnExtra) { c.value = "2" }), column(3, func(c *columnRow, _ *columnExtra) { c.value = "3" }))},
			`CREATE TABLE p (a int DEFAULT 1, b int DEFAULT 1, c int); CREATE TABLE child () INHERITS (p); ALTER TABLE child ALTER a SET DEFAULT 2, ALTER b DROP DEFAULT, ALTER c SET DEFAULT 3, ALTER c SET NOT NULL`},
		{"a child that is listed before its parent", []catalogRow{table(2, "a_child", []string{"a integer"}, inherits(1)), table(1, "parent", []string{"a integer"})}, `CREATE TABLE parent (a int); CREATE TABLE a_child () INHERITS (parent)`},
		{"partitions of every form", []catalogRow{table(1, "p", []string{"a integer NOT NULL", "b text"}, partitioned("RANGE (a, b)")),
			table(2, "P low", []string{"a integer NOT NULL", "b text"}, partition(1, "FOR VALUES FROM (MINVALUE, MINVALUE) TO (0, 'it''s')")),
			table(3, "rest", []string{"a integer NOT NULL", "b text"}, partition(1, "DEFAULT"), partitioned("HASH (b)")),
			table(4, "rest_0", []string{"a integer NOT NULL", "b text"}, partition(3, "FOR VALUES WITH (modulus 2, remainder 0)"))},
			`CREATE TABLE p (a int NOT NULL, b text) PARTITION BY RANGE (a, b); CREATE TABLE "P low" PARTITION OF p FOR VALUES FROM (MINVALUE, MINVALUE) TO (0, 'it''s');
			 CREATE TABLE rest PARTITION OF p DEFAULT PARTITION BY HASH (b); CREATE TABLE rest_0 PARTITION OF rest FOR VALUES WITH (MODULUS 2, REMAINDER 0)`},
		{"a partition with a constraint and storage of its own", []catalogRow{table(1, "p", []string{"a integer", "b text"}, partitioned("LIST (a)")),
			table(2, "p1", []string{"a integer", "b text"}, partition(1, "FOR VALUES IN (1, NULL)"), column(2, func(_ *columnRow, x *columnExtra) { x.storage = "EXTERNAL" })),
			&constraintRow{oid: 1, table: 2, name: "c", kind: "c", def: "CHECK ((b <> ''::text))", valid: true}},
			`CREATE TABLE p (a int, b text) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p (CONSTRAINT c CHECK (b <> '')) FOR VALUES IN (1, NULL); ALTER TABLE p1 ALTER b SET STORAGE EXTERNAL`},
	})
}

// Text is handed on as the sections are complete: no table is created before its schema, and no reference
// is added before the tables that it names.
func TestSectionsFollowInOrder(t *testing.T) {
	parent, child := table(1, "z", []string{"a integer NOT NULL"}), table(2, "a", []string{"a integer"})
	rows := []catalogRow{child, parent, &indexRow{oid: 9, schema: "public", name: "i", def: "CREATE INDEX i …", kind: "m"}, &schemaRow{oid: 3, name: "s"},
		&constraintRow{oid: 4, table: 2, name: "f", kind: "f", keys: []int16{1}, target: 1, targetKeys: []int16{1}, actions: "saa", valid: true},
		&viewRow{oid: 6, schema: "public", name: "v", kind: "v", body: "SELECT 1"}, &policyRow{oid: 7, schema: "public", table: "a", name: "p", permissive: true, command: "ALL"},
		&sequenceRow{oid: 5, schema: "public", name: "q", typ: "bigint", start: 1, increment: 1, low: 1, high: 2, cache: 1}}
	text := ""
	r := NewReader(18, func(s parse.Source) { text += s.Text })
	for _, row := range rows {
		row.write(r)
	}
	for _, p := range Phases(18) {
		p.Finish(r)
	}
	last := -1
	for _, part := range []string{"CREATE SCHEMA s", "CREATE SEQUENCE", "CREATE TABLE", "CREATE VIEW", "CREATE INDEX", "CREATE POLICY"} {
		i := strings.Index(text, part)
		if i <= last {
			t.Errorf("%s is at %d, what must come before it at %d:\n%s", part, i, last, text)
		}
		last = i
	}
}

// A large catalog is handed on in parts while the rest is written.
func TestManyTablesComeInParts(t *testing.T) {
	parts, text := 0, ""
	r := NewReader(18, nil)
	r.handOn = func(s parse.Source) { parts++; text += s.Text }
	for i := range 3000 {
		table(uint32(i+1), "t"+strings.Repeat("x", i%40), []string{"a integer", "b text"}).write(r)
	}
	writeTables(r)
	if n := strings.Count(text, "CREATE TABLE"); n != 3000 || parts < 2 {
		t.Errorf("%d tables in %d parts", n, parts)
	}
	if diff := cmp.Diff("", r.text[sectionTables].String()); diff != "" {
		t.Errorf("text is left behind:\n%s", diff)
	}
}
