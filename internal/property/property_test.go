package property

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	introspect "github.com/schemadiff/schemadiff/introspect/sqlite"
	executor "github.com/schemadiff/schemadiff/migrate/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
)

// pairs is how many random pairs TestRandomPairs runs; SCHEMADIFF_PAIRS says
// otherwise, since the race detector makes each ten times as slow.
func pairs(t *testing.T) int {
	if n, err := strconv.Atoi(os.Getenv("SCHEMADIFF_PAIRS")); err == nil {
		return n
	}
	if testing.Short() {
		return 20
	}
	return 1000
}

// TestRandomPairs shows, on random pairs of schemas with rows: the plan ends in
// the desired schema, a second plan is empty, and every row and value that both
// schemas hold is still there.
func TestRandomPairs(t *testing.T) {
	n, refused := pairs(t), 0
	for seed := range n {
		err := onePair(t.TempDir(), uint64(seed))
		if errors.Is(err, errRefused) {
			refused++
		} else if err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	t.Logf("%d pairs, of which %d were refused for what their rows hold, and left alone", n, refused)
	if refused > n/2 {
		t.Errorf("%d of %d pairs refused: the generator has become useless", refused, n)
	}
}

// FuzzPlan is the same property for the fuzzer to play with.
func FuzzPlan(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		if err := onePair(t.TempDir(), seed); err != nil && !errors.Is(err, errRefused) {
			t.Fatalf("seed %d: %v", seed, err)
		}
	})
}

var errRefused = errors.New("refused")

func onePair(dir string, seed uint64) error {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(seed, 2))
	from := randomDatabase(r)
	to := change(r, from)
	if _, err := parser.Load(ctx, []parse.Source{{Name: "from.sql", Text: from.sql()}}); err != nil {
		return errRefused // the generator wrote what SQLite does not accept
	}
	if _, err := parser.Load(ctx, []parse.Source{{Name: "to.sql", Text: to.sql()}}); err != nil {
		return errRefused
	}
	path := filepath.Join(dir, fmt.Sprintf("%d.db", seed))
	if err := create(path, from.sql()); err != nil {
		return err
	}
	for _, insert := range from.rows(r) {
		_ = create(path, insert) // a row that a constraint refuses is not there
	}
	err := planAndApply(ctx, path, from, to)
	if err != nil && !errors.Is(err, errRefused) {
		return fmt.Errorf("%w\n--- from\n%s--- to\n%s", err, from.sql(), to.sql())
	}
	return err
}

func planAndApply(ctx context.Context, path string, from, to *database) error {
	before, err := contents(path, from, to)
	if err != nil {
		return err
	}
	p, err := prepare(ctx, path, to.sql(), "", "")
	if err != nil {
		return err
	}
	if err := undoes(ctx, path, p); err != nil {
		return err
	}
	lossy := false
	for _, f := range p.Findings {
		if f.Blocks && f.Allow == "" {
			return errRefused
		}
		lossy = lossy || f.Rule == "lossy-type"
	}
	if _, err := executor.Apply(ctx, p, executor.Options{Path: path, Wait: time.Second}); err != nil {
		return fmt.Errorf("apply: %w\n%s", err, steps(p))
	}
	again, err := prepare(ctx, path, to.sql(), "", "")
	if err != nil {
		return fmt.Errorf("second plan: %w", err)
	}
	if len(again.Steps) > 0 {
		return fmt.Errorf("second plan is not empty:\n%s", steps(again))
	}
	after, err := contents(path, from, to)
	if err != nil {
		return err
	}
	for i := range before {
		if before[i] != after[i] && !lossy {
			return fmt.Errorf("rows changed:\n%s\n%s\n%s", before[i], after[i], steps(p))
		}
	}
	return nil
}

// undoes shows that, where every step says how to undo it, doing so leads back.
func undoes(ctx context.Context, path string, p *plan.Plan) error {
	var statements []string
	for _, s := range p.Steps {
		for _, st := range s.Statements {
			statements = append(statements, st.SQL)
		}
	}
	for _, s := range slices.Backward(p.Steps) {
		if len(s.Undo) == 0 {
			return nil
		}
		statements = append(statements, s.Undo...)
	}
	db, err := introspect.Open(ctx, path, time.Second)
	if err != nil {
		return err
	}
	defer db.Close()
	from, err := db.Schema(ctx)
	if err != nil {
		return err
	}
	back, err := parser.Execute(ctx, from, statements)
	if err != nil {
		return fmt.Errorf("undo: %w\n%s", err, strings.Join(statements, ";\n"))
	}
	if changes := plan.Compare(from, back); len(changes) > 0 {
		return fmt.Errorf("undo leads elsewhere: %v\n%s", changes, strings.Join(statements, ";\n"))
	}
	return nil
}

func steps(p *plan.Plan) string {
	var b strings.Builder
	for _, s := range p.Steps {
		fmt.Fprintf(&b, "%s %s: %s\n", s.Kind, s.Key, strings.Join(s.Reasons, "; "))
		for _, st := range s.Statements {
			fmt.Fprintf(&b, "    %s\n", st.SQL)
		}
	}
	return b.String()
}

// contents are the rows of every table, as far as both schemas have the columns.
func contents(path string, from, to *database) ([]string, error) {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var out []string
	for _, t := range from.tables {
		i := slices.IndexFunc(to.tables, func(other *table) bool { return other.name == t.name })
		if i < 0 {
			continue
		}
		for _, c := range common(t, to.tables[i]) {
			var text sql.NullString
			query := fmt.Sprintf("SELECT group_concat(v, '|') FROM (SELECT id || '=' || quote(%s) AS v FROM %s ORDER BY id)", c.expr, t.name)
			if err := db.QueryRow(query).Scan(&text); err != nil {
				return nil, fmt.Errorf("%s: %w", query, err)
			}
			out = append(out, t.name+"."+c.name+": "+text.String)
		}
		var seq sql.NullInt64
		_ = db.QueryRow("SELECT seq FROM sqlite_sequence WHERE name = ?", t.name).Scan(&seq)
		if strings.Contains(t.columns[0].rest, "AUTOINCREMENT") && strings.Contains(to.tables[i].columns[0].rest, "AUTOINCREMENT") {
			out = append(out, fmt.Sprint(t.name, " counter ", seq.Int64))
		}
	}
	return out, nil
}

type kept struct{ name, expr string }

// common are the columns that hold values of their own in both. Where the type
// differs, values are compared as text: 12 and '12' are the same one.
func common(from, to *table) []kept {
	var out []kept
	for _, c := range from.columns {
		i := slices.IndexFunc(to.columns, func(o column) bool { return o.name == c.name })
		if i < 0 || strings.Contains(c.rest, "AS (") || strings.Contains(to.columns[i].rest, "AS (") {
			continue
		}
		expr := c.name
		if c.typ != to.columns[i].typ {
			expr = asText(c.name)
		}
		out = append(out, kept{c.name, expr})
	}
	return out
}

// asText spells a value so that equal numbers of different types are equal.
func asText(c string) string {
	number := "CAST(CAST(" + c + " AS TEXT) AS NUMERIC)"
	return "CASE WHEN typeof(" + c + ") = 'blob' THEN " + c + " WHEN " + number + " = " + c + " THEN CAST(" + number + " AS TEXT) ELSE CAST(" + c + " AS TEXT) END"
}
