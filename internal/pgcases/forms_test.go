package pgcases

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
)

// formsBase is what the examples act on.
const formsBase = `
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TABLE p (id integer PRIMARY KEY);
INSERT INTO p SELECT generate_series(1, 200);
CREATE TABLE t (id integer PRIMARY KEY, a integer, b text, v varchar(10), n bigint NOT NULL, s integer GENERATED ALWAYS AS (1) STORED,
  CONSTRAINT positive CHECK (a > 0), CONSTRAINT has_b CHECK (b IS NOT NULL));
INSERT INTO t (id, a, b, v, n) SELECT i, i, i::text, i::text, i FROM generate_series(1, 200) AS i;
ALTER TABLE t ADD CONSTRAINT later CHECK (a < 1000) NOT VALID;
ALTER TABLE t ADD CONSTRAINT to_p FOREIGN KEY (a) REFERENCES p;
CREATE INDEX of_v ON t (v);
CREATE UNIQUE INDEX of_n ON t (n);
CREATE INDEX of_sum ON t ((a + n));
CREATE TRIGGER touches BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW shown AS SELECT id, a FROM t;
CREATE SEQUENCE counter;
CREATE DOMAIN small AS integer;
CREATE TABLE uses_small (x small);
INSERT INTO uses_small VALUES (1);
CREATE DOMAIN ruled AS integer CHECK (value > 0);
CREATE TABLE child (LIKE p);
CREATE TABLE parts (k integer, w text) PARTITION BY RANGE (k);
CREATE TABLE part1 PARTITION OF parts FOR VALUES FROM (0) TO (100);
CREATE TABLE more (k integer) PARTITION BY RANGE (k);
CREATE TABLE more_rest PARTITION OF more DEFAULT;
INSERT INTO more_rest VALUES (1000);
CREATE TABLE loose (k integer, w text);
INSERT INTO loose VALUES (150, 'x');
CREATE TABLE proven (k integer NOT NULL, w text, CHECK (k >= 200 AND k < 300));
INSERT INTO proven VALUES (250, 'x');
CREATE TABLE referred (k integer PRIMARY KEY) PARTITION BY RANGE (k);
CREATE TABLE referred1 PARTITION OF referred FOR VALUES FROM (0) TO (100);
CREATE TABLE referred2 PARTITION OF referred FOR VALUES FROM (100) TO (200);
INSERT INTO referred VALUES (1), (150);
CREATE TABLE refers (k integer REFERENCES referred);
INSERT INTO refers VALUES (150);
CREATE INDEX referred_k ON ONLY referred (k);
CREATE INDEX referred1_k ON referred1 (k);
CREATE TABLE indexed (k integer) PARTITION BY RANGE (k);
CREATE INDEX indexed_k ON indexed (k)`

// formExamples has one statement for each form, by the form's text, and for a few the
// server's version from which on it can be shown.
func formExamples() map[string]string {
	return map[string]string{
		"whatever has no other line here":     `CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'`,
		"SELECT":                              `SELECT count(*) FROM t`,
		"DROP TABLE, SEQUENCE, VIEW":          `DROP TABLE loose`,
		"ALTER TABLE … RENAME TO, SET SCHEMA": `ALTER TABLE t RENAME TO t2`,
		"ALTER TABLE … ROW LEVEL SECURITY, REPLICA IDENTITY, OF, OPTIONS":                      `ALTER TABLE t REPLICA IDENTITY FULL`,
		"ALTER TABLE … SET LOGGED, UNLOGGED, TABLESPACE, ACCESS METHOD":                        `ALTER TABLE loose SET UNLOGGED`,
		"ALTER TABLE, INDEX … SET (fillfactor, autovacuum_…)":                                  `ALTER TABLE t SET (fillfactor = 80)`,
		"ALTER TABLE, INDEX, VIEW … SET (user_catalog_table, fastupdate, security_barrier, …)": `ALTER VIEW shown SET (security_barrier = true)`,
		"ALTER TABLE … CLUSTER ON, SET WITHOUT CLUSTER":                                        `ALTER TABLE t CLUSTER ON t_pkey`,
		"ALTER TABLE … INHERIT, NO INHERIT":                                                    `ALTER TABLE child INHERIT p`,
		"CREATE TABLE … INHERITS":                                                              `CREATE TABLE heir () INHERITS (p)`,
		"CREATE TABLE … PARTITION OF":                                                          `CREATE TABLE part2 PARTITION OF parts FOR VALUES FROM (100) TO (200)`,
		"CREATE TABLE … PARTITION OF, where there is a default partition":                      `CREATE TABLE more1 PARTITION OF more FOR VALUES FROM (0) TO (100)`,
		"ALTER TABLE … ATTACH PARTITION":                                                       `ALTER TABLE parts ATTACH PARTITION loose FOR VALUES FROM (100) TO (200)`,
		"ALTER TABLE … ATTACH PARTITION, with a CHECK that says so":                            `ALTER TABLE parts ATTACH PARTITION proven FOR VALUES FROM (200) TO (300)`,
		"ALTER TABLE … DETACH PARTITION":                                                       `ALTER TABLE parts DETACH PARTITION part1`,
		"ALTER TABLE … DETACH PARTITION, of a table that a foreign key refers to":              `ALTER TABLE referred DETACH PARTITION referred1`,
		"ALTER TABLE … ATTACH PARTITION, of a table that is new":                               "CREATE TABLE fresh (k integer, w text); ALTER TABLE parts ATTACH PARTITION fresh FOR VALUES FROM (800) TO (900)",
		"ALTER INDEX … ATTACH PARTITION":                                                       `ALTER INDEX referred_k ATTACH PARTITION referred1_k`,
		"ALTER INDEX … ATTACH PARTITION, of an index that is new":                              "CREATE TABLE fresh (k integer); ALTER TABLE indexed ATTACH PARTITION fresh FOR VALUES FROM (0) TO (100); ALTER INDEX indexed_k ATTACH PARTITION fresh_k_idx",
		"ALTER TABLE … DETACH PARTITION … CONCURRENTLY":                                        `ALTER TABLE parts DETACH PARTITION part1 CONCURRENTLY`,
		"ADD COLUMN, with one value for every row or none":                                     `ALTER TABLE t ADD COLUMN c integer NOT NULL DEFAULT 7`,
		"ADD COLUMN … NOT NULL, without a value":                                               `ALTER TABLE child ADD COLUMN c integer NOT NULL`,
		"ADD COLUMN with a volatile default, an identity, stored, of a domain with rules":      `ALTER TABLE t ADD COLUMN c double precision DEFAULT random()`,
		"DROP COLUMN":   `ALTER TABLE t DROP COLUMN v`,
		"RENAME COLUMN": `ALTER TABLE t RENAME COLUMN v TO w`,
		"ALTER COLUMN … SET DEFAULT, DROP DEFAULT, DROP NOT NULL, SET STORAGE, DROP EXPRESSION": `ALTER TABLE t ALTER COLUMN v SET DEFAULT 'x'`,
		"ALTER COLUMN … SET STATISTICS":                                    `ALTER TABLE t ALTER COLUMN v SET STATISTICS 50`,
		"ALTER COLUMN … SET NOT NULL":                                      `ALTER TABLE t ALTER COLUMN v SET NOT NULL`,
		"ALTER COLUMN … SET NOT NULL, with a validated CHECK that says so": `ALTER TABLE t ALTER COLUMN b SET NOT NULL`,
		"ALTER COLUMN … ADD GENERATED AS IDENTITY":                         `ALTER TABLE t ALTER COLUMN n ADD GENERATED ALWAYS AS IDENTITY`,
		"ALTER COLUMN … SET EXPRESSION, stored":                            `ALTER TABLE t ALTER COLUMN s SET EXPRESSION AS (2)`,
		"ALTER COLUMN … TYPE":                                              `ALTER TABLE t ALTER COLUMN n TYPE integer`,
		"ALTER COLUMN … TYPE, the same bytes in another order":             `ALTER TABLE t ALTER COLUMN v TYPE varchar(10) COLLATE "C"`,
		"ALTER COLUMN … TYPE, to one that holds the same bytes":            `ALTER TABLE t ALTER COLUMN v TYPE varchar(20)`,
		"UPDATE":                                            `UPDATE t SET b = b`,
		"UPDATE, in batches":                                `UPDATE t SET b = DEFAULT WHERE b IS NULL`,
		"ADD PRIMARY KEY, UNIQUE, EXCLUDE":                  `ALTER TABLE t ADD UNIQUE (b)`,
		"ADD PRIMARY KEY, UNIQUE … USING INDEX":             `ALTER TABLE t ADD CONSTRAINT of_n UNIQUE USING INDEX of_n`,
		"ADD CHECK":                                         `ALTER TABLE t ADD CHECK (n > 0)`,
		"ADD CHECK … NOT VALID, NOT ENFORCED":               `ALTER TABLE t ADD CHECK (n > 0) NOT VALID`,
		"ADD FOREIGN KEY":                                   `ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES p`,
		"ADD FOREIGN KEY … NOT VALID, NOT ENFORCED":         `ALTER TABLE t ADD FOREIGN KEY (id) REFERENCES p NOT VALID`,
		"VALIDATE CONSTRAINT":                               `ALTER TABLE t VALIDATE CONSTRAINT later`,
		"DROP CONSTRAINT":                                   `ALTER TABLE t DROP CONSTRAINT positive`,
		"ALTER CONSTRAINT":                                  `ALTER TABLE t ALTER CONSTRAINT to_p DEFERRABLE`,
		"RENAME CONSTRAINT":                                 `ALTER TABLE t RENAME CONSTRAINT positive TO above`,
		"CREATE INDEX":                                      `CREATE INDEX ON t (b)`,
		"CREATE INDEX … ON ONLY, of a partitioned table":    `CREATE INDEX ON ONLY parts (w)`,
		"CREATE INDEX CONCURRENTLY":                         `CREATE INDEX CONCURRENTLY ON t (b)`,
		"DROP INDEX":                                        `DROP INDEX of_v`,
		"DROP INDEX CONCURRENTLY":                           `DROP INDEX CONCURRENTLY of_v`,
		"ALTER INDEX … RENAME TO":                           `ALTER INDEX of_v RENAME TO of_w`,
		"ALTER INDEX … SET TABLESPACE":                      `ALTER INDEX of_v SET TABLESPACE fast`,
		"ALTER INDEX … SET STATISTICS":                      `ALTER INDEX of_sum ALTER COLUMN 1 SET STATISTICS 50`,
		"CREATE TRIGGER, ENABLE, DISABLE TRIGGER":           `CREATE TRIGGER again BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch()`,
		"DROP TRIGGER":                                      `DROP TRIGGER touches ON t`,
		"ALTER TRIGGER … RENAME TO":                         `ALTER TRIGGER touches ON t RENAME TO feels`,
		"CREATE, ALTER, DROP RULE":                          `CREATE RULE quiet AS ON DELETE TO t DO INSTEAD NOTHING`,
		"CREATE, ALTER, DROP POLICY":                        `CREATE POLICY all_rows ON t USING (true)`,
		"CREATE OR REPLACE VIEW, ALTER VIEW … ALTER COLUMN": `CREATE OR REPLACE VIEW shown AS SELECT id, a, b FROM t`,
		"CREATE MATERIALIZED VIEW":                          `CREATE MATERIALIZED VIEW kept AS SELECT id FROM t`,
		"ALTER SEQUENCE":                                    `ALTER SEQUENCE counter INCREMENT BY 2`,
		"ALTER SEQUENCE … SET LOGGED, UNLOGGED":             `ALTER SEQUENCE counter SET UNLOGGED`,
		"ALTER DOMAIN … SET NOT NULL, ADD CHECK, VALIDATE":  `ALTER DOMAIN small ADD CHECK (value > 0)`,
		"CREATE, ALTER, DROP STATISTICS":                    `CREATE STATISTICS both_of_them ON a, b FROM t`,
		"COMMENT ON TABLE, COLUMN, INDEX":                   `COMMENT ON TABLE t IS 'x'`,
	}
}

// TestForms measures every row of the table that plans are made from: the locks, what
// is written anew and what is read.
func TestForms(t *testing.T) {
	examples := formExamples()
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for _, f := range locks.Forms() {
			sql := examples[f.Text]
			if sql == "" {
				t.Errorf("no example of %q", f.Text)
				continue
			}
			if p.Major < f.Since {
				continue
			}
			t.Run(f.Text, func(t *testing.T) {
				t.Parallel()
				url := p.Database(t, formsBase)
				if strings.Contains(sql, "CONCURRENTLY") {
					if got := lockedBeside(t, url, sql); got != mode(f.Lock) {
						t.Errorf("%s: the table says %s, it locks %s", sql, f.Lock, modes()[max(got, 0)])
					}
					return
				}
				conn, err := pgx.Connect(t.Context(), url)
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close(context.Background())
				known := map[uint32]bool{}
				for oid := range tablesOf(t, conn) {
					known[oid] = true
				}
				if wrong := measured(t, conn, claimed{SQL: []string{sql}, Lock: f.Lock, Cost: string(f.Cost)}, known, false); wrong != "" {
					t.Errorf("%s: %s", sql, wrong)
				}
			})
		}
	})
}

// lockedBeside runs a statement that cannot be in a transaction beside one that makes
// it wait, and answers with the strongest lock on a table that it has or waits for
// until the other one is over.
func lockedBeside(t *testing.T, url, sql string) int {
	t.Helper()
	ctx := t.Context()
	connect := func() *pgx.Conn {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close(context.Background()) })
		return conn
	}
	holder, runner, watcher := connect(), connect(), connect()
	if _, err := holder.Exec(ctx, "BEGIN; LOCK TABLE t, ONLY parts IN SHARE UPDATE EXCLUSIVE MODE"); err != nil {
		t.Fatal(err)
	}
	pid := runner.PgConn().PID()
	done := make(chan error, 1)
	go func() {
		_, err := runner.Exec(ctx, sql)
		done <- err
	}()
	strongest := -1
	for range 20 {
		time.Sleep(20 * time.Millisecond)
		rows, err := watcher.Query(ctx, fmt.Sprintf("SELECT mode FROM pg_locks WHERE pid = %d AND relation IN ('t'::regclass, 'parts'::regclass)", pid))
		if err != nil {
			t.Fatal(err)
		}
		held, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range held {
			strongest = max(strongest, slices.Index(modes(), m))
		}
	}
	if _, err := holder.Exec(ctx, "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	return strongest
}

// TestFormsOfStatements: what the linter takes from a statement's text is the row that
// the plans take.
func TestFormsOfStatements(t *testing.T) {
	base, err := parsepg.Analyze(t.Context(), nil, []parse.Source{{Name: "base.sql", Text: formsBase}}, false)
	if err != nil || len(base.Broken)+len(base.Syntax) > 0 {
		t.Fatal(err, base.Broken, base.Syntax)
	}
	examples := formExamples()
	known := 0
	for _, f := range locks.Forms() {
		sql := examples[f.Text]
		judged, err := parsepg.Analyze(t.Context(), base.To, []parse.Source{{Name: "x.sql", Text: sql}}, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range judged.Statements {
			for _, a := range s.Acts {
				got := postgres.FormOf(a)
				if got.Lock == "" || f.ID == locks.DetachesReferred || f.ID == locks.AttachesNew || f.ID == locks.AttachesNewIndex { // a statement alone does not show these
					continue
				}
				known++
				if got.Lock != f.Lock || got.Cost != f.Cost {
					t.Errorf("%s: %s, %s; the table has %s, %s", sql, got.Lock, got.Cost, f.Lock, f.Cost)
				}
			}
		}
	}
	if known < 40 {
		t.Errorf("only %d statements are known", known)
	}
}
