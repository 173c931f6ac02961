package waiting

import (
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestWhatReadingLocks measures the table in docs/online.md: inspect of a database whose
// table t another session holds ACCESS EXCLUSIVE.
func TestWhatReadingLocks(t *testing.T) {
	t.Parallel() // it sleeps most of its time
	const table = "CREATE TABLE t (id int PRIMARY KEY DEFAULT 1, b text); "
	const function = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for _, c := range []struct {
			what, sql string
			locks     bool
		}{
			{"plain", table + "CREATE UNIQUE INDEX ON t (b DESC); CREATE TABLE u (t int REFERENCES t); COMMENT ON TABLE t IS 'x'; GRANT SELECT ON t TO public; " +
				"CREATE TABLE g (id int GENERATED ALWAYS AS IDENTITY); ALTER TABLE t ADD c int DEFAULT 1 + 1, ADD s serial", false},
			{"partition key", "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (2); CREATE TABLE t2 PARTITION OF t DEFAULT", true},
			{"trigger", table + function + "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()", false},
			{"statistics", table + "CREATE STATISTICS s ON id, b FROM t", p.Major >= 14},
			{"view", table + "CREATE VIEW v AS SELECT id FROM t", true},
			{"rule", table + "CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING", true},
			{"check", table + "ALTER TABLE t ADD CHECK (id > 0)", true},
			{"generated column", table + "ALTER TABLE t ADD c int GENERATED ALWAYS AS (id + 1) STORED", true},
			{"policy", table + "CREATE POLICY p ON t USING (id > 0)", true},
			{"trigger with WHEN", table + function + "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW WHEN (NEW.id > 0) EXECUTE FUNCTION f()", true},
			{"expression of an index", table + "CREATE INDEX ON t (lower(b))", true},
			{"predicate of an index", table + "CREATE INDEX ON t (b) WHERE id > 0", true},
		} {
			url := p.Database(t, c.sql)
			holder := connected(t, url)
			exec(t, holder, "BEGIN; LOCK TABLE ONLY t IN ACCESS EXCLUSIVE MODE")
			got := run(t, t.TempDir(), "inspect", url, "--wait", "0s")
			if waited := got.Code == 75; waited != c.locks || got.Code != 0 && got.Code != 75 {
				t.Errorf("%s: inspect waits for the table: %v, want %v\n%s", c.what, waited, c.locks, got.Err)
			}
			exec(t, holder, "ROLLBACK")
		}
	})
}
