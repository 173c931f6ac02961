package catalog

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func TestViewsAreThoseOfTheFiles(t *testing.T) {
	t1 := func() *tableRow { return table(1, "t", []string{"a integer", "b text"}) }
	const start = `CREATE TABLE t (a int, b text); `
	checkRows(t, []rowsFor{
		{"a view with options", []catalogRow{t1(), &viewRow{oid: 2, schema: "public", name: "V", kind: "v", body: " SELECT a\n   FROM public.t;", options: []string{"security_barrier=true", "check_option=local"}}},
			start + `CREATE VIEW "V" WITH (security_barrier) AS SELECT a FROM t WITH LOCAL CHECK OPTION`},
		{"a text that ends with a semicolon", []catalogRow{&viewRow{oid: 2, schema: "public", name: "v", kind: "v", body: " SELECT 'a; '::text AS a;\n"}}, `CREATE VIEW v AS SELECT 'a; '::text AS a`},
		{"a default and a name of a column", []catalogRow{t1(), &viewRow{oid: 2, schema: "public", name: "v", kind: "v", body: ` SELECT a AS "A" FROM public.t`}, &viewColumnRow{oid: 2, number: 1, column: "A", schema: "public", view: "v", kind: "v", typ: "integer", value: "7"}},
			start + `CREATE VIEW v AS SELECT a AS "A" FROM t; ALTER VIEW v ALTER COLUMN "A" SET DEFAULT 7`},
		{"a materialized view", []catalogRow{t1(), &viewRow{oid: 2, schema: "public", name: "m", kind: "m", body: " SELECT b FROM public.t;", options: []string{"fillfactor=80"}, method: "heap", tablespace: "Fast", populated: true},
			&viewColumnRow{oid: 2, number: 1, column: "b", schema: "public", view: "m", kind: "m", typ: "text", target: "10", storage: "EXTERNAL", compression: "pglz"}},
			start + `CREATE MATERIALIZED VIEW m WITH (fillfactor = 80) TABLESPACE "Fast" AS SELECT b FROM t;
			 ALTER MATERIALIZED VIEW m ALTER b SET STATISTICS 10, ALTER b SET STORAGE EXTERNAL, ALTER b SET COMPRESSION pglz`},
		{"one that holds no rows yet", []catalogRow{t1(), &viewRow{oid: 2, schema: "public", name: "m", kind: "m", body: " SELECT b FROM public.t;"}}, start + `CREATE MATERIALIZED VIEW m AS SELECT b FROM t WITH NO DATA`},
		{"a rule that is off", []catalogRow{t1(), &ruleRow{oid: 3, schema: "public", table: "t", name: "R", def: "CREATE RULE \"R\" AS\n    ON DELETE TO public.t DO INSTEAD NOTHING;", enabled: "D"}},
			start + `CREATE RULE "R" AS ON DELETE TO t DO INSTEAD NOTHING; ALTER TABLE t DISABLE RULE "R"`},
		{"a rule of two statements", []catalogRow{t1(), &ruleRow{oid: 3, schema: "public", table: "t", name: "r", def: "CREATE RULE r AS\n    ON INSERT TO public.t DO ( DELETE FROM public.t;\n NOTIFY x;\n);", enabled: "O"}},
			start + `CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM t; NOTIFY x)`},
		{"statistics with a target", []catalogRow{t1(), &statisticsRow{oid: 3, schema: "public", name: "S", def: `CREATE STATISTICS public."S" (ndistinct, mcv) ON a, lower(b) FROM public.t`, target: statisticsTarget(0)}},
			start + `CREATE STATISTICS "S" (ndistinct, mcv) ON a, lower(b) FROM t; ALTER STATISTICS "S" SET STATISTICS 0`},
		{"statistics with the usual target", []catalogRow{t1(), &statisticsRow{oid: 3, schema: "public", name: "s", def: `CREATE STATISTICS public.s ON a, b FROM public.t`, target: statisticsTarget(-1)}}, start + `CREATE STATISTICS s ON a, b FROM t`},
	})
}

func statisticsTarget(n int) *int { return &n }

func TestTriggersAndPoliciesAreThoseOfTheFiles(t *testing.T) {
	rows := func(more ...catalogRow) []catalogRow {
		f := &functionRow{oid: 9, schema: "public", name: "f", kind: "f", result: "trigger", language: "plpgsql", body: "BEGIN RETURN NULL; END", support: "-", cost: 100}
		return append([]catalogRow{table(1, "t", []string{"a integer", "b text"}), f}, more...)
	}
	const start = `CREATE TABLE t (a int, b text); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; `
	trigger := func(state string) *triggerRow {
		return &triggerRow{oid: 3, schema: "public", table: "t", name: "G", enabled: state, definition: `CREATE TRIGGER "G" AFTER UPDATE OF a ON public.t FOR EACH ROW WHEN ((old.a IS DISTINCT FROM new.a)) EXECUTE FUNCTION public.f('x', '')`}
	}
	const triggerDDL = start + `CREATE TRIGGER "G" AFTER UPDATE OF a ON t FOR EACH ROW WHEN (old.a IS DISTINCT FROM new.a) EXECUTE FUNCTION f('x', ''); `
	checkRows(t, []rowsFor{
		{"a trigger", rows(trigger("O")), triggerDDL},
		{"a trigger that is off", rows(trigger("D")), triggerDDL + `ALTER TABLE t DISABLE TRIGGER "G"`},
		{"a trigger of replicas", rows(trigger("R")), triggerDDL + `ALTER TABLE t ENABLE REPLICA TRIGGER "G"`},
		{"a trigger that always fires", rows(trigger("A")), triggerDDL + `ALTER TABLE t ENABLE ALWAYS TRIGGER "G"`},
		{"a policy of all roles and commands", rows(&policyRow{oid: 3, schema: "public", table: "t", name: "P p", permissive: true, command: "ALL", using: "(a > 0)"}), start + `CREATE POLICY "P p" ON t USING (a > 0)`},
		{"a restrictive policy of some", rows(&policyRow{oid: 3, schema: "public", table: "t", name: "p", command: "UPDATE", roles: `"R r", s`, using: "true", check: "(b = CURRENT_USER)"}),
			start + `CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO "R r", s USING (true) WITH CHECK (b = current_user)`},
		{"a policy for what is inserted", rows(&policyRow{oid: 3, schema: "public", table: "t", name: "p", permissive: true, command: "INSERT", check: "(a IS NOT NULL)"}), start + `CREATE POLICY p ON t FOR INSERT WITH CHECK (a IS NOT NULL)`},
		{"an event trigger", rows(&functionRow{oid: 10, schema: "public", name: "g", kind: "f", result: "event_trigger", language: "plpgsql", body: "BEGIN END", support: "-", cost: 100},
			&eventTriggerRow{oid: 3, name: "E", event: "ddl_command_end", function: "public.g", enabled: "R", tags: []string{"CREATE TABLE", "DROP TABLE"}}),
			start + `CREATE FUNCTION g() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER "E" ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION g(); ALTER EVENT TRIGGER "E" ENABLE REPLICA`},
	})
}

func TestReplicationIsThatOfTheFiles(t *testing.T) {
	tables := func(more ...catalogRow) []catalogRow {
		return append([]catalogRow{table(1, "t", []string{"a integer", "B text"}), table(2, "u", nil), &schemaRow{oid: 3, name: "App"}}, more...)
	}
	const start = `CREATE SCHEMA "App"; CREATE TABLE t (a int, "B" text); CREATE TABLE u (); `
	checkRows(t, []rowsFor{
		{"of all tables", tables(&publicationRow{oid: 5, name: "P", all: true, insert: true, update: true, del: true, truncate: true}), start + `CREATE PUBLICATION "P" FOR ALL TABLES`},
		{"of nothing", tables(&publicationRow{oid: 5, name: "p"}), start + `CREATE PUBLICATION p WITH (publish = '')`},
		{"of columns and rows", tables(&publicationRow{oid: 5, name: "p", insert: true, root: true}, &publishedTableRow{name: "p", schema: "public", table: "t", columns: []string{"a", "B"}, where: "(a > 0)"},
			&publishedTableRow{name: "p", schema: "public", table: "u"}), start + `CREATE PUBLICATION p FOR TABLE ONLY t (a, "B") WHERE (a > 0), ONLY u WITH (publish = 'insert', publish_via_partition_root)`},
		{"of a schema", tables(&publicationRow{oid: 5, name: "p", update: true, generated: "stored"}, &publishedSchemaRow{name: "p", schema: "App"}),
			start + `CREATE PUBLICATION p FOR TABLES IN SCHEMA "App" WITH (publish = 'update', publish_generated_columns = stored)`},
	})
}

// subscribed reads subscriptions and what the server says of their connections.
func subscribed(t *testing.T, connections string, rows ...*subscriptionRow) *schema.Schema {
	return modelOfReader(t, func(r *Reader) {
		for _, row := range rows {
			row.write(r)
		}
		if err := readConnections(r, &answer{values: [][]any{{connections}}}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestConnectionsOfSubscriptions(t *testing.T) {
	const seen = "<row><c>533a7320782e:686f73743d6820706173737764</c></row>"
	t.Run("are masked", func(t *testing.T) {
		// "S s" and "host=h password=secret"
		s := subscribed(t, "<table><row><c>532073:686f73743d682070617373776f72643d736563726574</c></row></table>", &subscriptionRow{oid: 1, name: "S s", slot: "slot", enabled: true, publications: []string{"p", "Q q"}, options: []string{"binary", "true", "streaming", "parallel"}})
		want := describe(filesOf(t, `CREATE SUBSCRIPTION "S s" CONNECTION 'host=h password=other' PUBLICATION p, "Q q" WITH (connect = false, slot_name = 'slot', enabled = true, binary = true, streaming = parallel)`))
		if diff := cmp.Diff(want, describe(s)); diff != "" {
			t.Errorf("(-files +catalog):\n%s", diff)
		}
		if text := strings.Join(describe(s), "\n"); strings.Contains(text, "secret") {
			t.Errorf("the password is in the model: %s", text)
		}
	})
	t.Run("are not compared where they are hidden", func(t *testing.T) {
		s := subscribed(t, "hidden", &subscriptionRow{name: "s", publications: []string{"p"}})
		o, _ := s.Get(schema.Key{Kind: schema.KindSubscription, Name: "s"}).(*pgmodel.Subscription)
		if o == nil || !o.Hidden || len(noted(s)) != 1 || !strings.Contains(noted(s)[0], "s") {
			t.Errorf("%+v with notes on %q", o, noted(s))
		}
	})
	t.Run("belong to their subscription", func(t *testing.T) { // another one was created between the two queries
		s := subscribed(t, seen, &subscriptionRow{name: "s", publications: []string{"p"}})
		if o, _ := s.Get(schema.Key{Kind: schema.KindSubscription, Name: "s"}).(*pgmodel.Subscription); o == nil || !o.Hidden {
			t.Errorf("%+v", o)
		}
	})
	t.Run("are an error where they are no text", func(t *testing.T) {
		r := NewReader(18, nil)
		if err := readConnections(r, &answer{values: [][]any{{"<c>zz:00</c>"}}}); err == nil {
			t.Error("no error")
		}
	})
}

func TestForeignDataIsThatOfTheFiles(t *testing.T) {
	checkRows(t, []rowsFor{
		{"a wrapper with functions", []catalogRow{&wrapperRow{oid: 1, name: "W w", handler: "public.h", validator: "public.v", options: []string{"debug=true"}},
			&functionRow{oid: 2, schema: "public", name: "h", kind: "f", result: "fdw_handler", language: "c", library: "l", body: "h", support: "-", cost: 1},
			&functionRow{oid: 3, schema: "public", name: "v", kind: "f", types: []string{"text[]", "oid"}, arguments: "text[], oid", result: "void", language: "c", library: "l", body: "v", support: "-", cost: 1}},
			`CREATE FUNCTION h() RETURNS fdw_handler LANGUAGE c AS 'l', 'h'; CREATE FUNCTION v(text[], oid) RETURNS void LANGUAGE c AS 'l', 'v'; CREATE FOREIGN DATA WRAPPER "W w" HANDLER h VALIDATOR v OPTIONS (debug 'true')`},
		{"user mappings of a role and of all", []catalogRow{&wrapperRow{oid: 1, name: "w"}, &serverRow{oid: 2, name: "S", wrapper: "w"}, &userMappingRow{oid: 3, server: "S", visible: true, options: []string{"user=guest"}},
			&userMappingRow{oid: 4, server: "S", role: "R r", visible: true, options: []string{"user=a=b", "password=x"}}},
			`CREATE FOREIGN DATA WRAPPER w; CREATE SERVER "S" FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR PUBLIC SERVER "S" OPTIONS (user 'guest'); CREATE USER MAPPING FOR "R r" SERVER "S" OPTIONS (user 'a=b', password 'y')`},
		{"a language and a transform", []catalogRow{&functionRow{oid: 2, schema: "public", name: "h", kind: "f", result: "language_handler", language: "c", library: "l", body: "h", support: "-", cost: 1},
			&languageRow{oid: 1, name: "L l", handler: "public.h", trusted: true}, &languageRow{oid: 5, name: "plpgsql", extension: true},
			&functionRow{oid: 3, schema: "public", name: "g", kind: "f", types: []string{"internal"}, arguments: "internal", result: "internal", language: "c", library: "l", body: "g", support: "-", cost: 1},
			&transformRow{oid: 4, typ: "integer", language: "L l", from: "public.g(internal)"}},
			`CREATE FUNCTION h() RETURNS language_handler LANGUAGE c AS 'l', 'h'; CREATE FUNCTION g(internal) RETURNS internal LANGUAGE c AS 'l', 'g'; CREATE TRUSTED LANGUAGE "L l" HANDLER h; CREATE TRANSFORM FOR int LANGUAGE "L l" (FROM SQL WITH FUNCTION g(internal))`},
		{"text search", []catalogRow{&dictionaryRow{textSearchRow{oid: 1, schema: "public", name: "D d", options: []string{"TEMPLATE", "pg_catalog.simple", "", "stopwords = 'it''s', accept = 'false'"}}},
			&configurationRow{textSearchRow{oid: 2, schema: "public", name: "C c", options: []string{"PARSER", "pg_catalog.\"default\""}}}, &mappingRow{config: `public."C c"`, token: "asciiword", dictionaries: `public."D d", pg_catalog.simple`}},
			`CREATE TEXT SEARCH DICTIONARY "D d" (TEMPLATE = simple, stopwords = 'it''s', accept = 'false'); CREATE TEXT SEARCH CONFIGURATION "C c" (PARSER = "default"); ALTER TEXT SEARCH CONFIGURATION "C c" ADD MAPPING FOR asciiword WITH "D d", simple`},
		{"a conversion", []catalogRow{&conversionRow{oid: 1, schema: "public", name: "C c", from: "LATIN1", to: "UTF8", function: "pg_catalog.iso8859_1_to_utf8"}}, `CREATE CONVERSION "C c" FOR 'latin1' TO 'utf8' FROM pg_catalog.iso8859_1_to_utf8`},
	})
}

func TestSecretsAreNeverRead(t *testing.T) {
	s := modelOf(t, &wrapperRow{oid: 1, name: "w", options: []string{"passwd=hush"}}, &serverRow{oid: 2, name: "s", wrapper: "w", options: []string{"host=h", "PASSWORD=hush=1", "password="}},
		&userMappingRow{oid: 3, server: "s", visible: true, options: []string{"Password=hush", "sslpassword=hush"}})
	if text := strings.Join(describe(s), "\n"); strings.Contains(text, "hush") {
		t.Error(text)
	}
}

func TestFactsAreAboutTheirObjects(t *testing.T) {
	const everything = `CREATE SCHEMA app; CREATE TYPE app.c AS (x int); CREATE DOMAIN app.d AS int CONSTRAINT k CHECK (VALUE > 0);
	 CREATE TABLE app."T" (a int, CONSTRAINT p PRIMARY KEY (a)); CREATE VIEW app.v AS SELECT 1 AS y; `
	rows := func(more ...catalogRow) []catalogRow {
		t1 := table(5, "T", []string{"a integer NOT NULL"})
		t1.schema = "app"
		return append([]catalogRow{&schemaRow{oid: 1, name: "app"}, &compositeRow{oid: 2, array: 22, relation: 3, schema: "app", name: "c", numbers: []int16{1}, names: []string{"x"}, types: []string{"integer"}, collations: []string{""}},
			&domainRow{oid: 4, schema: "app", name: "d", typ: "integer"}, &domainCheckRow{oid: 14, schema: "app", domain: "d", name: "k", def: "CHECK ((VALUE > 0))"}, t1,
			&constraintRow{oid: 6, table: 5, name: "p", kind: "p", keys: []int16{1}, valid: true, index: 7, indexName: "p"},
			&viewRow{oid: 8, schema: "app", name: "v", kind: "v", body: "SELECT 1 AS y"}, &viewColumnRow{oid: 8, number: 1, column: "y", schema: "app", view: "v", kind: "v", typ: "integer"}}, more...)
	}
	about := func(class string, oid uint32, sub int32) *commentRow {
		return &commentRow{class: class, id: objectID{oid: oid, sub: sub}, text: "it's\nhere"}
	}
	comment := func(on string) string { return everything + "COMMENT ON " + on + " IS E'it''s\\nhere'" }
	checkRows(t, []rowsFor{
		{"a schema", rows(about("pg_namespace", 1, 0)), comment("SCHEMA app")},
		{"a type", rows(about("pg_catalog.pg_type", 2, 0)), comment("TYPE app.c")},
		{"an attribute of a type", rows(about("pg_class", 3, 1)), comment("COLUMN app.c.x")},
		{"a domain", rows(about("pg_type", 4, 0)), comment("DOMAIN app.d")},
		{"a check of a domain", rows(about("pg_constraint", 14, 0)), comment("CONSTRAINT k ON DOMAIN app.d")},
		{"a table", rows(about("pg_class", 5, 0)), comment(`TABLE app."T"`)},
		{"a column", rows(about("pg_class", 5, 1)), comment(`COLUMN app."T".a`)},
		{"a constraint", rows(about("pg_constraint", 6, 0)), comment(`CONSTRAINT p ON app."T"`)},
		{"the index of a key", rows(about("pg_class", 7, 0)), comment(`INDEX app.p`)},
		{"a view", rows(about("pg_class", 8, 0)), comment(`VIEW app.v`)},
		{"a column of a view", rows(about("pg_class", 8, 1)), comment(`COLUMN app.v.y`)},
		{"something that is not read", rows(about("pg_class", 99, 0), about("pg_class", 5, 9), about("pg_proc", 5, 0)), everything},
		{"the usual comment of public", rows(&commentRow{class: "pg_namespace", id: objectID{oid: 2200}, text: "standard public schema"}), everything},
		{"another comment of public", rows(&commentRow{class: "pg_namespace", id: objectID{oid: 2200}, text: "mine"}), everything + "COMMENT ON SCHEMA public IS 'mine'"},
	})
}

// The oid of a type and of a relation may be the same number: rows of different catalogs are different objects.
func TestNumbersOfCatalogsAreApart(t *testing.T) {
	s := modelOf(t, table(7, "t", nil), &enumRow{oid: 7, schema: "public", name: "e", labels: []string{"x"}}, &commentRow{class: "pg_type", id: objectID{oid: 7}, text: "type"}, &commentRow{class: "pg_class", id: objectID{oid: 7}, text: "table"})
	for k, want := range map[schema.Key]string{{Kind: schema.KindTable, Schema: "public", Name: "t"}: "table", {Kind: schema.KindEnum, Schema: "public", Name: "e"}: "type"} {
		if got := s.Get(k).(pgmodel.Object).Common().Comment; got != want {
			t.Errorf("%s has the comment %q", k, got)
		}
	}
}

func TestPrivilegesAreMerged(t *testing.T) {
	on := func(sub int32, g pgmodel.Grant) *privilegeRow {
		return &privilegeRow{id: objectID{"pg_class", 1, sub}, g: g}
	}
	s := modelOf(t, table(1, "t", []string{"a integer"}), on(0, pgmodel.Grant{Role: "b", Privilege: "SELECT"}), on(0, pgmodel.Grant{Role: "a", Privilege: "SELECT"}), on(0, pgmodel.Grant{Role: "b", Privilege: "SELECT", Grantable: true}),
		on(1, pgmodel.Grant{Privilege: "UPDATE"}), &ownerRow{id: objectID{class: "pg_class", oid: 1}, role: "O"})
	got := strings.Join(describe(s), "\n")
	want := "table public.t; owner=O; grants=SELECT to a; SELECT to b with grant option\n  column public.t.a; type=integer; grants=UPDATE to PUBLIC"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPublicIsInTheModelWhereItIsChanged(t *testing.T) {
	k, id := schema.Key{Kind: schema.KindSchema, Name: "public"}, objectID{class: "pg_namespace", oid: 2200}
	for name, row := range map[string]catalogRow{
		"a privilege": &privilegeRow{id: id, g: pgmodel.Grant{Role: "app", Privilege: "CREATE"}},
		"an owner":    &ownerRow{id: id, role: "app"},
		"a comment":   &commentRow{class: "pg_namespace", id: id, text: "mine"},
	} {
		if s := modelOf(t, row); s.Get(k) == nil {
			t.Errorf("public with %s is not in the model", name)
		}
	}
	if s := modelOf(t); s.Get(k) != nil {
		t.Errorf("public as it begins is in the model: %q", describe(s))
	}
}

// The schema public has a number of the system's, and an owner that can be another.
func TestTheOwnerOfPublicIsRead(t *testing.T) {
	for _, v := range versions {
		if sql := ownersSQL(target{version: v, classes: classes()}); !strings.Contains(sql, "pg_catalog.pg_namespace o WHERE (o.oid >= 16384 OR o.nspname = 'public')") {
			t.Errorf("version %d: %s", v, sql)
		}
	}
}

func TestDefaultPrivilegesAreThoseOfTheFiles(t *testing.T) {
	checkRows(t, []rowsFor{
		{"of all schemas", []catalogRow{&defaultPrivilegeRow{role: "R", kind: "r", g: pgmodel.Grant{Role: "b", Privilege: "SELECT"}}, &defaultPrivilegeRow{role: "R", kind: "r", g: pgmodel.Grant{Role: "a", Privilege: "SELECT", Grantable: true}}},
			`ALTER DEFAULT PRIVILEGES FOR ROLE "R" GRANT SELECT ON TABLES TO b; ALTER DEFAULT PRIVILEGES FOR ROLE "R" GRANT SELECT ON TABLES TO a WITH GRANT OPTION`},
		{"of one schema", []catalogRow{&schemaRow{oid: 1, name: "App"}, &defaultPrivilegeRow{role: "r", in: "App", kind: "S", g: pgmodel.Grant{Privilege: "USAGE"}}},
			`CREATE SCHEMA "App"; ALTER DEFAULT PRIVILEGES FOR ROLE r IN SCHEMA "App" GRANT USAGE ON SEQUENCES TO PUBLIC`},
		{"that are less than usual", []catalogRow{&defaultPrivilegeRow{role: "r", kind: "f", g: pgmodel.Grant{Privilege: "EXECUTE", Revoked: true}}}, `ALTER DEFAULT PRIVILEGES FOR ROLE r REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC`},
		{"of types and schemas", []catalogRow{&defaultPrivilegeRow{role: "r", kind: "T", g: pgmodel.Grant{Role: "a", Privilege: "USAGE"}}, &defaultPrivilegeRow{role: "r", kind: "n", g: pgmodel.Grant{Role: "a", Privilege: "CREATE"}}},
			`ALTER DEFAULT PRIVILEGES FOR ROLE r GRANT USAGE ON TYPES TO a; ALTER DEFAULT PRIVILEGES FOR ROLE r GRANT CREATE ON SCHEMAS TO a`},
	})
}

// A view was bound to its columns and functions when it was created: its text may show less.
func TestViewsNeedWhatTheyWereBoundTo(t *testing.T) {
	s := modelOf(t, table(1, "t", []string{"a integer", "b text"}), &viewRow{oid: 2, schema: "public", name: "v", kind: "v", body: "SELECT 1 AS x"},
		&functionRow{oid: 1, schema: "public", name: "f", kind: "f", types: []string{"integer"}, arguments: "integer", result: "integer", language: "sql", body: "SELECT 1", support: "-", cost: 100},
		&dependencyRow{view: 2, class: "pg_class", refOID: 1, sub: 2}, &dependencyRow{view: 2, class: "pg_catalog.pg_proc", refOID: 1}, &dependencyRow{view: 2, class: "pg_class", refOID: 77}, &dependencyRow{view: 88, class: "pg_class", refOID: 1})
	needs := s.Get(schema.Key{Kind: schema.KindView, Schema: "public", Name: "v"}).Needs()
	for _, want := range []schema.Key{{Kind: schema.KindColumn, Schema: "public", Table: "t", Name: "b"}, {Kind: schema.KindFunction, Schema: "public", Name: "f(integer)"}} {
		if !slices.Contains(needs, want) {
			t.Errorf("the view needs %v, and not %s", needs, want)
		}
	}
}

func TestColumnsAreReadFromTheWire(t *testing.T) {
	plain := func(table, number, name, typ string) []any {
		return []any{table, number, name, typ, "f", "t", "", "", "", "", "", "", "", nil, nil, "0"}
	}
	rare := plain("1", "2", "B", "text")
	rare[4], rare[5], rare[6], rare[9], rare[12], rare[13], rare[14], rare[15] = "t", "f", "'x'::text", `pg_catalog."C"`, "100", `{n_distinct=1,"a=b c"}`, "{}", "950"
	s := table(1, "t", nil)
	r := NewReader(18, nil)
	s.write(r)
	if err := readColumns(r, &answer{values: [][]any{rare, plain("1", "1", "a", "integer"), plain("9", "1", "of another", "integer")}}); err != nil {
		t.Fatal(err)
	}
	want := []columnRow{{number: 1, name: "a", typ: "integer", local: true},
		{number: 2, name: "B", typ: "text", notNull: true, value: "'x'::text", collationOID: 950, rare: &columnExtra{collation: `pg_catalog."C"`, statistics: "100", options: []string{"n_distinct=1", "a=b c"}, foreign: []string{}}}}
	for i, c := range s.columns {
		if diff := cmp.Diff(want[i], *c, cmp.AllowUnexported(columnRow{}, columnExtra{})); diff != "" {
			t.Errorf("column %d (-want +got):\n%s", i, diff)
		}
	}
	if s.column(3) != nil || s.column(2).name != "B" {
		t.Error("columns are not found by their numbers")
	}
}
