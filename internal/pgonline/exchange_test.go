package pgonline

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// A table whose columns get other types, with its copy of what they held as text.
const (
	besideBefore = `CREATE TABLE big (id integer PRIMARY KEY, a integer NOT NULL DEFAULT 7, j json, kept text, pad text, CONSTRAINT plausible CHECK (a >= 0 AND id > 0));
CREATE INDEX by_a ON big (a DESC, id) INCLUDE (kept);
COMMENT ON INDEX by_a IS 'the index';
COMMENT ON COLUMN big.a IS 'the a';
ALTER TABLE big ALTER COLUMN a SET STATISTICS 300;
CREATE VIEW seen AS SELECT id, a, j FROM big;
`
	// besideLeft counts what an exchange must not leave.
	besideLeft = `(SELECT count(*) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE attname LIKE '%schemadiff%' AND relkind = 'r' AND NOT attisdropped) + (SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%schemadiff%') +
 (SELECT count(*) FROM pg_proc WHERE proname LIKE '%schemadiff%') + (SELECT count(*) FROM pg_constraint WHERE conname LIKE '%schemadiff%' OR NOT convalidated) + (SELECT count(*) FROM pg_class WHERE relname LIKE '%schemadiff%') +
 (SELECT count(*) FROM pg_description WHERE description LIKE '%schemadiff%')`
	// besideSum is a sum of the values that is the same for both types.
	besideSum = `SELECT md5(string_agg((id, a, j::jsonb, kept)::text, ',' ORDER BY id)) FROM big`
)

func besideAfter() string {
	return strings.NewReplacer("a integer", "a bigint", "j json", "j jsonb").Replace(besideBefore)
}

// wideRows makes a table of more than 64 MB of few rows: a page holds one of them.
func wideRows(table, columns, values string) string {
	return fmt.Sprintf(`ALTER TABLE %[1]s ALTER COLUMN pad SET STORAGE PLAIN;
INSERT INTO %[1]s (%[2]s, pad) SELECT %[3]s, repeat('x', 7000) FROM generate_series(1, 8400) i;
ALTER TABLE %[1]s ALTER COLUMN pad SET STORAGE EXTENDED;
ANALYZE %[1]s;
`, table, columns, values)
}

func besideRows() string {
	return wideRows("big", "id, a, j, kept", "i, i % 1000, CASE WHEN i % 3 > 0 THEN json_build_object('n', i) END, i % 1000")
}

// online is apply with columns that are exchanged.
func online(url, desired string, more ...string) []string {
	return append([]string{"apply", "--db", url, "--schema", desired, "--yes", "--online-rewrite"}, more...)
}

// exchanged checks that a database is the schema wanted, with nothing left over.
func exchanged(t *testing.T, url, desired string) {
	t.Helper()
	if got := schemadiff(t, nil, "plan", "--db", url, "--schema", desired, "--exit-code", "--format", "sql"); got.Code != 0 {
		t.Errorf("the second plan is not empty: %s", got)
	}
	if n := value(t, url, besideLeft); n != "0" {
		t.Errorf("%s things are left over", n)
	}
}

// TestExchangeKilled kills apply at the beginning of every step and soon after; the next one, of a
// fresh plan or of the same saved one, finishes.
func TestExchangeKilled(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		desired := file(t, besideAfter())
		url := p.Database(t, besideBefore, besideRows())
		sum := value(t, url, besideSum)
		got := schemadiff(t, nil, "plan", "--db", url, "--schema", desired, "--format", "json", "--online-rewrite")
		n := strings.Count(got.Out, `"reasons":`)
		if got.Code != 0 || n < 8 || !strings.Contains(got.Out, "exchange column") {
			t.Fatalf("plan: %d steps, %s", n, got)
		}
		for step := 1; step <= n; step++ {
			for i, when := range []string{"", "+20ms"} {
				if testing.Short() && (step+i)%5 != 0 {
					continue
				}
				t.Run(fmt.Sprintf("%d%s", step, when), func(t *testing.T) {
					url := p.Database(t, besideBefore, besideRows())
					first := online(url, desired)
					again := first
					switch {
					case step%2 == i: // the same plan again
						plan := filepath.Join(t.TempDir(), "plan.json")
						if got := schemadiff(t, nil, "plan", "--db", url, "--schema", desired, "--online-rewrite", "--out", plan, "--format", "json"); got.Code != 0 {
							t.Fatalf("plan: %s", got)
						}
						first = []string{"apply", plan, "--db", url, "--yes"}
						again = first
					case step > 2: // what has begun goes on without being asked for
						again = []string{"apply", "--db", url, "--schema", desired, "--yes"}
					}
					_ = schemadiff(t, []string{fmt.Sprintf("SCHEMADIFF_FAILPOINT=%d%s", step, when)}, first...)
					if got := schemadiff(t, nil, again...); got.Code != 0 {
						t.Fatalf("second apply: %d %s", got.Code, got.Err)
					}
					exchanged(t, url, desired)
					if got := value(t, url, besideSum); got != sum {
						t.Error("values changed")
					}
				})
			}
		}
		t.Logf("PostgreSQL %d: a plan of %d steps", p.Major, n)
	})
}

// TestExchangeGivenUp clears up where the files no longer ask for the new type, at every step that
// an apply can be killed at.
func TestExchangeGivenUp(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		former := file(t, besideBefore)
		for step := 2; step <= 6; step++ {
			url := p.Database(t, besideBefore, besideRows())
			sum := value(t, url, besideSum)
			_ = schemadiff(t, []string{fmt.Sprintf("SCHEMADIFF_FAILPOINT=%d", step)}, online(url, file(t, besideAfter()))...)
			if got := schemadiff(t, nil, "apply", "--db", url, "--schema", former, "--yes"); got.Code != 0 {
				t.Fatalf("step %d: %d %s", step, got.Code, got.Err)
			}
			exchanged(t, url, former)
			if got := value(t, url, besideSum); got != sum {
				t.Errorf("step %d: values changed", step)
			}
		}
	})
}

// TestExchangeUnderLoad has sessions write rows all the while: none waits for longer than the limit
// on locks and a little, and each value arrives.
func TestExchangeUnderLoad(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, besideBefore, besideRows())
		var stop atomic.Bool
		var writers sync.WaitGroup
		var longest, statements atomic.Int64
		for w := range 4 {
			writers.Go(func() {
				conn, err := pgx.Connect(context.Background(), url)
				if err != nil {
					t.Error(err)
					return
				}
				defer conn.Close(context.Background())
				for i := 1; !stop.Load(); i++ {
					sql, id := "UPDATE big SET a = $2::integer, kept = $2::integer::text, j = json_build_object('n', $2::integer) WHERE id = $1", (i*13+w*2111)%8400+1
					if i%3 == 0 {
						sql, id = "INSERT INTO big (id, a, kept, j) VALUES ($1, $2::integer, $2::integer::text, json_build_object('n', $2::integer))", 100_000*(w+1)+i
					}
					start := time.Now()
					if _, err := conn.Exec(context.Background(), sql, pgx.QueryExecModeExec, id, i%30_000); err != nil {
						t.Errorf("a writer failed: %v", err)
						return
					}
					statements.Add(1)
					if took := time.Since(start).Milliseconds(); took > longest.Load() {
						longest.Store(took)
					}
				}
			})
		}
		got := schemadiff(t, nil, online(url, file(t, besideAfter()), "--lock-timeout", "1s", "--wait", "2m")...)
		stop.Store(true)
		writers.Wait()
		if got.Code != 0 {
			t.Fatalf("apply: %d %s", got.Code, got.Err)
		}
		exchanged(t, url, file(t, besideAfter()))
		if n := value(t, url, "SELECT count(*) FROM big WHERE a::text <> kept"); n != "0" {
			t.Errorf("%s rows have another value", n)
		}
		if n := value(t, url, "SELECT count(*) FROM big WHERE j IS NOT NULL AND id > 100000 AND (j->>'n')::integer <> a"); n != "0" {
			t.Errorf("%s rows have another value in j", n)
		}
		t.Logf("PostgreSQL %d: %d statements meanwhile, the longest took %d ms", p.Major, statements.Load(), longest.Load())
	})
}

// TestExchangeAsTheShortForm compares the values with those of a table that was changed by ALTER
// COLUMN … TYPE.
func TestExchangeAsTheShortForm(t *testing.T) {
	const from = `CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE big (id integer PRIMARY KEY, u text, ts timestamp, m text COLLATE "C", n numeric(12,3), d double precision, s text, "odd %1$s" integer, pad text);
`
	const to = `CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE big (id integer PRIMARY KEY, u uuid,
  ts timestamptz, -- @using ts AT TIME ZONE 'Europe/Berlin'
  m mood, n numeric(14,1), d real, s integer, -- @using CASE WHEN s = '' THEN NULL ELSE s::integer + 1 END
  "odd %1$s" text, pad text);
`
	const sum = `SELECT md5(string_agg((id, u, ts, m, n, d, s, "odd %1$s")::text, ',' ORDER BY id)) FROM big`
	values := wideRows("big", `id, u, ts, m, n, d, s, "odd %1$s"`, `i, CASE WHEN i % 5 > 0 THEN md5(i::text) END, timestamp '2020-01-01' + i * interval '1 hour', (ARRAY['sad', 'ok', 'happy', NULL])[i % 4 + 1],
 i / 7.0, i / 3.0, CASE WHEN i % 4 > 0 THEN i::text ELSE '' END, i`)
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url, control, desired := p.Database(t, from, values), p.Database(t, from, values), file(t, to)
		if got := schemadiff(t, nil, "apply", "--db", control, "--schema", desired, "--yes", "--allow", "all", "--no-online"); got.Code != 0 {
			t.Fatalf("the short form: %d %s", got.Code, got.Err)
		}
		got := schemadiff(t, nil, online(url, desired, "--allow", "all")...)
		if got.Code != 0 {
			t.Fatalf("exchange: %d %s", got.Code, got.Err)
		}
		if n := strings.Count(got.Out, "_next TO ") + strings.Count(got.Out, `_next" TO `); n != 7 {
			t.Errorf("%d columns were exchanged: %s", n, got.Out)
		}
		exchanged(t, url, desired)
		if got, want := value(t, url, sum), value(t, control, sum); got != want {
			t.Error("the values are not those of the short form")
		}
	})
}
