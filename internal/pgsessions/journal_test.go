package pgsessions

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// journalBefore is the journal as it was made by somebody: OWNER is who.
const journalBefore = `CREATE SCHEMA schemadiff;
CREATE TABLE schemadiff.schemadiff_migrations (seq bigint NOT NULL, id text NOT NULL PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, from_fp text NOT NULL, to_fp text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done', 'adopted', 'rolled back')), steps_total integer NOT NULL, steps_done integer NOT NULL,
  run_id text NOT NULL, attempt integer NOT NULL, started_at timestamptz NOT NULL, finished_at timestamptz, duration_ms bigint NOT NULL,
  tool_version text NOT NULL, applied_by text NOT NULL, host text NOT NULL, error text, sql_text text NOT NULL);
CREATE TABLE schemadiff.schemadiff_attempts (at timestamptz NOT NULL, run_id text NOT NULL, id text NOT NULL, step integer NOT NULL, event text NOT NULL, applied_by text NOT NULL, host text NOT NULL, error text);
GRANT USAGE ON SCHEMA schemadiff TO PUBLIC; GRANT ALL ON ALL TABLES IN SCHEMA schemadiff TO PUBLIC;
`

// TestJournalOfOthers runs migrate where the journal, or what is attached to it, is
// somebody else's.
func TestJournalOfOthers(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		mallory, owner, deployer := role(t, p, "mallory", ""), role(t, p, "owner", ""), role(t, p, "deployer", "")
		must(t, p.URL("postgres"), "GRANT "+owner+" TO "+deployer)
		trigger := noting("public", "note") + `CREATE FUNCTION public.fires() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM public.note('trigger'); RETURN NEW; END $$;
CREATE TRIGGER evil BEFORE INSERT ON schemadiff.schemadiff_migrations FOR EACH ROW EXECUTE FUNCTION public.fires();`
		for _, c := range []struct {
			what, by, extra, as, want string // want: what is said; "" where it is applied
			trust                     string
		}{
			{what: "nobody's", as: deployer},
			{what: "of a stranger, for a superuser", by: mallory, as: "postgres", want: "belongs to " + mallory},
			{what: "of a stranger, for a role", by: mallory, as: deployer, want: "ALTER TABLE schemadiff.schemadiff_migrations OWNER TO " + deployer},
			{what: "of a stranger who is trusted", by: mallory, as: deployer, trust: mallory},
			{what: "of a role that it is a member of", by: owner, as: deployer},
			{what: "of the role itself", by: deployer, as: deployer},
			{what: "of a superuser", by: "postgres", as: deployer},
			{what: "of a member, for a superuser", by: owner, as: "postgres", want: "belongs to " + owner},
			{what: "with a trigger of a stranger", by: mallory, extra: trigger, as: "postgres", want: "trigger evil"},
			{what: "with a trigger", by: deployer, extra: trigger, as: deployer, want: "DROP TRIGGER evil"},
			{what: "with a rule", by: deployer, extra: "CREATE RULE r AS ON INSERT TO schemadiff.schemadiff_attempts DO ALSO SELECT 1", as: deployer, want: "rule r"},
			{what: "with row security", by: deployer, extra: "ALTER TABLE schemadiff.schemadiff_migrations ENABLE ROW LEVEL SECURITY", as: deployer, want: "row security"},
			{what: "with a child", by: deployer, extra: "CREATE TABLE schemadiff.c () INHERITS (schemadiff.schemadiff_migrations)", as: deployer, want: "inherit"},
			{what: "with a default", by: deployer, extra: "ALTER TABLE schemadiff.schemadiff_attempts ALTER error SET DEFAULT 'x'", as: deployer, want: "default"},
			{what: "with an index on a function", by: deployer, extra: noting("public", "note") + "CREATE INDEX ON schemadiff.schemadiff_migrations (public.note(id))", as: deployer, want: "public.note"},
			{what: "with a CHECK of a function", by: deployer, extra: noting("public", "note") + "ALTER TABLE schemadiff.schemadiff_migrations ADD CHECK (public.note(id) IS NOT NULL)", as: deployer, want: "public.note"},
			{what: "a view", by: deployer, extra: "DROP TABLE schemadiff.schemadiff_migrations; CREATE VIEW schemadiff.schemadiff_migrations AS SELECT 1 AS seq", as: deployer, want: "no plain table"},
			{what: "a record of backfills by a stranger", by: "postgres", extra: "CREATE TABLE schemadiff.schemadiff_backfills (id text); ALTER TABLE schemadiff.schemadiff_backfills OWNER TO " + mallory, as: deployer, want: "schemadiff_backfills belongs to " + mallory},
		} {
			t.Run(c.what, func(t *testing.T) {
				url := p.Database(t, "GRANT CREATE ON DATABASE "+dbName+" TO "+mallory+", "+owner+", "+deployer+"; GRANT ALL ON SCHEMA public TO PUBLIC")
				if c.by != "" {
					must(t, p.URLAs(c.by, name(t, url)), journalBefore+c.extra)
				}
				dir := folder(t, map[string]string{"migrations/0001_a.sql": "CREATE TABLE a (id int);\n"})
				args := []string{"migrate", "--db", p.URLAs(c.as, name(t, url))}
				if c.trust != "" {
					args = append(args, "--trust", c.trust)
				}
				got := schemadiff(t, dir, args...)
				if list := marks(t, p, url); list != "" {
					t.Errorf("code of %s ran: %s", c.by, list)
				}
				if c.want == "" {
					if got.Code != 0 || value(t, url, "SELECT to_regclass('public.a') IS NOT NULL") != "true" {
						t.Errorf("not applied: %s", got)
					}
					return
				}
				if got.Code != 3 || !strings.Contains(got.Err, c.want) || value(t, url, "SELECT to_regclass('public.a') IS NULL") != "true" {
					t.Errorf("want exit 3 and %q, and nothing applied: %s", c.want, got)
				}
			})
		}
	})
}

// TestJournalThatLies has a stranger mark a migration as applied.
func TestJournalThatLies(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		mallory := role(t, p, "mallory", "")
		dir := folder(t, map[string]string{"migrations/0001_a.sql": "CREATE TABLE a (id int);\n"})
		honest := p.Database(t)
		if got := schemadiff(t, dir, "migrate", "--db", honest); got.Code != 0 {
			t.Fatal(got)
		}
		row := value(t, honest, "SELECT format('INSERT INTO schemadiff.schemadiff_migrations SELECT * FROM json_populate_record(NULL::schemadiff.schemadiff_migrations, %L)', row_to_json(m)) FROM schemadiff.schemadiff_migrations m")
		url := p.Database(t, "GRANT CREATE ON DATABASE "+dbName+" TO "+mallory)
		must(t, p.URLAs(mallory, name(t, url)), journalBefore+row)
		if got := schemadiff(t, dir, "migrate", "--db", url); got.Code != 3 || !strings.Contains(got.Err, "belongs to "+mallory) {
			t.Errorf("migrate believes it: %s", got)
		}
	})
}
