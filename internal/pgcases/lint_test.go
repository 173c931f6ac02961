package pgcases

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestLintAsksTheRows: what is in the way is counted, and what is not costs nothing.
func TestLintAsksTheRows(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, `
CREATE TABLE nothing (id bigint PRIMARY KEY);
CREATE TABLE parent (id bigint PRIMARY KEY);
CREATE TABLE t (id serial PRIMARY KEY, a text, b integer, parent bigint);
INSERT INTO t (a, b, parent) SELECT CASE WHEN i > 3 THEN 'x' END, i % 100, i FROM generate_series(1, 1000) AS i;
CREATE TABLE clean (id bigint PRIMARY KEY, a text);
INSERT INTO clean SELECT i, i::text FROM generate_series(1, 1000) AS i;
SELECT setval('t_id_seq', 2000000000)`)
		dir := t.TempDir()
		migration := []byte(`
ALTER TABLE nothing ADD COLUMN c integer NOT NULL;
ALTER TABLE t ADD COLUMN c integer NOT NULL;
ALTER TABLE t ALTER COLUMN a SET NOT NULL;
ALTER TABLE clean ALTER COLUMN a SET NOT NULL;
CREATE UNIQUE INDEX CONCURRENTLY ub ON t (b);
ALTER TABLE clean ALTER COLUMN id TYPE smallint;
ALTER TABLE clean ALTER COLUMN a TYPE varchar(3);
ALTER TABLE t ADD CONSTRAINT ck CHECK (b > 50);
ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (parent) REFERENCES parent (id);
`)
		if err := os.WriteFile(filepath.Join(dir, "change.sql"), migration, 0o644); err != nil {
			t.Fatal(err)
		}
		got := schemadiff(t, dir, "lint", "change.sql", "--db", url, "--info", "--format", "compact")
		for _, want := range []string{
			"change.sql:2:32: info: rows of nothing have no value",
			"1000 rows are in the way) [add-column-not-null-no-default]",
			"change.sql:4:15: error: SET NOT NULL on t.a reads every row while all readers and writers of the table wait, and fails if one is NULL (3 rows are in the way)",
			"change.sql:5:19: info: SET NOT NULL on clean.a",
			"100 rows are in the way) [add-unique-existing]",
			"change.sql:7:19: info: smallint holds less than bigint",
			"(1 row is in the way) [narrow-type]",
			"510 rows are in the way) [add-check-existing]",
			"1000 rows are in the way) [add-fk-existing]",
			"database: error: sequence public.t_id_seq is at 2000000000 of 2147483647 [sequence-near-limit]",
		} {
			if !strings.Contains(got.Out, want) {
				t.Errorf("no %q in\n%s", want, got)
			}
		}
		if got.Code != 3 {
			t.Errorf("exit %d", got.Code)
		}
	})
}
