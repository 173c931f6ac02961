package pgcases

// What lint --fix writes runs on a server, and safe changes end in the same dump: the flagged example of
// every rule with changes, and files that mix many of them.

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/schema"
)

// mixedBase and mixedChange are a schema and a migration that many rules have changes for.
const (
	mixedBase = `CREATE TABLE p (id bigint PRIMARY KEY);
CREATE TABLE t (id bigint NOT NULL, a text NOT NULL, b int, c int, "d d" int, p_id bigint);
INSERT INTO p VALUES (1); INSERT INTO t VALUES (1, 'a', 1, 1, 1, 1), (2, 'b', 2, 2, 2, NULL);
CREATE INDEX i1 ON t (a); CREATE INDEX i2 ON t (b); CREATE INDEX i3 ON t (c);
CREATE DOMAIN dom AS int; CREATE TABLE u (d dom); INSERT INTO u VALUES (1);
CREATE MATERIALIZED VIEW mv AS SELECT id FROM t; CREATE UNIQUE INDEX mvi ON mv (id);
CREATE TABLE pt (id int, k int) PARTITION BY LIST (k); CREATE TABLE pt1 PARTITION OF pt FOR VALUES IN (1);
`
	mixedChange = `-- what this is for
ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (p_id) REFERENCES p (id) DEFERRABLE, ADD CHECK (b > 0 AND c IN (1, 2));
ALTER TABLE ONLY t ADD FOREIGN KEY (p_id) REFERENCES p; alter table t	add check (b > -1) -- why
	, alter column c set default 1;
ALTER TABLE t ALTER COLUMN "d d" SET NOT NULL; ALTER TABLE public.t ALTER b SET NOT NULL;
ALTER TABLE t ADD CONSTRAINT k UNIQUE (a, b) INCLUDE (c) WITH (fillfactor = 70) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE t ADD UNIQUE ("d d"); ALTER TABLE t ADD PRIMARY KEY (id);
CREATE INDEX ix ON t USING btree (b DESC); create /* ; */ index
  on t(c, b); DROP INDEX IF EXISTS i1, i2 RESTRICT; DROP INDEX i3;
REINDEX TABLE t; REINDEX (VERBOSE) INDEX mvi; REFRESH MATERIALIZED VIEW mv; ALTER TABLE pt DETACH PARTITION pt1;
ALTER DOMAIN dom ADD CONSTRAINT dc CHECK (VALUE > 0);
CREATE TABLE n (id serial PRIMARY KEY, j json, js json[] DEFAULT '{}', at timestamp(3) without time zone DEFAULT now(), c char DEFAULT 'x',
	v character varying(20) COLLATE "C" NOT NULL, n_id int REFERENCES n (id), CHECK (v <> ''));
ALTER TABLE t ADD COLUMN x varchar(3), ADD y timestamp`
)

func TestFixedFilesRun(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		change := mixedChange
		if p.Major < 14 { // without DETACH PARTITION … CONCURRENTLY
			change = strings.Replace(change, " ALTER TABLE pt DETACH PARTITION pt1;", "", 1)
		}
		t.Run("mixed", func(t *testing.T) {
			runsFixed(t, p, mixedBase, change, "--preset", "all", "--rule", "not-rerunnable=off")
		})
		for _, r := range rules.All() {
			if r.Dialect != "" && r.Dialect != schema.Postgres || !strings.Contains(r.Page, "`lint --fix") || p.Major < 14 && r.Name == "detach-not-concurrent" {
				continue
			}
			flagged, _, _ := strings.Cut(r.Page, "\n## Allowed\n")
			for _, sql := range dbtest.Examples(flagged, schema.Postgres) {
				before, migration, isMigration := strings.Cut(sql, "-- migration\n")
				if !isMigration {
					before, migration = "", sql
				}
				before = strings.TrimPrefix(before, "-- before\n")
				t.Run(r.Name, func(t *testing.T) { runsFixed(t, p, before, migration, "--rule", r.Name+"=warning") })
			}
		}
	})
}

// runsFixed runs a migration as it is and as safe and unsafe changes make it.
func runsFixed(t *testing.T, p *dbtest.PG, before, migration string, flags ...string) {
	t.Helper()
	t.Parallel()
	want, err := dumpAfter(t, p, before, migration)
	if err != nil {
		t.Skipf("the example itself does not run: %v", err)
	}
	for _, mode := range []string{"--fix", "--fix=unsafe"} {
		dir := t.TempDir()
		writeText(t, dir, "base.sql", before)
		writeText(t, dir, "change.sql", migration)
		args := []string{"lint", "--dialect", "postgres", "--from", "base.sql", "--fail-on", "never", mode, "change.sql"}
		if before == "" {
			args = []string{"lint", "--dialect", "postgres", "--kind", "schema", "--fail-on", "never", mode, "change.sql"}
		}
		if result := schemadiff(t, dir, append(args, flags...)...); result.Code != 0 {
			t.Fatalf("%s: %s", mode, result)
		}
		fixed, err := os.ReadFile(filepath.Join(dir, "change.sql"))
		if err != nil {
			t.Fatal(err)
		}
		if string(fixed) == migration {
			continue // and a text such as 'now' is another one at another time
		}
		got, err := dumpAfter(t, p, before, string(fixed))
		if err != nil {
			t.Errorf("%s: %v:\n%s", mode, err, fixed)
			continue
		}
		if diff := dbtest.DumpDiff(want, got); len(diff) > 0 && mode == "--fix" {
			t.Errorf("%s ends in another schema:\n%s\n%s", mode, strings.Join(diff, "\n"), fixed)
		}
	}
}

// dumpAfter is the dump of a database after both texts, which psql runs.
func dumpAfter(t *testing.T, p *dbtest.PG, before, migration string) ([]string, error) {
	t.Helper()
	url := p.Database(t, before)
	if err := dbtest.PSQL(url, migration); err != nil {
		return nil, err
	}
	return p.Dump(url, dbtest.DumpOptions{})
}

func writeText(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
