package pgsessions

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// setting is one that is set on a role or a database.
type setting struct {
	name, value string
	from        int    // the first version that has it
	stops       string // what apply says that it stops at; "" where it ends right
	superuser   bool   // only those may set it for themselves
}

func (s setting) String() string { return s.name + " = " + s.value }

// settings are the matrix.
func settings() []setting {
	return []setting{
		{name: "statement_timeout", value: "'1ms'"}, {name: "idle_in_transaction_session_timeout", value: "'1ms'"},
		{name: "idle_session_timeout", value: "'1ms'", from: 14}, {name: "transaction_timeout", value: "'1ms'", from: 17},
		{name: "default_transaction_read_only", value: "on", stops: "default_transaction_read_only"},
		{name: "default_transaction_isolation", value: "serializable"}, {name: "default_transaction_isolation", value: "'read uncommitted'"},
		{name: "default_transaction_deferrable", value: "on"}, {name: "search_path", value: "other, public"}, {name: "search_path", value: "''"},
		{name: "search_path", value: "public, pg_catalog"}, {name: "DateStyle", value: "'German, DMY'"}, {name: "DateStyle", value: "'SQL, DMY'"},
		{name: "IntervalStyle", value: "iso_8601"}, {name: "IntervalStyle", value: "sql_standard"}, {name: "TimeZone", value: "'Asia/Kolkata'"},
		{name: "quote_all_identifiers", value: "on"}, {name: "bytea_output", value: "escape"}, {name: "extra_float_digits", value: "-10"},
		{name: "extra_float_digits", value: "3"}, {name: "standard_conforming_strings", value: "off"}, {name: "client_encoding", value: "'LATIN1'"},
		{name: "row_security", value: "off"}, {name: "default_tablespace", value: "elsewhere"}, {name: "temp_tablespaces", value: "elsewhere"},
		{name: "default_table_access_method", value: "heap2"}, {name: "default_toast_compression", value: "lz4", from: 14},
		{name: "lc_messages", value: "'C'", superuser: true}, {name: "lc_monetary", value: "'de_DE.utf8'"}, {name: "lc_numeric", value: "'de_DE.utf8'"}, {name: "lc_time", value: "'de_DE.utf8'"},
		{name: "xmloption", value: "document"}, {name: "xmlbinary", value: "hex"}, {name: "array_nulls", value: "off"}, {name: "check_function_bodies", value: "off"},
		{name: "backslash_quote", value: "off"}, {name: "escape_string_warning", value: "off"}, {name: "transform_null_equals", value: "on"},
		{name: "plan_cache_mode", value: "force_generic_plan"}, {name: "session_replication_role", value: "replica", superuser: true, stops: "session_replication_role"},
		{name: "client_min_messages", value: "debug5"}, {name: "exit_on_error", value: "on"}, {name: "jit", value: "on"}, {name: "enable_seqscan", value: "off"}, {name: "enable_hashagg", value: "off"},
		{name: "enable_sort", value: "off"}, {name: "from_collapse_limit", value: "1"}, {name: "join_collapse_limit", value: "1"}, {name: "constraint_exclusion", value: "on"},
		{name: "gin_fuzzy_search_limit", value: "1"}, {name: "vacuum_freeze_min_age", value: "0"}, {name: "work_mem", value: "'64kB'"},
		{name: "lock_timeout", value: "'50ms'"}, {name: "default_text_search_config", value: "'german'"}, {name: "synchronous_commit", value: "off"},
	}
}

// filesBefore and filesAfter have a bit of all that settings change the reading or the
// making of.
const filesBefore = `
CREATE TYPE mood AS ENUM ('sad', 'it''s');
CREATE DOMAIN code AS text CHECK (VALUE <> 'a\b');
CREATE TABLE "Order" (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, raw bytea NOT NULL DEFAULT '\x00ff41'::bytea, made timestamptz DEFAULT '2020-03-04 05:06:07+00'::timestamptz,
  day date DEFAULT '2020-03-04'::date, span interval DEFAULT '1 mon 2 days 03:04:05'::interval, f double precision DEFAULT 0.1, r real DEFAULT 1.1,
  pay money DEFAULT '$12.34'::money, m mood DEFAULT 'sad'::mood, c code, x xml, tags text[] DEFAULT '{NULL,a}'::text[], note text DEFAULT 'a\nb',
  CONSTRAINT dates CHECK (day > '1999-12-31'::date AND made > '1999-12-31 00:00:00+00'::timestamptz), CONSTRAINT spans CHECK (span < '1 year 2 mons'::interval),
  CONSTRAINT nulls CHECK ((note = 'x') IS NOT TRUE OR f > 0.30000000000000004));
CREATE INDEX order_day ON "Order" (day) WHERE day >= '2021-02-01'::date;
CREATE INDEX order_lower ON "Order" (lower(note));
CREATE VIEW late AS SELECT id, raw, "Order".made FROM "Order" WHERE made > '2022-01-02 03:04:05+00'::timestamptz AND raw <> '\xdeadbeef'::bytea;
CREATE MATERIALIZED VIEW totals AS SELECT day, count(*) AS n FROM "Order" GROUP BY day;
CREATE FUNCTION total(a integer, b interval DEFAULT '1 day'::interval) RETURNS text LANGUAGE sql AS $$ SELECT 'x\y' || a || b $$;
CREATE TABLE part (id int, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-02') TO ('2020-02-03');
`

const filesAfter = filesBefore + `
CREATE TABLE added (id integer PRIMARY KEY, day date DEFAULT '2020-05-04'::date CHECK (day <> '2020-07-08'::date), blob bytea DEFAULT '\x0102'::bytea);
CREATE INDEX CONCURRENTLY order_note ON "Order" (note);
CREATE VIEW early AS SELECT id FROM "Order" WHERE made < '2019-01-02 03:04:05+00'::timestamptz;
CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM ('2021-01-02') TO ('2021-02-03');
ALTER TABLE "Order" ADD CONSTRAINT span_min CHECK (span > '-1 days'::interval);
CREATE MATERIALIZED VIEW added_days AS SELECT day FROM added;
`

// fileOfMigrations is what migrate is to make of it: the same under all settings.
const fileOfMigrations = `CREATE TABLE m1 (id integer PRIMARY KEY, day date, note text DEFAULT 'a\b', at timestamptz);
INSERT INTO m1 (id, day, note, at) VALUES (1, '03/04/2020', 'back\\slash', '2020-01-01 00:00'), (2, NULL, to_char(timestamptz '2020-01-01 12:00', 'HH24'), NULL);
CREATE MATERIALIZED VIEW m2 AS SELECT note FROM m1;
`

// TestSettingsChangeNothing reads, plans, applies and migrates under settings that are
// set on the role or on the database; each of them by itself where SCHEMADIFF_MATRIX is
// set, and otherwise as many as go together.
func TestSettingsChangeNothing(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		m := newMatrix(t, p)
		for _, on := range []string{"role", "database"} {
			if os.Getenv("SCHEMADIFF_MATRIX") == "" {
				m.run(t, on, m.together())
			}
			for _, s := range m.list {
				if os.Getenv("SCHEMADIFF_MATRIX") != "" || s.stops != "" && on == "role" {
					t.Run(on+" "+s.String(), func(t *testing.T) { m.run(t, on, []setting{s}) })
				}
			}
		}
	})
}

// matrix is what the commands say and make without any setting.
type matrix struct {
	p        *dbtest.PG
	deployer string
	dir      string
	list     []setting
	inspect  string
	dump     []string
	migrated string
}

func newMatrix(t *testing.T, p *dbtest.PG) *matrix {
	m := &matrix{p: p, deployer: role(t, p, "deployer", "CREATEDB")}
	for _, s := range settings() {
		lacking := (strings.HasPrefix(s.name, "lc_") || s.name == "default_toast_compression") && dbtest.Exec(p.URL("postgres"), "SET "+s.name+" = "+s.value) != nil
		if p.Major >= s.from && !lacking { // as a locale that the machine does not have
			m.list = append(m.list, s)
		}
	}
	for _, sql := range []string{"SET allow_in_place_tablespaces = on; DROP TABLESPACE IF EXISTS elsewhere", "CREATE TABLESPACE elsewhere LOCATION ''"} {
		if err := dbtest.Exec(p.URL("postgres")+"&options=-c%20allow_in_place_tablespaces%3Don", strings.TrimPrefix(sql, "SET allow_in_place_tablespaces = on; ")); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { must(t, p.URL("postgres"), "DROP TABLESPACE elsewhere") })
	m.dir = folder(t, map[string]string{"before.sql": filesBefore, "after.sql": filesAfter, "migrations/0001_a.sql": fileOfMigrations})
	m.run(t, "", nil)
	return m
}

// together are the settings that can be set at once: the last of each name.
func (m *matrix) together() []setting {
	var out []setting
	for i, s := range m.list {
		later := slices.ContainsFunc(m.list[i+1:], func(l setting) bool { return l.name == s.name })
		if s.stops == "" && !later {
			out = append(out, s)
		}
	}
	return out
}

// database makes one that holds the schema before, and then sets the settings.
func (m *matrix) database(t *testing.T, on string, list []setting) string {
	super := m.p.Database(t, "ALTER DATABASE "+dbName+" OWNER TO "+m.deployer+"; CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler; GRANT ALL ON SCHEMA public TO PUBLIC")
	must(t, m.p.URL("postgres"), "GRANT CREATE ON TABLESPACE elsewhere TO "+m.deployer)
	url := m.p.URLAs(m.deployer, name(t, super))
	if err := dbtest.PSQL(url, "CREATE SCHEMA other;"+filesBefore); err != nil {
		t.Fatal(err)
	}
	target := "ROLE " + m.deployer
	if on == "database" {
		target = "DATABASE " + dbtest.QuoteName(name(t, super))
	}
	for _, s := range list {
		must(t, m.p.URL("postgres"), fmt.Sprintf("ALTER %s SET %s = %s", target, s.name, s.value))
	}
	if on == "role" {
		t.Cleanup(func() { must(t, m.p.URL("postgres"), "ALTER ROLE "+m.deployer+" RESET ALL") })
	}
	return url
}

// run has every command run, and compares what it says and makes with what it does
// without settings; without any it is remembered.
func (m *matrix) run(t *testing.T, on string, list []setting) {
	t.Helper()
	url := m.database(t, on, list)
	stops := ""
	if len(list) == 1 {
		stops = list[0].stops
	}
	super := m.p.URL(name(t, url)) + "&search_path=public"
	if got := schemadiff(t, m.dir, "plan", "--db", url, "--schema", "before.sql", "--exit-code"); got.Code != 0 {
		t.Errorf("%s: the plan is not empty: %s", on, got)
	}
	inspected := schemadiff(t, m.dir, "inspect", "--db", url, "--schemas", "*")
	if on == "" {
		m.inspect = inspected.Out
	} else if diff := cmp.Diff(m.inspect, inspected.Out); diff != "" || inspected.Code != 0 {
		t.Errorf("%s: inspect (-want +got):\n%s%s", on, diff, inspected.Err)
	}
	migrated := schemadiff(t, m.dir, "migrate", "--db", url, "--on-drift", "warn")
	applied := schemadiff(t, m.dir, "apply", "--db", url, "--schema", "after.sql", "--schema", "migrations/0001_a.sql", "--yes", "--allow", "all")
	for _, got := range []dbtest.Result{migrated, applied} {
		if stops != "" && got.Code != 0 && strings.Contains(got.Err, stops) {
			continue
		}
		if got.Code != 0 || stops != "" {
			t.Errorf("%s: want it to end right, or to be stopped by %q: %s", on, stops, got)
		}
	}
	if stops != "" {
		return
	}
	m.made(t, on, url, super)
}

// made compares the database.
func (m *matrix) made(t *testing.T, on, url, super string) {
	t.Helper()
	must(t, m.p.URL("postgres"), "ALTER ROLE "+m.deployer+" RESET ALL")
	must(t, m.p.URL("postgres"), "ALTER DATABASE "+dbtest.QuoteName(name(t, url))+" RESET ALL")
	dump, err := m.p.Dump(m.p.URL(name(t, url)), dbtest.DumpOptions{})
	if err != nil {
		t.Fatal(err)
	}
	rows := value(t, super, "SELECT string_agg(m1::text, ';' ORDER BY id) FROM public.m1")
	rows += value(t, super, "SELECT coalesce(string_agg(c.oid::regclass::text, ',' ORDER BY relname), '') FROM pg_class c WHERE c.oid >= 16384 AND (reltablespace <> 0 OR relam = (SELECT oid FROM pg_am WHERE amname = 'heap2'))")
	if on == "" {
		m.dump, m.migrated = dump, rows
		return
	}
	if diff := dbtest.DumpDiff(m.dump, dump); len(diff) > 0 {
		t.Errorf("%s: the database is another one: %s", on, strings.Join(diff, "\n"))
	}
	if rows != m.migrated {
		t.Errorf("%s: the migration made %s, want %s", on, rows, m.migrated)
	}
}
