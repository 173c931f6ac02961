package rules_test

import (
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

// TestWhatIsReplaced are forms in which a migration replaces what it drops, or moves values by hand:
// the first text must not be flagged, the second one, which only looks like it, must.
func TestWhatIsReplaced(t *testing.T) {
	const (
		lite = "CREATE TABLE p (id INTEGER PRIMARY KEY, n INT, k TEXT); CREATE INDEX pn ON p (n); CREATE UNIQUE INDEX pk ON p (k);\n"
		pg   = "CREATE TABLE t (id bigint PRIMARY KEY, a text, b text);\n"
	)
	for _, c := range []struct {
		dialect           schema.Dialect
		rule              string
		before, good, bad string
	}{
		{schema.SQLite, "sqlite-rename-old-first", lite + "CREATE TABLE c (id INTEGER PRIMARY KEY, p INT REFERENCES p (id));",
			"ALTER TABLE c RENAME TO c_old; CREATE TABLE c (id INTEGER PRIMARY KEY, p INT REFERENCES p (id)); INSERT INTO c SELECT id, p FROM c_old; DROP TABLE c_old;",
			"ALTER TABLE p RENAME TO p_old; CREATE TABLE p (id INTEGER PRIMARY KEY); INSERT INTO p SELECT id FROM p_old; DROP TABLE p_old;"},
		{schema.SQLite, "sqlite-rename-old-first", lite + "CREATE VIEW v AS SELECT n FROM p;",
			"DROP VIEW v; ALTER TABLE p RENAME TO p_old; CREATE TABLE p (id INTEGER PRIMARY KEY, n INT); CREATE VIEW v AS SELECT n FROM p;",
			"ALTER TABLE p RENAME TO p_old; CREATE TABLE p (id INTEGER PRIMARY KEY, n INT);"},
		{schema.SQLite, "sqlite-rebuild-loses-objects", lite,
			"CREATE TABLE q (id INTEGER PRIMARY KEY, k TEXT UNIQUE); INSERT INTO q (id, k) SELECT id, k FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p;",
			"CREATE TABLE q (id INTEGER PRIMARY KEY, k TEXT); INSERT INTO q (id, k) SELECT id, k FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p;"},
		{schema.SQLite, "sqlite-insert-select-star", lite,
			"CREATE TABLE q (id INTEGER PRIMARY KEY, n INT NOT NULL, k TEXT); INSERT INTO q SELECT * FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p;",
			"CREATE TABLE q (id INTEGER PRIMARY KEY, k TEXT, n INT); INSERT INTO q SELECT * FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p;"},
		{schema.Postgres, "drop-index", pg + "CREATE UNIQUE INDEX u ON t (id);", "DROP INDEX u;", "CREATE INDEX i ON t (a); DROP INDEX u; ALTER TABLE t DROP CONSTRAINT t_pkey;"},
		{schema.Postgres, "possible-rename", pg, "ALTER TABLE t ADD COLUMN c text; UPDATE t SET c = a || b; ALTER TABLE t DROP COLUMN a;", "ALTER TABLE t ADD COLUMN c text; ALTER TABLE t DROP COLUMN a;"},
		{schema.Postgres, "possible-rename", pg, "ALTER TABLE t DROP COLUMN a, ADD COLUMN a text, ADD COLUMN d text;", "ALTER TABLE t DROP COLUMN a, ADD COLUMN d text;"},
		{schema.Postgres, "possible-rename", pg + "CREATE TABLE x (id bigint PRIMARY KEY); CREATE TABLE y (id bigint PRIMARY KEY); ALTER TABLE t ADD COLUMN x bigint REFERENCES x (id);",
			"ALTER TABLE t DROP COLUMN x, ADD COLUMN y bigint REFERENCES y (id);", "ALTER TABLE t DROP COLUMN x, ADD COLUMN y bigint REFERENCES x (id);"},
		{schema.SQLite, "drop-table", lite, "CREATE TABLE q (id INTEGER PRIMARY KEY); INSERT INTO q SELECT id FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p;", "CREATE TABLE q (id INTEGER PRIMARY KEY); DROP TABLE p; ALTER TABLE q RENAME TO p;"},
		{schema.SQLite, "reserved-word", "", "CREATE TABLE u (id INTEGER PRIMARY KEY, user TEXT, do TEXT);", `CREATE TABLE u (id INTEGER PRIMARY KEY, "order" TEXT);`},
		{schema.SQLite, "drop-column", lite, "ALTER TABLE p RENAME COLUMN n TO m; CREATE TABLE q (id INTEGER PRIMARY KEY, m INT, k TEXT); INSERT INTO q SELECT id, m, k FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p;",
			"CREATE TABLE q (id INTEGER PRIMARY KEY, k TEXT); INSERT INTO q SELECT id, k FROM p; DROP TABLE p; ALTER TABLE q RENAME TO p;"},
		{schema.Postgres, "backfill-in-migration", pg, "UPDATE t SET a = 'x' WHERE id = 7;", "UPDATE t SET a = 'x' WHERE a = 'y';"},
		{schema.Postgres, "fk-without-index", "CREATE TABLE p (x int, y int, PRIMARY KEY (x, y));",
			"CREATE TABLE c (x int PRIMARY KEY, y int, FOREIGN KEY (x, y) REFERENCES p (x, y));", "CREATE TABLE c (x int, y int, z int, PRIMARY KEY (x, z), FOREIGN KEY (x, y) REFERENCES p (x, y));"},
	} {
		for _, sql := range []string{c.good, c.bad} {
			names := found(t, c.dialect, "-- before\n"+c.before+"\n-- migration\n"+sql+"\n")
			if slices.Contains(names, c.rule) != (sql == c.bad) {
				t.Errorf("%s of %s: %v", c.rule, sql, names)
			}
		}
	}
}
