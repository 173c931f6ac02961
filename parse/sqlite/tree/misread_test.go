package tree

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/rqlite/sql"
)

// A parser that reads wrongly is held back, however plausible its tree is.
func TestMisreadingsAreHeldBack(t *testing.T) {
	other := func(old, replacement string) func(string) (any, error) {
		return func(text string) (any, error) {
			if !strings.Contains(text, old) || len(old) != len(replacement) {
				t.Fatalf("%q is not in %q", old, text)
			}
			return parser(strings.Replace(text, old, replacement, 1))
		}
	}
	const statement = "DELETE FROM abc WHERE de = 1 AND fgh = 2"
	for what, parse := range map[string]func(string) (any, error){
		"a condition is lost":      other("AND z__ = 1", "           "),
		"WHERE is lost":            other("WHERE z_ = 1 AND z__ = 1", "                        "),
		"a name is cut":            other("z__ = 1", "z_  = 1"),
		"a name is moved":          other("z__ = 1", " z_ = 1"),
		"a value is taken for one": other("= 1 AND", "= z AND"),
		"WHERE is not seen": func(text string) (any, error) {
			n, err := parser(text)
			n.(*sql.DeleteStatement).Where = sql.Pos{}
			return n, err
		},
		"a name counts twice": func(text string) (any, error) {
			n, err := parser(text)
			d := n.(*sql.DeleteStatement)
			d.Table.Alias = d.Table.Name
			return n, err
		},
		"a keyword becomes a name": func(text string) (any, error) {
			n, err := parser(text)
			d := n.(*sql.DeleteStatement)
			d.Table.Alias = &sql.Ident{NamePos: d.From, Name: "FROM"}
			return n, err
		},
		"a kind that is not read": func(string) (any, error) { return &sql.BeginStatement{}, nil },
		"it panics":               func(string) (any, error) { panic("assert failed") },
	} {
		if tree, err := parseWith(statement, parse); err == nil {
			t.Errorf("%s: passed, %+v", what, tree.Acts())
		}
	}
	if _, err := parseWith(statement, parser); err != nil {
		t.Errorf("read rightly: %v", err)
	}
}

// Real misreadings of the parser.
func TestPhantomColumnsAreHeldBack(t *testing.T) {
	for _, statement := range []string{"CREATE TABLE t (a timestamp with time zone)", "CREATE TABLE t (a INTEGER PRIMARY KEY DESC, b int unsigned)", "CREATE TABLE t (a varchar[10])"} {
		if tree, err := Parse(statement); err == nil {
			t.Errorf("%s: %+v", statement, tree.names)
		}
	}
}

func TestLimits(t *testing.T) {
	const n = 1_000_000
	for what, statement := range map[string]string{
		"parentheses":  "SELECT " + strings.Repeat("(", n) + "1" + strings.Repeat(")", n),
		"open":         "SELECT " + strings.Repeat("(", n),
		"NOT":          "SELECT " + strings.Repeat("NOT ", n) + "1",
		"minus":        "SELECT " + strings.Repeat("- ", 150_000) + "1",
		"CASE":         "SELECT " + strings.Repeat("CASE WHEN 1 THEN ", 20_000),
		"CAST":         "SELECT " + strings.Repeat("CAST (", 100_000),
		"WITH":         "SELECT " + strings.Repeat("(WITH ", 90_000),
		"concatenated": "SELECT 1" + strings.Repeat(" || 1", n),
		"quotes":       "SELECT '" + strings.Repeat("''", n),
	} {
		start := time.Now()
		_, err := Parse(statement)
		if took := time.Since(start); err == nil || took > 3*time.Second {
			t.Errorf("%s: %v after %v", what, err, took)
		}
	}
	for what, statement := range map[string]string{
		"concatenated": "SELECT 1" + strings.Repeat(" || 1", 90_000),
		"UNION":        "SELECT 1" + strings.Repeat(" UNION SELECT 1", 40_000),
		"joined":       "SELECT 1 FROM t" + strings.Repeat(", t", 90_000),
		"WITH":         "WITH a AS (SELECT 1)" + strings.Repeat(", a AS (SELECT 1)", 20_000) + " SELECT 1",
	} {
		start := time.Now()
		_, err := Parse(statement)
		if took := time.Since(start); err != nil && !errors.Is(err, errTooLong) || took > 5*time.Second {
			t.Errorf("%s: %v after %v", what, err, took)
		}
	}
}

// seeds are statements of every kind for mutations.
var seeds = []string{
	`SELECT a, "b" AS c, t.*, count(*) FILTER (WHERE x) OVER (PARTITION BY y ORDER BY z ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t LEFT JOIN u USING (id) WHERE a BETWEEN 1 AND 2 GROUP BY 1 HAVING sum(x) > 1 ORDER BY c DESC LIMIT 5, 10`,
	`WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM c WHERE n < 10) INSERT OR REPLACE INTO main.t (a, [b c]) SELECT n, 'x' FROM c WHERE true ON CONFLICT (a) WHERE b DO UPDATE SET b = excluded.b, (c, d) = (1, 2) WHERE t.a RETURNING *`,
	`UPDATE OR IGNORE t AS x SET a = CASE WHEN b IS NOT DISTINCT FROM NULL THEN CAST(c AS UNSIGNED BIG INT) ELSE (SELECT 1) END FROM u WHERE x.id = u.id AND a NOT IN (1, 2) AND b NOT LIKE 'é' ESCAPE '\'`,
	`DELETE FROM t WHERE EXISTS (WITH k AS (SELECT 1) SELECT * FROM k) AND x IN v RETURNING id`,
	"CREATE TEMP TRIGGER IF NOT EXISTS main.tr INSTEAD OF UPDATE OF a, `b` ON v FOR EACH ROW WHEN new.a REGEXP '^x' BEGIN INSERT INTO l VALUES (new.rowid, x'00', ?1, :p); SELECT RAISE(ABORT, 'no ' || old.a); END",
	`CREATE UNIQUE INDEX i ON t (lower(a) COLLATE nocase DESC, json_extract(b, '$.x')) WHERE c IS NOT NULL /* why */ -- so`,
	`CREATE VIEW v(a, b) AS SELECT * FROM (SELECT 1, 2) AS s NATURAL FULL OUTER JOIN (t, u) UNION SELECT group_concat(a, ',' ORDER BY b), 1_000.5e-3 FROM json_each(?), pragma_foo()`,
	`CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT NOT NULL DEFAULT 'x' CHECK (b <> ''), c GENERATED ALWAYS AS (a + 1) STORED, FOREIGN KEY (a) REFERENCES u(id) ON DELETE CASCADE) STRICT, WITHOUT ROWID`,
	`ALTER TABLE t ADD COLUMN x varchar(10) COLLATE nocase REFERENCES u(id)`,
}

// mutated changes a few tokens and bytes of a text.
func mutated(random *rand.Rand, text string) string {
	words := strings.Fields(strings.Join(seeds, " "))
	for range 1 + random.IntN(4) {
		i, j := random.IntN(len(text)+1), random.IntN(len(text)+1)
		i, j = min(i, j), max(i, j)
		switch random.IntN(6) {
		case 0:
			text = text[:i] + text[min(i+1+random.IntN(3), len(text)):]
		case 1:
			text = text[:i] + string(rune(random.IntN(0x250))) + text[i:]
		case 2:
			text = text[:i] + " " + words[random.IntN(len(words))] + " " + text[i:]
		case 3:
			text = text[:i] + text[j:]
		case 4:
			text = text[:j] + text[i:]
		case 5:
			text = strings.Replace(text, words[random.IntN(len(words))], words[random.IntN(len(words))], 1)
		}
		if len(text) > 2_000 {
			text = text[:2_000]
		}
	}
	return text
}

// No input panics, neither in the parser, whose panics are caught, nor in what is asked of
// a tree, where they would not be.
func TestMutationsDoNotPanic(t *testing.T) {
	n := 60_000
	if testing.Short() {
		n = 6_000
	}
	random := rand.New(rand.NewPCG(1, 2))
	columns := columnsOf("t(a, b, id)", "u(id)", "v(a, b)")
	read, slowest := 0, time.Duration(0)
	for range n {
		text := mutated(random, seeds[random.IntN(len(seeds))])
		start := time.Now()
		tree, err := Parse(text)
		slowest = max(slowest, time.Since(start))
		if err != nil {
			continue
		}
		read++
		for _, r := range tree.Resolve(columns).References {
			if r.At < 0 || r.End > len(text) || r.At >= r.End {
				t.Fatalf("%+v in %q", r, text)
			}
		}
		tree.ResultColumns(columns)
		tree.ResultNames()
	}
	t.Logf("%d of %d read, slowest %v", read, n, slowest)
	if read < n/20 || slowest > 2*time.Second {
		t.Errorf("%d of %d read, slowest %v", read, n, slowest)
	}
}
