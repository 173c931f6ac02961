package property

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	executor "github.com/schemadiff/schemadiff/migrate/sqlite"
	"github.com/schemadiff/schemadiff/plan"
)

// Schemas whose objects read one another: both of a pair are drawn from one pool, each with
// what it needs, in an order of its own. So columns, constraints, indexes, views and triggers
// come and go together with what they read, and the first plan must have the right order:
// where SQLite refuses one of its statements, a rebuild of the table hides the mistake.

// part is a column, constraint or other object that reads columns, relations or both.
type part struct {
	name  string
	sql   string
	needs []string
}

// pool is what the tables of the pairs are drawn from. %s is the column list of a view.
var pool = []part{
	{"a", "a INTEGER", nil},
	{"b", "b TEXT DEFAULT 'x'", nil},
	{"c", "c REAL", nil},
	{"d e", `"d e" INTEGER`, nil},
	{"g1", "g1 INTEGER AS (a + 1)", []string{"a"}},
	{"g2", "g2 AS (g1 || b)", []string{"g1", "b"}},
	{"g3", `g3 AS ("D E" * 2)`, []string{"d e"}},
	{"g4", "g4 AS (g3 + c) STORED", []string{"g3", "c"}},
	{"k1", "k1 INTEGER CHECK (k1 IS NULL OR k1 IS NOT a + 100)", []string{"a"}},
	{"k2", "k2 INTEGER DEFAULT 1 CHECK (k2 < 1000 OR g1 IS NULL)", []string{"g1"}},
	{"k3", "k3 INTEGER CHECK (k1 IS NULL OR k3 IS NOT k1 + 500)", []string{"k1"}},
	{"r", "r INTEGER REFERENCES u (id)", nil},
}

var constraints = []part{
	{"n1", "CONSTRAINT n1 CHECK (c IS NULL OR c < 1e9)", []string{"c"}},
	{"n2", "CHECK (g3 IS NOT 77 OR k1 IS NULL)", []string{"g3", "k1"}},
}

var indexes = []part{
	{"i1", "CREATE INDEX i1 ON t (a, b)", []string{"a", "b"}},
	{"i2", "CREATE INDEX i2 ON t (g1) WHERE c > 0", []string{"g1", "c"}},
	{"i3", `CREATE INDEX i3 ON t (lower(b), "d e" + 1)`, []string{"b", "d e"}},
	{"i4", "CREATE UNIQUE INDEX i4 ON t (id, g2)", []string{"g2"}},
}

// relations read others; t and u are always there.
var relations = []part{
	{"v1", "CREATE VIEW v1 AS SELECT %s FROM t", nil},
	{"v2", "CREATE VIEW v2 AS SELECT id FROM v1 WHERE id > 0", []string{"v1"}},
	{"v3", "CREATE VIEW v3 AS SELECT u.id, u.y FROM u JOIN v2 ON u.id = v2.id", []string{"v2"}},
	{"v4", "CREATE VIEW v4 AS SELECT * FROM u", nil},
	{"tr1", "CREATE TRIGGER tr1 AFTER INSERT ON u BEGIN UPDATE u SET x = (SELECT count(*) FROM v2) WHERE id = NEW.id; END", []string{"v2"}},
	{"tr2", "CREATE TRIGGER tr2 INSTEAD OF INSERT ON v1 BEGIN INSERT INTO u (id) SELECT count(*) FROM v3; END", []string{"v1", "v3"}},
	{"tr3", "CREATE TRIGGER tr3 INSTEAD OF DELETE ON v3 BEGIN DELETE FROM u WHERE id = OLD.id; END", []string{"v3"}},
	{"tr4", "CREATE TRIGGER tr4 AFTER UPDATE OF a ON t WHEN NEW.a > 5 BEGIN SELECT b FROM t; END", []string{"a", "b"}},
}

// draw takes parts whose needs are there, in a random order.
func draw(r *rand.Rand, from []part, there map[string]bool, share int) []part {
	var taken []part
	for _, p := range from {
		met := !slices.ContainsFunc(p.needs, func(n string) bool { return !there[n] })
		if met && r.IntN(100) < share {
			there[p.name] = true
			taken = append(taken, p)
		}
	}
	return taken
}

// dependent is a random schema of the pool, and the plain columns of t.
func dependent(r *rand.Rand, options string) (ddl string, plain []string) {
	there := map[string]bool{}
	columns := draw(r, pool, there, 55)
	list := []string{"id INTEGER PRIMARY KEY"}
	r.Shuffle(len(columns), func(i, j int) { columns[i], columns[j] = columns[j], columns[i] })
	names := []string{"id"}
	for _, c := range columns {
		list = append(list, c.sql)
		names = append(names, `"`+c.name+`"`)
		if !strings.Contains(c.sql, " AS (") {
			plain = append(plain, c.name)
		}
	}
	for _, c := range draw(r, constraints, there, 40) {
		list = append(list, c.sql)
	}
	shown := names[:1+r.IntN(len(names))]
	other := []string{"id INTEGER PRIMARY KEY", "x INTEGER", "y TEXT"}
	if r.IntN(2) == 0 {
		other = append(other, "z INTEGER AS (x + 1)", "w INTEGER")
	}
	out := []string{"CREATE TABLE t (" + strings.Join(list, ", ") + ")" + options, "CREATE TABLE u (" + strings.Join(other, ", ") + ")"}
	objects := append(draw(r, indexes, there, 50), draw(r, relations, there, 75)...)
	for _, o := range objects {
		if o.name == "v1" {
			o.sql = fmt.Sprintf(o.sql, strings.Join(shown, ", "))
		}
		out = append(out, o.sql)
	}
	return strings.Join(out, ";\n") + ";\n", plain
}

// TestDependentPairs shows on pairs of the pool that the first plan is in order.
func TestDependentPairs(t *testing.T) {
	n := max(pairs(t)/4, 20)
	for seed := range n {
		if err := dependentPair(t.TempDir(), uint64(seed)); err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

func dependentPair(dir string, seed uint64) error {
	r := rand.New(rand.NewPCG(seed, 11))
	options := pick(r, "", "", " WITHOUT ROWID")
	from, had := dependent(r, options)
	to, has := dependent(r, options)
	describe := func(err error) error { return fmt.Errorf("%w\n--- from\n%s--- to\n%s", err, from, to) }
	path := filepath.Join(dir, fmt.Sprintf("%d.db", seed))
	rows := "INSERT INTO u (id, x, y) VALUES (1, 1, 'one'), (2, NULL, NULL);\n"
	for id := range 4 {
		columns, values := []string{"id"}, []string{fmt.Sprint(id + 1)}
		for _, c := range had {
			if id > 0 {
				columns, values = append(columns, `"`+c+`"`), append(values, fmt.Sprint(id%2+1))
			}
		}
		rows += fmt.Sprintf("INSERT INTO t (%s) VALUES (%s);\n", strings.Join(columns, ", "), strings.Join(values, ", "))
	}
	ddl := strings.ReplaceAll(from, "CREATE TRIGGER", rows+"CREATE TRIGGER") // no trigger adds rows
	if i := strings.Index(ddl, "CREATE TRIGGER"); i >= 0 {
		ddl = ddl[:i] + strings.ReplaceAll(ddl[i:], rows, "")
	} else {
		ddl += rows
	}
	if err := create(path, ddl); err != nil {
		return describe(err)
	}
	kept := []string{"id"}
	for _, c := range had {
		if slices.Contains(has, c) {
			kept = append(kept, `"`+c+`"`)
		}
	}
	if err := inOrder(path, to, kept, pick(r, "", "3.40", "3.54"), pick(r, "", "", "transaction", "no-fk-switch")); err != nil {
		return describe(err)
	}
	return nil
}

// inOrder plans and applies, and demands that SQLite has refused nothing of the first plan.
func inOrder(path, to string, kept []string, target, runner string) error {
	ctx := context.Background()
	query := fmt.Sprintf("SELECT group_concat(v, '|') FROM (SELECT quote(%s) AS v FROM t ORDER BY id)", strings.Join(kept, ") || ',' || quote("))
	before, err := one(path, query)
	if err != nil {
		return err
	}
	p, err := prepare(ctx, path, to, target, runner)
	if err != nil {
		return err
	}
	for i, s := range p.Steps {
		if strings.HasPrefix(s.Why, "SQLite refuses") {
			return fmt.Errorf("the first plan was not in order: %s", s.Why)
		}
		if slices.ContainsFunc(s.After, func(w plan.Wait) bool { return w.Step >= i || w.Step < 0 || w.Rule == "" }) {
			return fmt.Errorf("step %d waits for %v", i, s.After)
		}
	}
	if err := undoes(ctx, path, p); err != nil {
		return err
	}
	if _, err := executor.Apply(ctx, p, executor.Options{Path: path, Wait: time.Second}); err != nil {
		return fmt.Errorf("apply: %w\n%s", err, steps(p))
	}
	again, err := prepare(ctx, path, to, target, runner)
	if err != nil {
		return fmt.Errorf("second plan: %w", err)
	}
	if len(again.Steps) > 0 {
		return fmt.Errorf("second plan is not empty:\n%s", steps(again))
	}
	after, err := one(path, query)
	if err != nil {
		return err
	}
	if before != after {
		return fmt.Errorf("rows changed:\n%s\n%s\n%s", before, after, steps(p))
	}
	return nil
}

// one is the result of a query of one value.
func one(path, query string) (string, error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return "", err
	}
	defer db.Close()
	var value sql.NullString
	err = db.QueryRow(query).Scan(&value)
	return value.String, err
}
