package sqlite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// equivalent reports whether all that differs between two schemas counts as the same.
func equivalent(t *testing.T, from, to *schema.Schema) bool {
	t.Helper()
	changes := plan.Compare(from, to)
	candidates := plan.Candidates(changes)
	answers, err := Language{}.Equivalence().Compare(ctx, from, to, candidates)
	if err != nil {
		t.Fatal(err)
	}
	settled := map[schema.Key]bool{}
	for i, c := range candidates {
		if answers[i] == plan.Equivalent {
			settled[c.From.Key()], settled[c.To.Key()] = true, true
		}
	}
	for _, c := range changes {
		if !settled[c.Key] {
			return false
		}
	}
	return true
}

// Each spelling stands for %s in one of these places.
var places = map[string]string{
	"check":       "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b, n INTEGER, r REAL, CHECK (%s));",
	"named check": "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b, n INTEGER, r REAL, CONSTRAINT c CHECK (%s));",
	"generated":   "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b, n INTEGER, r REAL, g AS (%s) STORED);",
	"default":     "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b DEFAULT (%s));",
	"index":       "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b, n INTEGER, r REAL); CREATE INDEX i ON t (a, (%s));",
	"where":       "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b, n INTEGER, r REAL); CREATE INDEX i ON t (a) WHERE %s;",
	"view":        tables + "CREATE VIEW v AS %s;",
	"trigger":     tables + "CREATE TRIGGER r %s END;",
}

const tables = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b); CREATE TABLE u (id INTEGER PRIMARY KEY, a TEXT, b); CREATE TABLE log (x, y);"

// TestEquivalence: what SQLite compiles to the same is the same, and what only looks so is not.
func TestEquivalence(t *testing.T) {
	for _, c := range []struct {
		in, one, other string
		same           bool
	}{
		{"check named-check where generated index", "(a = 'x') AND (n > 1)", "a = 'x' AND n > 1", true},
		{"check named-check where generated index", "a IS NOT NULL", "a NOTNULL", true},
		{"check named-check where generated index", "a NOT NULL", "a NOTNULL", true},
		{"check named-check where generated index", "b IS NULL", "b ISNULL", true},
		{"check named-check where generated index", "n != 1", "n <> 1", true},
		{"check named-check where generated index", "n == 1", "n = 1", true},
		{"check named-check where generated index", "CAST(a AS VARCHAR(10)) = 'x'", "cast(a as text) = 'x'", true},
		{"check named-check where generated index", "n > 0x10", "n > 16", true},
		{"check named-check", "NOT (n = 1)", "n <> 1", true},
		{"where index generated", "n > 5", "5 < n", false}, // SQLite matches the form
		{"check named-check where generated index", "a = 'x'", `a = "x"`, true},
		{"check named-check where generated index", `a = "b"`, "a = 'b'", false},
		{"check named-check where generated index", "a = 'x'", "a COLLATE nocase = 'x'", false},
		{"check named-check where generated index", "n = 1", "n = '1'", false},
		{"check named-check where generated index", "b = 1", "b = '1'", false},
		{"check named-check where generated index", "b = 1", "b = 1.0", false},
		{"check named-check where generated index", "b = 1", "CAST(b AS INTEGER) = 1", false},
		{"check named-check where generated index", "CAST(b AS REAL) = 1", "CAST(b AS INTEGER) = 1", false},
		{"check named-check where generated index", "r > 0.3", "r > 0.30000000000000004", false},
		{"check named-check where generated index", "b <> x'0001'", "b <> x'0002'", false},
		{"check named-check where generated index", "a IS 'x'", "a = 'x'", false},
		{"check named-check where generated index", "a IS NOT 'x'", "a <> 'x'", false},
		{"check named-check", "coalesce(n > 1, 0)", "n > 1", false}, // NULL passes one of them
		{"check named-check", "n > 1 AND n IS NOT NULL", "n > 1", false},
		{"check named-check where generated index", "a LIKE 'x%'", "a GLOB 'x%'", false},
		{"check named-check where generated index", "lower(a)", "upper(a)", false},
		{"where", "a = 'x'", "+a = 'x'", false},
		{"index generated", "a || ''", "a || '' COLLATE nocase", false},
		{"index generated", "n", "+n", false},
		{"index generated", "b", "CAST(b AS TEXT)", false},
		{"index generated", "(n + 1) * 2", "n + 1 * 2", false},
		{"index generated", "(n * 2) + 1", "n * 2 + 1", true},
		{"default", "1 + 1", "(1) + (1)", true},
		{"default", "TRUE", "1", true},
		{"default", "1", "1.0", false},
		{"default", "1", "'1'", false},
		{"default", "NULL", "0", false},
		{"default", "x'00'", "x'0001'", false},
		{"default", "datetime('now')", "datetime()", false},
		{"default", "0.1", "0.10000000000000001", false}, // more digits than are compared
		{"default", "CURRENT_TIMESTAMP", "current_timestamp", true},
		{"default", "CURRENT_TIMESTAMP", "CURRENT_DATE", false},
		{"view", "SELECT t.a FROM t", "SELECT a FROM t", true},
		{"view", "SELECT t.a AS A FROM t", "SELECT a FROM t", true},
		{"view", "SELECT x.a FROM t AS x WHERE NOT (x.b = 1)", "SELECT a FROM t WHERE b <> 1", true},
		{"view", "SELECT a FROM t ORDER BY id LIMIT 5,10", "SELECT a FROM t ORDER BY id LIMIT 10 OFFSET 5", true},
		{"view", "SELECT a FROM t ORDER BY id LIMIT 5,10", "SELECT a FROM t ORDER BY id LIMIT 5 OFFSET 10", false},
		{"view", "SELECT count(*) AS n FROM t GROUP BY t.a", "SELECT count(*) AS n FROM t GROUP BY a", true},
		{"view", "SELECT a FROM t UNION SELECT u.a FROM u", "SELECT t.a FROM t UNION SELECT a FROM u", true},
		{"view", "SELECT a FROM t UNION SELECT a FROM u", "SELECT a FROM t UNION ALL SELECT a FROM u", false},
		{"view", "SELECT t.a FROM t INNER JOIN u ON t.id = u.id", "SELECT t.a FROM t JOIN u ON t.id = u.id", true},
		{"view", "SELECT t.a FROM t JOIN u ON t.id = u.id", "SELECT t.a FROM t, u WHERE t.id = u.id", true},
		{"view", "SELECT t.a FROM t LEFT OUTER JOIN u ON t.id = u.b", "SELECT t.a FROM t LEFT JOIN u ON t.id = u.b", true},
		{"view", "SELECT t.a FROM t CROSS JOIN u ON t.id = u.id", "SELECT t.a FROM t JOIN u ON t.id = u.id", false},
		{"view", "SELECT t.a FROM t JOIN u ON t.id = u.id", "SELECT t.a FROM t LEFT JOIN u ON t.id = u.id", false},
		{"view", "SELECT t.a FROM t LEFT JOIN u ON t.id = u.id", "SELECT a FROM t", false},
		{"view", "SELECT a k FROM t", "SELECT a AS k FROM t", true},
		{"view", "SELECT a AS k FROM t", "SELECT a AS j FROM t", false},
		{"view", "SELECT * FROM t", "SELECT id, a, b FROM t", false},
		{"view", "SELECT * FROM t", "SELECT * FROM u", false},
		{"view", "SELECT a FROM t", "SELECT b AS a FROM t", false},
		{"view", "SELECT a FROM t ORDER BY b", "SELECT a FROM t", false},
		{"view", "SELECT a FROM t ORDER BY id", "SELECT a FROM t", false},
		{"view", "SELECT a FROM t", "SELECT a COLLATE nocase AS a FROM t", false},
		{"view", "SELECT b FROM t", "SELECT +b AS b FROM t", false},
		{"view", "SELECT a FROM t WHERE a = 'x'", "SELECT a FROM t WHERE a = 'x' COLLATE nocase", false},
		{"view", "SELECT a FROM t WHERE b = 1", "SELECT a FROM t WHERE b = '1'", false},
		{"view", "SELECT a FROM t WHERE likely(b)", "SELECT a FROM t WHERE b", false},
		{"view", "SELECT a FROM t", "SELECT a FROM missing", false},
		{"view", `SELECT "a" FROM t`, "SELECT 'a' AS a FROM t", false},
		{"trigger", "AFTER INSERT ON t BEGIN INSERT INTO log (x) VALUES (new.a);", "AFTER INSERT ON t FOR EACH ROW BEGIN INSERT INTO log (x) VALUES ((NEW.a));", true},
		{"trigger", "INSERT ON t BEGIN UPDATE log SET x = 1 WHERE log.y = 2;", "BEFORE INSERT ON t BEGIN UPDATE log SET x = 1 WHERE y = 2;", true},
		{"trigger", "AFTER UPDATE ON t WHEN old.a IS NOT new.a BEGIN DELETE FROM log;", "AFTER UPDATE ON t WHEN (old.a IS NOT new.a) BEGIN DELETE FROM log;", true},
		{"trigger", "AFTER UPDATE ON t WHEN old.a IS NOT new.a BEGIN DELETE FROM log;", "AFTER UPDATE ON t WHEN old.a <> new.a BEGIN DELETE FROM log;", false},
		{"trigger", "AFTER UPDATE OF a ON t BEGIN DELETE FROM log;", "AFTER UPDATE OF a, b ON t BEGIN DELETE FROM log;", false},
		{"trigger", "AFTER UPDATE ON t BEGIN DELETE FROM log;", "AFTER UPDATE OF id, a, b ON t BEGIN DELETE FROM log;", false},
		{"trigger", "AFTER INSERT ON t BEGIN DELETE FROM log;", "BEFORE INSERT ON t BEGIN DELETE FROM log;", false},
		{"trigger", "AFTER INSERT ON t BEGIN DELETE FROM log;", "AFTER DELETE ON t BEGIN DELETE FROM log;", false},
		{"trigger", "AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a, 1);", "AFTER INSERT ON t BEGIN INSERT INTO log (x, y) VALUES (new.a, 1);", false},
		{"trigger", "AFTER INSERT ON t BEGIN INSERT INTO log (x) VALUES (new.a);", "AFTER INSERT ON t BEGIN INSERT INTO log (x) VALUES (new.b);", false},
		{"trigger", "AFTER UPDATE ON t BEGIN INSERT INTO log (x) VALUES (new.a);", "AFTER UPDATE ON t BEGIN INSERT INTO log (x) VALUES (old.a);", false},
		{"trigger", `AFTER INSERT ON t BEGIN INSERT INTO log (x) SELECT "a" FROM u;`, "AFTER INSERT ON t BEGIN INSERT INTO log (x) SELECT 'a' FROM u;", false},
		{"trigger", "AFTER INSERT ON t BEGIN SELECT RAISE(ABORT, 'one') WHERE new.a > 1;", "AFTER INSERT ON t BEGIN SELECT RAISE(ABORT, 'two') WHERE new.a > 1;", false},
		{"trigger", "AFTER INSERT ON t BEGIN SELECT RAISE(ABORT, 'one') WHERE new.a > 1;", "AFTER INSERT ON t BEGIN SELECT RAISE(FAIL, 'one') WHERE new.a > 1;", false},
	} {
		for _, place := range strings.Fields(c.in) {
			ddl := places[strings.ReplaceAll(place, "-", " ")]
			one, other := load(t, fmt.Sprintf(ddl, c.one)), load(t, fmt.Sprintf(ddl, c.other))
			for _, pair := range [][2]*schema.Schema{{one, other}, {other, one}} {
				if got := equivalent(t, pair[0], pair[1]); got != c.same {
					t.Errorf("%s: %s, %s: equivalent: %t", place, c.one, c.other, got)
				}
			}
		}
	}
}
