package pgonline

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// lockTimeout is that of the applies under load.
const lockTimeout = time.Second

// slack is what a busy machine adds; -short runs beside other tests.
func slack() time.Duration {
	if testing.Short() {
		return 700 * time.Millisecond
	}
	return 200 * time.Millisecond
}

// load is what readers and writers of one table see while something happens to it.
type load struct {
	stop    chan struct{}
	workers sync.WaitGroup
	mu      sync.Mutex
	times   []time.Duration
	errs    []error
}

// newLoad starts workers that update or read a row by its key, one after another.
func newLoad(t *testing.T, url string, rows, workers int, sql string) *load {
	t.Helper()
	l := &load{stop: make(chan struct{})}
	for range workers {
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		l.workers.Go(func() {
			defer conn.Close(context.Background())
			for {
				select {
				case <-l.stop:
					return
				default:
				}
				start := time.Now()
				_, err := conn.Exec(context.Background(), sql, pgx.QueryExecModeSimpleProtocol, 1+rand.IntN(rows))
				l.mu.Lock()
				l.times = append(l.times, time.Since(start))
				if err != nil {
					l.errs = append(l.errs, err)
				}
				l.mu.Unlock()
			}
		})
	}
	return l
}

// end stops the workers and says how long the slowest had to wait.
func (l *load) end(t *testing.T, what string) time.Duration {
	t.Helper()
	close(l.stop)
	l.workers.Wait()
	for _, err := range l.errs {
		t.Errorf("%s: %v", what, err)
	}
	slices.Sort(l.times)
	n := len(l.times)
	t.Logf("%s: %d transactions, p50 %v, p99 %v, longest %v", what, n, l.times[n/2], l.times[n*99/100], l.times[n-1])
	return l.times[n-1]
}

const (
	writes = "UPDATE acct SET bal = bal + 1 WHERE id = $1"
	reads  = "SELECT name, bal FROM acct WHERE id = $1"
)

func amount() int {
	if testing.Short() {
		return 50_000
	}
	return 500_000
}

// TestUnderLoad changes a table that others read and write all the time.
func TestUnderLoad(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, before(), rows(amount()))
		w, r := newLoad(t, url, amount(), 2, writes), newLoad(t, url, amount(), 2, reads)
		got := schemadiff(t, nil, "apply", "--db", url, "--schema", file(t, after()), "--yes", "--allow", "all", "--lock-timeout", lockTimeout.String())
		slowest := max(w.end(t, "writers"), r.end(t, "readers"))
		if got.Code != 0 {
			t.Fatalf("apply: %s", got.Err)
		}
		if slowest > lockTimeout+slack() {
			t.Errorf("somebody had to wait for %v", slowest)
		}
		if n := value(t, url, leftovers); n != "0" {
			t.Errorf("%s things are left over", n)
		}
	})
}

// TestBehindALongTransaction has apply wait for a reader that does not end, and other
// readers behind it: it must let them pass in time, and get its way in the end.
func TestBehindALongTransaction(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, before(), rows(10_000))
		sum := value(t, url, kept)
		holder, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer holder.Close(context.Background())
		if _, err := holder.Exec(t.Context(), "BEGIN; LOCK TABLE acct IN ACCESS SHARE MODE"); err != nil {
			t.Fatal(err)
		}
		release := time.AfterFunc(10*time.Second, func() { _, _ = holder.Exec(context.Background(), "ROLLBACK") })
		defer release.Stop()
		r := newLoad(t, url, 10_000, 3, reads)
		got := schemadiff(t, nil, "apply", "--db", url, "--schema", file(t, after()), "--yes", "--allow", "all", "--lock-timeout", lockTimeout.String())
		if slowest := r.end(t, "readers"); slowest > lockTimeout+slack() {
			t.Errorf("a reader had to wait for %v", slowest)
		}
		if got.Code != 0 {
			t.Fatalf("apply: %s", got.Err)
		}
		arrived(t, url, sum)
	})
}
