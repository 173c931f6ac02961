package sqlite

import (
	"context"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// TestUsersOfDroppedColumns: what uses a column is reported, and nothing that only has a
// word in common with it.
func TestUsersOfDroppedColumns(t *testing.T) {
	const tables = `CREATE TABLE t (id INTEGER PRIMARY KEY, a, b CHECK (b <> 'a'), "first name", t, u_id REFERENCES u(id));
CREATE TABLE u (id INTEGER PRIMARY KEY, a, b); CREATE TABLE log (x, y);
`
	for _, c := range []struct{ more, migration, want string }{
		{"CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE u SET b = 1 WHERE id = 1; END;", "ALTER TABLE t DROP COLUMN b", ""},
		{"CREATE VIEW v AS SELECT id AS a FROM t;", "ALTER TABLE t DROP COLUMN a", ""},
		{"CREATE VIEW v AS SELECT id, 'a' AS x FROM t WHERE id <> 'a b';", "ALTER TABLE t DROP COLUMN a", ""},
		{"CREATE VIEW v AS SELECT u.a FROM t JOIN u ON u.id = t.u_id;", "ALTER TABLE t DROP COLUMN a", ""},
		{"CREATE VIEW v AS SELECT id FROM t;", "ALTER TABLE t DROP COLUMN t", ""},
		{"CREATE VIEW v AS SELECT * FROM t;", "ALTER TABLE t DROP COLUMN a", ""},
		{`CREATE VIEW v AS SELECT "first name" FROM t;`, `ALTER TABLE t DROP COLUMN "first name"`, "view v"},
		{"CREATE VIEW v AS SELECT * FROM t; CREATE VIEW w AS SELECT a FROM v;", "ALTER TABLE t DROP COLUMN a", "view w"},
		{"CREATE VIEW v AS SELECT * FROM t; CREATE TRIGGER r INSTEAD OF INSERT ON v BEGIN INSERT INTO log VALUES (new.a, 1); END;", "ALTER TABLE t DROP COLUMN a", "trigger r"},
		{"CREATE TRIGGER r AFTER INSERT ON u BEGIN INSERT INTO t VALUES (1, 2, 3, 4, 5, 6); END;", "ALTER TABLE t DROP COLUMN a", "trigger r"},
		{"CREATE TRIGGER r AFTER INSERT ON u BEGIN INSERT INTO t (id) SELECT new.id; END;", "ALTER TABLE t DROP COLUMN a", ""},
		{"CREATE TRIGGER r AFTER UPDATE OF a ON t BEGIN SELECT 1; END;", "ALTER TABLE t DROP COLUMN a", "trigger r"},
		{"CREATE INDEX i ON t (lower(a)); CREATE INDEX j ON t (id) WHERE a > 1; CREATE INDEX k ON u (a);", "ALTER TABLE t DROP COLUMN a", "index i, index j"},
		{"CREATE INDEX i ON t (a);", "DROP INDEX i; ALTER TABLE t DROP COLUMN a", ""},
		{"", "CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t DROP COLUMN a", "view v"},
		{"", "ALTER TABLE t DROP COLUMN b", ""},
		{"", "ALTER TABLE t DROP COLUMN u_id", ""},
		{"CREATE TABLE c (p REFERENCES u(a), q, g AS (q || 'p'), CHECK (q > 1));", "ALTER TABLE u DROP COLUMN a", "foreign key c(p)"},
		{"CREATE TABLE c (p, q, g AS (q || 'p'), CHECK (q > 1 AND p <> 'q'));", "ALTER TABLE c DROP COLUMN q", "CHECK (q > 1 and p <> 'q'), generated column g"},
	} {
		from, err := load(tables + c.more)
		if err != nil {
			t.Fatal(err)
		}
		a, err := Analyze(context.Background(), from, []parse.Source{{Name: "m.sql", Text: c.migration}}, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range a.Statements {
			for _, act := range s.Acts {
				if got := strings.Join(act.Users, ", "); act.Verb == schema.DropsColumn && got != c.want {
					t.Errorf("%s %s: used by %q, want %q", c.more, c.migration, got, c.want)
				}
			}
		}
	}
}
