package catalog

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// written is the text that rows write, without a server.
func written(rows ...interface{ write(*Reader) }) string {
	var b strings.Builder
	r := NewReader(18, func(text parse.Source) { b.WriteString(text.Text) })
	for _, row := range rows {
		row.write(r)
	}
	writeTables(r)
	Phase{emits: sections}.Finish(r)
	return strings.TrimSuffix(b.String(), "\n")
}

func TestRowsAsStatements(t *testing.T) {
	class := uint32(7)
	for name, c := range map[string]struct {
		row  interface{ write(*Reader) }
		want string
	}{
		"schema":          {&schemaRow{oid: 1, name: "Odd name"}, `CREATE SCHEMA "Odd name";`},
		"schema public":   {&schemaRow{oid: 1, name: "public"}, ""},
		"enum":            {&enumRow{schema: "s", name: "e", labels: []string{"a", "it's"}}, `CREATE TYPE s.e AS ENUM ('a', 'it''s');`},
		"domain":          {&domainRow{schema: "s", name: "d", typ: "text", collation: `pg_catalog."C"`, value: "'x'", notNull: true}, `CREATE DOMAIN s.d AS text COLLATE pg_catalog."C" DEFAULT 'x' NOT NULL;`},
		"check of domain": {&domainCheckRow{schema: "s", domain: "d", name: "c", def: "CHECK (VALUE > 0)"}, `ALTER DOMAIN s.d ADD CONSTRAINT c CHECK (VALUE > 0);`},
		"composite type":  {&compositeRow{schema: "s", name: "c", numbers: []int16{1, 3}, names: []string{"a", "B"}, types: []string{"integer", "text"}, collations: []string{"", `pg_catalog."C"`}}, `CREATE TYPE s.c AS (a integer, "B" text COLLATE pg_catalog."C");`},
		"no attributes":   {&compositeRow{schema: "s", name: "c"}, `CREATE TYPE s.c AS ();`},
		"range":           {&rangeRow{schema: "s", name: "r", subtype: "integer", multirange: "s.mr"}, `CREATE TYPE s.r AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = s.mr);`},
		"shell type":      {&baseTypeRow{schema: "s", name: "b"}, `CREATE TYPE s.b;`},
		"base type": {&baseTypeRow{schema: "s", name: "b", defined: true, functions: []string{"INPUT", "s.i", "RECEIVE", "-"}, length: 4, align: "i", storage: "p", category: "U", delimiter: ","},
			`CREATE TYPE s.b (INPUT = s.i, INTERNALLENGTH = 4, ALIGNMENT = int4, STORAGE = plain, CATEGORY = 'U', DELIMITER = ',');`},
		"collation":     {&collationRow{schema: "s", name: "c", provider: "i", locale: "de-DE", deterministic: false}, `CREATE COLLATION s.c (PROVIDER = icu, LOCALE = 'de-DE', DETERMINISTIC = false);`},
		"sequence":      {&sequenceRow{schema: "s", name: "q", persistence: "u", typ: "bigint", start: 1, increment: 2, low: 1, high: 9, cache: 1, cycle: true, tableSchema: "s", table: "t", column: "c"}, `CREATE UNLOGGED SEQUENCE s.q AS bigint START 1 INCREMENT 2 MINVALUE 1 MAXVALUE 9 CACHE 1 CYCLE OWNED BY s.t.c;`},
		"cast":          {&castRow{source: "text", target: "s.e", function: "s.f(text)", method: "f", context: "a"}, `CREATE CAST (text AS s.e) WITH FUNCTION s.f(text) AS ASSIGNMENT;`},
		"conversion":    {&conversionRow{schema: "s", name: "c", from: "LATIN1", to: "UTF8", function: "f", usual: true}, `CREATE DEFAULT CONVERSION s.c FOR 'LATIN1' TO 'UTF8' FROM f;`},
		"language":      {&languageRow{name: "l", trusted: true, handler: "h", validator: "v"}, `CREATE TRUSTED LANGUAGE l HANDLER h VALIDATOR v;`},
		"transform":     {&transformRow{typ: "hstore", language: "l", from: "f(internal)", to: "g(internal)"}, `CREATE TRANSFORM FOR hstore LANGUAGE l (FROM SQL WITH FUNCTION f(internal), TO SQL WITH FUNCTION g(internal));`},
		"access method": {&accessMethodRow{name: "m", typ: "t", handler: "h"}, `CREATE ACCESS METHOD m TYPE TABLE HANDLER h;`},
		"operator":      {&operatorRow{schema: "s", name: "===", left: "NONE", right: "integer", options: []string{"FUNCTION", "s.f", "COMMUTATOR", "-"}, hashes: true}, `CREATE OPERATOR s.=== (RIGHTARG = integer, FUNCTION = s.f, HASHES);`},
		"empty class":   {&classRow{oid: class, schema: "s", name: "c", method: "btree", byDefault: true, typ: "integer", family: "s.c"}, `CREATE OPERATOR CLASS s.c DEFAULT FOR TYPE integer USING btree FAMILY s.c AS STORAGE integer;`},
		"dictionary":    {&dictionaryRow{textSearchRow{schema: "s", name: "d", options: []string{"TEMPLATE", "pg_catalog.simple", "", "stopwords = 'x'"}}}, `CREATE TEXT SEARCH DICTIONARY s.d (TEMPLATE = pg_catalog.simple, stopwords = 'x');`},
		"procedure":     {&functionRow{schema: "s", name: "p", kind: "p", arguments: "IN a integer", language: "sql", body: "SELECT 'x'", support: "-", definer: true}, `CREATE PROCEDURE s.p(IN a integer) LANGUAGE sql SECURITY DEFINER AS 'SELECT ''x''';`},
		"server":        {&serverRow{name: "r", wrapper: "w", version: "1", options: []string{"host=h", "password=secret"}}, `CREATE SERVER r VERSION '1' FOREIGN DATA WRAPPER w OPTIONS (host 'h', password '` + schema.Mask + `');`},
		"materialized view": {&viewRow{schema: "s", name: "m", kind: "m", body: " SELECT 1;", options: []string{"fillfactor=70"}},
			`CREATE MATERIALIZED VIEW s.m WITH (fillfactor='70') AS  SELECT 1 WITH NO DATA;`},
		"policy":        {&policyRow{schema: "s", table: "t", name: "p", command: "SELECT", roles: "a, b", using: "true"}, `CREATE POLICY p ON s.t AS RESTRICTIVE FOR SELECT TO a, b USING (true);`},
		"trigger":       {&triggerRow{schema: "s", table: "t", name: "g", enabled: "D", definition: "CREATE TRIGGER g …"}, "CREATE TRIGGER g …;\nALTER TABLE s.t DISABLE TRIGGER g;"},
		"a partition's": {&triggerRow{schema: "s", table: "t", name: "g", enabled: "A", copied: true}, "ALTER TABLE s.t ENABLE ALWAYS TRIGGER g;"},
		"event trigger": {&eventTriggerRow{name: "e", event: "ddl_command_end", function: "s.f", enabled: "O", tags: []string{"DROP TABLE"}}, `CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION s.f();`},
	} {
		if diff := cmp.Diff(c.want, written(c.row)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A table is written when its columns and constraints are read, and parents stand before
// their children in whatever order they come.
func TestTables(t *testing.T) {
	child := &tableRow{oid: 2, schema: "s", name: "a_child", kind: "r", partition: true, bound: "FOR VALUES IN (1)", parentOIDs: []uint32{1}}
	parent := &tableRow{oid: 1, schema: "s", name: "parent", kind: "p", partitioned: "LIST (id)", security: true}
	for _, table := range []*tableRow{child, parent} {
		table.columns = []*columnRow{{number: 1, name: "id", typ: "integer", notNull: true, local: table == parent}, {number: 2, name: "n", typ: "text", local: table == parent}}
	}
	child.columns[1].value = "'x'"
	want := `CREATE TABLE s.parent (id integer NOT NULL, n text, CONSTRAINT parent_pkey PRIMARY KEY (id)) PARTITION BY LIST (id);
CREATE TABLE s.a_child PARTITION OF s.parent FOR VALUES IN (1);
ALTER TABLE ONLY s.a_child ALTER COLUMN n SET DEFAULT 'x';
CREATE INDEX i ON s.a_child USING btree (n DESC) INCLUDE (id);
ALTER TABLE ONLY s.parent ENABLE ROW LEVEL SECURITY;`
	got := written(child, parent, &constraintRow{oid: 9, table: 1, name: "parent_pkey", kind: "p", keys: []int16{1}, valid: true},
		&indexRow{schema: "s", name: "i", keys: []int16{2, 1}, keyCount: 1, options: []int16{3, 0}, tableOID: 2, table: "a_child", kind: "r", valid: true})
	if diff := cmp.Diff(sorted(want), sorted(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if strings.Index(got, "s.parent (") > strings.Index(got, "s.a_child PARTITION") {
		t.Errorf("a partition stands before its parent:\n%s", got)
	}
}

func sorted(text string) map[string]bool {
	lines := map[string]bool{}
	for line := range strings.Lines(text + "\n") {
		lines[line] = true
	}
	return lines
}

// What a role may not see is noted and not compared.
func TestHiddenOptions(t *testing.T) {
	r := NewReader(18, func(parse.Source) {})
	(&userMappingRow{oid: 1, server: "r", role: "u"}).write(r)
	s := &schema.Schema{}
	m := &pgmodel.UserMapping{}
	m.ID = pgmodel.UserMappingKey("u", "r")
	s.Put(m)
	r.Complete(s)
	if len(s.Notes) != 1 || !m.Hidden {
		t.Errorf("%d notes, want one; hidden: %v", len(s.Notes), m.Hidden)
	}
}

// The names that files may use are those of schemas, installed extensions and routines.
func TestNames(t *testing.T) {
	r := NewReader(18, func(parse.Source) {})
	(&schemaRow{oid: 1, name: "app"}).write(r)
	(&extensionRow{oid: 2, name: "citext"}).write(r)
	(&extensionRow{name: "available"}).write(r)
	(&functionRow{oid: 3, schema: "app", name: "f", kind: "f", types: []string{"integer"}, support: "-"}).write(r)
	var env parsepg.Env
	r.AddNames(&env)
	if len(env.Names) != 2 || len(env.Extensions) != 2 || len(env.Routines) != 1 || env.Routines[0].Name != "f" {
		t.Errorf("got names %v, extensions %v, routines %v", env.Names, env.Extensions, env.Routines)
	}
}
