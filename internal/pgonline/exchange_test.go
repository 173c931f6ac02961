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
 (SELECT count(*) FROM pg_proc WHERE proname LIKE '%schemadiff%') + (SELECT count(*) FROM pg_constraint WHERE conname LIKE '%schemadiff%' OR NOT convalidated AND conparentid = 0) + (SELECT count(*) FROM pg_class WHERE relname LIKE '%schemadiff%') +
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

// killing is an exchange that is killed at the beginning of every step and soon after.
type killing struct {
	before, rows, after string
	sum                 string                           // a query of what stays
	kind                string                           // of the step that exchanges
	short               int                              // of how many points one is tried under -short
	arrived             func(*testing.T, string, string) // checks the database at a URL against the file of the schema wanted
}

// run kills apply at each point; the next one, of a fresh plan or of the same saved one, finishes. At step 0
// nothing is killed.
func (k *killing) run(t *testing.T, p *dbtest.PG) {
	desired := file(t, k.after)
	url := p.Database(t, k.before, k.rows)
	sum := value(t, url, k.sum)
	got := schemadiff(t, nil, "plan", "--db", url, "--schema", desired, "--format", "json", "--online-rewrite")
	n := strings.Count(got.Out, `"reasons":`)
	if got.Code != 0 || n < 8 || !strings.Contains(got.Out, k.kind) {
		t.Fatalf("plan: %d steps, %s", n, got)
	}
	for step := range n + 1 {
		for i, when := range []string{"", "+20ms"} {
			if testing.Short() && (step+i)%k.short != 0 || step == 0 && i > 0 {
				continue
			}
			t.Run(fmt.Sprintf("%d%s", step, when), func(t *testing.T) {
				url := p.Database(t, k.before, k.rows)
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
				if step > 0 {
					_ = schemadiff(t, []string{fmt.Sprintf("SCHEMADIFF_FAILPOINT=%d%s", step, when)}, first...)
				}
				if got := schemadiff(t, nil, again...); got.Code != 0 {
					t.Fatalf("second apply: %d %s", got.Code, got.Err)
				}
				k.arrived(t, url, desired)
				if got := value(t, url, k.sum); got != sum {
					t.Error("rows changed")
				}
			})
		}
	}
	t.Logf("PostgreSQL %d: a plan of %d steps", p.Major, n)
}

// TestExchangeKilled kills the exchange of columns.
func TestExchangeKilled(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		k := killing{before: besideBefore, rows: besideRows(), after: besideAfter(), sum: besideSum, kind: "exchange column", short: 5, arrived: exchanged}
		k.run(t, p)
	})
}

// Tables with keys, references in all directions and sequences, whose keys become bigint.
const (
	keysBefore = `CREATE TABLE big (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, up integer, code text, pad text, CONSTRAINT coded UNIQUE (code, id));
ALTER TABLE big ADD CONSTRAINT above FOREIGN KEY (up) REFERENCES big ON DELETE SET NULL;
COMMENT ON CONSTRAINT above ON big IS 'the one above';
CREATE TABLE ref (id serial PRIMARY KEY, big integer NOT NULL REFERENCES big ON DELETE CASCADE, pad text);
GRANT USAGE ON SEQUENCE big_id_seq TO PUBLIC;
CREATE TABLE small (id integer PRIMARY KEY, big integer REFERENCES big (id) DEFERRABLE, ref integer REFERENCES ref);
`
	keysSum = `SELECT md5(string_agg((b.id, b.up, code, r.id, r.big, s.id, s.big)::text, ',' ORDER BY b.id, r.id)) FROM big b LEFT JOIN ref r ON r.big = b.id LEFT JOIN small s ON s.big = b.id`
)

func keysRows() string {
	return wideRows("big", "id, up, code", "i, nullif(i / 2, 0), 'c' || i") + wideRows("ref", "big", "i") + `
INSERT INTO small SELECT i, i, i FROM generate_series(1, 100) i;
SELECT setval('big_id_seq', 20000), setval('ref_id_seq', 20000);
`
}

// TestExchangeKeys makes bigint of keys with all that refers to them, killed at steps on the way: the
// sequences go on where they stood.
func TestExchangeKeys(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		desired := file(t, strings.NewReplacer("integer", "bigint", "serial", "bigserial").Replace(keysBefore))
		for _, step := range []int{0, 3, 6, 9, 12, 15, 18, 21, 24} {
			if testing.Short() && step%2 > 0 {
				continue
			}
			url := p.Database(t, keysBefore, keysRows())
			sum := value(t, url, keysSum)
			if step > 0 {
				_ = schemadiff(t, []string{fmt.Sprintf("SCHEMADIFF_FAILPOINT=%d+20ms", step)}, online(url, desired)...)
			}
			got := schemadiff(t, nil, online(url, desired)...)
			if got.Code != 0 {
				t.Fatalf("step %d: %d %s\n%s", step, got.Code, got.Err, got.Out)
			}
			if n := strings.Count(got.Out, "exchange column"); step == 0 && n != 4 {
				t.Errorf("%d columns were exchanged: %s", n, got.Out)
			}
			exchanged(t, url, desired)
			if now := value(t, url, keysSum); now != sum {
				t.Errorf("step %d: values changed", step)
			}
			const next = "SELECT nextval(pg_get_serial_sequence('big', 'id')) || ' ' || nextval(pg_get_serial_sequence('ref', 'id'))"
			if got := value(t, url, "SELECT relacl::text FROM pg_class WHERE relname = 'big_id_seq'"); !strings.Contains(got, "=U/") {
				t.Errorf("step %d: the privileges on the sequence are %s", step, got)
			}
			if got := value(t, url, next); got != "20001 20001" {
				t.Errorf("step %d: the sequences go on at %s", step, got)
			}
		}
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

// TestExchangeOfBusyReferences exchanges keys while transactions write the tables on both sides of a
// reference, in one order and the other: none is ended by the server, and none waits for long.
func TestExchangeOfBusyReferences(t *testing.T) {
	orders := map[string][]string{
		"the referring table first": {"UPDATE ref SET pad = $1 WHERE id = $2", "UPDATE big SET pad = $1 WHERE id = $2", "UPDATE ref SET big = $2 WHERE id = $2 AND $1 <> ''"},
		"the other first":           {"UPDATE big SET pad = $1 WHERE id = $2", "UPDATE ref SET pad = $1 WHERE id = $2", "INSERT INTO big (code) SELECT $1 WHERE $2 > 0"},
	}
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		desired := file(t, strings.NewReplacer("integer", "bigint", "serial", "bigserial").Replace(keysBefore))
		for name, order := range orders {
			t.Run(name, func(t *testing.T) {
				url := p.Database(t, keysBefore, keysRows())
				writers := startWriters(t, url, 6, order)
				got := schemadiff(t, nil, online(url, desired, "--lock-timeout", "1s", "--wait", "1m")...)
				count, longest := writers.stop()
				if got.Code != 0 {
					t.Fatalf("apply: %d %s", got.Code, got.Err)
				}
				exchanged(t, url, desired)
				if limit := 1500 * time.Millisecond; longest > limit {
					t.Errorf("a transaction took %s", longest)
				}
				t.Logf("PostgreSQL %d: %d transactions meanwhile, the longest took %s", p.Major, count, longest)
			})
		}
	})
}

// writers are sessions that repeat a transaction until they are stopped.
type writers struct {
	done    atomic.Bool
	running sync.WaitGroup
	count   atomic.Int64
	mu      sync.Mutex
	longest time.Duration
}

// startWriters starts sessions that run statements in one transaction again and again, each with a
// text and the number of a row. One that fails is an error of the test.
func startWriters(t *testing.T, url string, n int, statements []string) *writers {
	t.Helper()
	w := &writers{}
	for id := range n {
		w.running.Go(func() {
			conn, err := pgx.Connect(context.Background(), url)
			if err != nil {
				t.Error(err)
				return
			}
			defer conn.Close(context.Background())
			for i := 1; !w.done.Load(); i++ {
				start := time.Now()
				err := pgx.BeginFunc(context.Background(), conn, func(tx pgx.Tx) error {
					for _, sql := range statements {
						if _, err := tx.Exec(context.Background(), sql, pgx.QueryExecModeExec, fmt.Sprintf("w%d-%d", id, i), (i*13+id*1400)%8400+1); err != nil {
							return fmt.Errorf("%s: %w", sql, err)
						}
					}
					return nil
				})
				if err != nil {
					t.Errorf("a writer failed: %v", err)
					return
				}
				w.count.Add(1)
				w.mu.Lock()
				w.longest = max(w.longest, time.Since(start))
				w.mu.Unlock()
			}
		})
	}
	return w
}

// stop ends the sessions; it returns how many transactions they have made, and how long the longest took.
func (w *writers) stop() (count int64, longest time.Duration) {
	w.done.Store(true)
	w.running.Wait()
	return w.count.Load(), w.longest
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
