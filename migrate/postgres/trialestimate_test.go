package postgres

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/plan"
	plans "github.com/schemadiff/schemadiff/plan/postgres"
)

// estimateRowsEnv is how many rows the tables of TestEstimates have, where somebody wants more than the
// test takes by itself.
const estimateRowsEnv = "SCHEMADIFF_ESTIMATE_ROWS"

// estimatedTable is a table of one shape, with the values of its wide column.
type estimatedTable struct{ name, wide, values string }

var estimatedTables = []estimatedTable{
	{"narrow", "text", "left(md5(i::text), 8)"},
	{"broad", "text", "repeat(md5(i::text), 10)"},
	{"medium", "text", "repeat(md5(i::text), 3)"},
	{"document", "jsonb", "jsonb_build_object('a', i, 'b', md5(i::text), 'c', ARRAY[i, i + 1])"},
}

func (e estimatedTable) ddl(key, more string) string {
	return fmt.Sprintf("CREATE TABLE %s (id %s PRIMARY KEY, a int, b text, w %s, at timestamp, n numeric, z int, ref int%s);\n", e.name, key, e.wide, more)
}

func (e estimatedTable) fill(rows int) string {
	return fmt.Sprintf("INSERT INTO %s SELECT i, hashint4(i), 'b' || hashint4(i), %s, timestamp '2026-01-01' + i * interval '1 second', i * 1.5, i, 1 + i %% 1000 FROM generate_series(1, %d) i;", e.name, e.values, rows)
}

// changesOf are the desired schemas that the tables are changed to, one plan after the other.
func changesOf(e estimatedTable) []string {
	index := func(list ...string) string {
		var b strings.Builder
		for i, on := range list {
			fmt.Fprintf(&b, "CREATE INDEX %s_%d ON %s %s;\n", e.name, i, e.name, on)
		}
		return b.String()
	}
	constraints := strings.NewReplacer("at timestamp", "at timestamp NOT NULL", "z int", "z int CHECK (z > 0)", "ref int", "ref int REFERENCES narrow (id)").Replace
	become := strings.NewReplacer("n numeric", "n double precision").Replace
	first := index("(a)", "(b)", "(at, a)", "(lower(b))", "(a) WHERE a > 0")
	wide := first + fmt.Sprintf("CREATE UNIQUE INDEX %s_u ON %s (b, id);", e.name, e.name)
	more := ", one int DEFAULT 5, two uuid DEFAULT gen_random_uuid()"
	most := more + ", three int GENERATED ALWAYS AS (a / 2) STORED, UNIQUE (id, a)"
	other := strings.Replace(most, "one int", "one int NOT NULL", 1) + ", four text DEFAULT 'x', five timestamptz DEFAULT clock_timestamp(), CHECK (n > 0)"
	return []string{e.ddl("int", "") + first,
		constraints(e.ddl("int", "")) + wide,
		become(constraints(e.ddl("int", more))) + wide,
		become(constraints(e.ddl("int", most))) + wide,
		become(constraints(e.ddl("int", other))) + wide +
			fmt.Sprintf("CREATE INDEX %s_brin ON %[1]s USING brin (id); CREATE INDEX %[1]s_hash ON %[1]s USING hash (a);", e.name)}
}

// truthWatcher measures the steps of an apply.
type truthWatcher struct{ took []time.Duration }

func (w *truthWatcher) begin(context.Context, *pgx.Conn, int, int) error { return nil }
func (w *truthWatcher) failed(int, error)                                {}
func (w *truthWatcher) done(_ context.Context, _ *pgx.Conn, i int, took time.Duration) error {
	w.took[i] = took
	return nil
}
func (w *truthWatcher) alone(_ context.Context, _ *pgx.Conn, i int, run func() error) error {
	start := time.Now()
	err := run()
	w.took[i] = time.Since(start)
	return err
}

// TestEstimates compares the range of each step, from a sample, with the time that it then takes.
func TestEstimates(t *testing.T) {
	p := server(t)
	shapes, wanted := estimatedTables[:2], os.Getenv(estimateRowsEnv)
	if wanted != "" {
		shapes = estimatedTables
	}
	rows, _ := strconv.Atoi(cmp.Or(wanted, "30000"))
	sample := int64(max(rows/100, 3000))
	var tables, data []string
	for _, e := range shapes {
		tables, data = append(tables, e.ddl("int", "")), append(data, e.fill(rows))
	}
	url := p.Database(t, strings.Join(tables, ""))
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t.Context(), conn)
	for _, sql := range append(data, "ANALYZE") {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	var count estimateCount
	for stage := range changesOf(shapes[0]) {
		var to string
		for _, e := range shapes {
			to += changesOf(e)[stage]
		}
		made := plannedAs(t, url, to, plans.Options{Plain: stage > 1})
		out, err := (Scratch{URL: p.URL("postgres")}).Try(t.Context(), url, made, TrialOptions{Sample: sample})
		if err != nil || out.Failed() {
			t.Fatalf("%v %+v", err, out)
		}
		truth := &truthWatcher{make([]time.Duration, len(made.Steps))}
		if _, err := Apply(t.Context(), made, Options{URL: url, steps: truth}); err != nil {
			t.Fatal(err)
		}
		if err := dbtest.Exec(url, "ANALYZE"); err != nil {
			t.Fatal(err)
		}
		for i, s := range out.Steps {
			mark := count.add(s.Estimate, truth.took[i])
			t.Logf("%-50s copy %v: %v to %v, truth %v %s", clipped(made.Steps[i]), s.Duration, s.Estimate.Low, s.Estimate.High, truth.took[i], mark)
		}
	}
	slices.Sort(count.widths)
	t.Logf("%+v, width %.1f", count, count.widths[len(count.widths)/2])
	if count.near*10 < count.steps*9 {
		t.Errorf("%d of %d estimates are near the truth", count.near, count.steps)
	}
}

// estimateCount counts estimates by how far they are from the truth.
type estimateCount struct {
	steps, inside, within3, near, unknown, most int

	widths []float64
}

// slack is how much longer or shorter anything may take, as other programs run on the machine too.
const slack = 20 * time.Millisecond

// add counts an estimate: whether the time is in the range, whether the middle of the range is within a
// factor of three of it, and whether it is at all near.
func (c *estimateCount) add(e *plan.Estimate, took time.Duration) (mark string) {
	c.steps++
	if e.Unknown {
		c.unknown++
		return "unknown"
	}
	middle := time.Duration(math.Sqrt(float64(e.Low) * float64(e.High)))
	if e.Low == 0 {
		c.most++
		middle = took
	} else if e.High > slack {
		c.widths = append(c.widths, float64(e.High)/float64(e.Low))
	}
	if e.Low-slack <= took && took <= e.High+slack {
		c.inside++
	} else {
		mark = "OUTSIDE"
	}
	if middle/3-slack <= took && took <= middle*3+slack {
		c.within3++
	} else {
		mark += " FAR"
	}
	if e.Low/3-slack <= took && took <= 3*e.High+slack {
		c.near++
	}
	return mark
}

func clipped(s plan.Step) string {
	text := string(s.Kind) + " " + s.Key.Object()
	return text[:min(len(text), 50)]
}
