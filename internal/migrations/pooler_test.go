package migrations

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestPooler runs many processes through pgbouncer, whose connections are another's
// after each transaction.
func TestPooler(t *testing.T) {
	trials, sizes := 25, []int{2, 4, 8, 16}
	if testing.Short() {
		trials, sizes = 2, []int{8}
	}
	for _, major := range dbtest.Majors() {
		e := postgres(t, major)
		p := blog(newProject(t, e.dialect))
		direct := e.create(t)
		through := dbtest.Pooled(t, direct)
		for _, size := range sizes {
			for range trials {
				db := e.create(t)
				p.must("migrate", "--db", through(db), "--to", "1")
				e.exec(t, db, blogRows)
				together(t, p, through(db), size)
				if got := e.sum(t, db); got != "302" {
					t.Errorf("%d processes: the two balances of 300 have become %s and not 302", size, got)
				}
				if got := p.run(nil, "status", "--db", through(db), "--exit-code"); got.Code != 0 {
					t.Errorf("status: %s", got)
				}
			}
		}
	}
}

// TestPoolerSettings has the settings of a role change nothing behind pgbouncer either,
// which refuses them in a start-up packet.
func TestPoolerSettings(t *testing.T) {
	for _, major := range dbtest.Majors() {
		pg := dbtest.Postgres(t, major)
		url := pg.Database(t, "CREATE SCHEMA other")
		config, err := pgx.ParseConfig(url)
		if err != nil {
			t.Fatal(err)
		}
		db := dbtest.Pooled(t, url)(url)
		database := dbtest.QuoteName(config.Database)
		for setting, value := range map[string]string{"search_path": "other, public", "statement_timeout": "'150ms'", "bytea_output": "escape", "quote_all_identifiers": "on",
			"DateStyle": "'German'", "TimeZone": "'Asia/Tokyo'", "default_transaction_isolation": "serializable", "standard_conforming_strings": "off", "idle_in_transaction_session_timeout": "'1s'"} {
			if err := dbtest.Exec(url, "ALTER DATABASE "+database+" SET "+setting+" = "+value); err != nil {
				t.Fatal(err)
			}
		}
		p := newProject(t, "postgres")
		const schema = "CREATE TABLE a (id integer, raw bytea DEFAULT '\\x0041'::bytea, at timestamptz DEFAULT '2020-01-01 00:00:00+00'::timestamptz, note text DEFAULT 'x\\y');\n"
		p.write("schema.sql", schema)
		p.write("migrations/0001_a.sql", schema+"INSERT INTO a (note) SELECT pg_sleep(0.3)::text || 'a\\b';\n")
		p.must("migrate", "--db", db)
		p.must("plan", "--db", db, "--schema", "schema.sql", "--exit-code")
		if got := value(t, url, "SELECT string_agg(n.nspname || c.relname || (SELECT note FROM public.a), ',') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'a'"); got != `publicaa\b` {
			t.Errorf("the migration made %s", got)
		}
		p.write("migrations/0002_i.sql", "CREATE INDEX CONCURRENTLY a_id ON public.a (id);\n")
		if got := p.run(nil, "migrate", "--db", db); got.Code == 0 || !strings.Contains(strings.ReplaceAll(got.Err, `"`, ""), "search_path is other, public") { // quoted where quote_all_identifiers was set before it
			t.Errorf("what is in no transaction runs with the settings of the database: %s", got)
		}
	}
}
