package pgcases

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// brokenOff has indexes as builds leave them that were broken off. A build of a unique index fails
// at the first rows that repeat.
const brokenOff = `CREATE TABLE t (id integer, name text);
INSERT INTO t VALUES (1, 'a'), (1, 'b');
\set ON_ERROR_STOP 0
CREATE UNIQUE INDEX CONCURRENTLY i ON t (id);
\set ON_ERROR_STOP 1
DELETE FROM t WHERE name = 'b';
CREATE TABLE p (id integer, name text) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
INSERT INTO p SELECT n, n FROM generate_series(0, 19) n;
CREATE INDEX p_name_idx ON ONLY p (name);
CREATE INDEX p1_name_idx ON p1 (name);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'p1_name_idx'::regclass;
`

// TestIndexesOfBrokenOffBuilds drops what a build has left before it builds again, in a script as
// in a run, and whatever becomes of the index.
func TestIndexesOfBrokenOffBuilds(t *testing.T) {
	const partitioned = `CREATE TABLE p (id integer, name text) PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
`
	wanted := map[string]string{
		"same":       "CREATE TABLE t (id integer, name text); CREATE UNIQUE INDEX i ON t (id);" + partitioned + "CREATE INDEX p_name_idx ON p (name);",
		"not unique": "CREATE TABLE t (id integer, name text); CREATE INDEX i ON t (id, name);" + partitioned + "CREATE INDEX p_name_idx ON ONLY p (name); CREATE INDEX p1_name_idx ON p1 (name);",
		"key":        "CREATE TABLE t (id integer, name text, CONSTRAINT i UNIQUE (id));" + partitioned + "CREATE INDEX p1_name_idx ON p1 (name);",
		"other name": "CREATE TABLE t (id integer, name text); CREATE UNIQUE INDEX j ON t (id);" + partitioned + "CREATE INDEX p_name_idx ON p (name);",
		"none":       "CREATE TABLE t (id integer, name text);" + partitioned,
	}
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for name, text := range wanted {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				dump, err := p.Dump(p.Database(t, text), dbtest.DumpOptions{})
				if err != nil {
					t.Fatal(err)
				}
				dir := t.TempDir()
				if err := os.WriteFile(filepath.Join(dir, "schema.sql"), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
				for _, shape := range []string{"--no-online", "--no-online=false"} {
					for _, run := range []string{"apply", "script"} {
						url := p.Database(t, brokenOff)
						endBrokenOff(t, dir, url, shape, run)
						got, err := p.Dump(url, dbtest.DumpOptions{})
						if err != nil {
							t.Fatal(err)
						}
						if wrong := dbtest.DumpDiff(dump, got); wrong != nil {
							t.Errorf("%s %s: %q", run, shape, wrong)
						}
						if got := schemadiff(t, dir, "plan", "--db", url, "--schema", "schema.sql", "--exit-code"); got.Code != exitDone {
							t.Errorf("%s %s leaves differences: %s", run, shape, got)
						}
					}
				}
			})
		}
	})
}

// endBrokenOff takes the database to the schema of the folder by apply, or by psql with the script
// of a plan.
func endBrokenOff(t *testing.T, dir, url, shape, run string) {
	t.Helper()
	if run == "apply" {
		if got := schemadiff(t, dir, "apply", "--db", url, "--schema", "schema.sql", "--allow", "all", "--yes", shape); got.Code != exitDone {
			t.Error(got)
		}
		return
	}
	got := schemadiff(t, dir, "plan", "--db", url, "--schema", "schema.sql", "--allow", "all", "--format", "sql", shape)
	if got.Code != exitDone {
		t.Error(got)
	}
	if err := dbtest.PSQL(url, got.Out); err != nil {
		t.Errorf("%s: %v\n%s", shape, err, got.Out)
	}
}
