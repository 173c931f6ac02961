package pgonline

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestKill kills apply at the beginning and in the middle of every step; the next
// apply, of a fresh plan or of the same saved one, must finish.
func TestKill(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		desired := file(t, after())
		n := steps(t, p.Database(t, before(), rows(1000)), desired)
		points := 0
		for step := 1; step <= n; step++ {
			for i, when := range []string{"", "+1ms", "+15ms"} {
				if testing.Short() && (step+i)%5 != 0 {
					continue
				}
				points++
				t.Run(fmt.Sprintf("%d%s", step, when), func(t *testing.T) {
					url := p.Database(t, before(), rows(20_000))
					sum := value(t, url, kept)
					first := []string{"apply", "--db", url, "--schema", desired, "--yes", "--allow", "all"}
					second := first
					if step%2 == i%2 { // the same plan again
						plan := filepath.Join(t.TempDir(), "plan.sql")
						if got := schemadiff(t, nil, "plan", "--db", url, "--schema", desired, "--allow", "all", "--out", plan, "--format", "json"); got.Code != 0 {
							t.Fatalf("plan: %s", got)
						}
						first = []string{"apply", plan, "--db", url, "--yes"}
						second = first
					}
					got := schemadiff(t, []string{fmt.Sprintf("SCHEMADIFF_FAILPOINT=%d%s", step, when)}, first...)
					if when == "" && got.Code != -1 {
						t.Errorf("it was not killed: %s", got)
					}
					if got := schemadiff(t, nil, second...); got.Code != 0 {
						t.Fatalf("second apply: %d %s", got.Code, got.Err)
					}
					arrived(t, url, sum)
				})
			}
		}
		t.Logf("PostgreSQL %d: a plan of %d steps killed at %d points", p.Major, n, points)
	})
}

// TestCrash stops the server at every step as a power failure would.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("a server is started anew for each step")
	}
	eachServer(t, func(t *testing.T, shared *dbtest.PG) {
		p := dbtest.OwnPostgres(t, shared.Major)
		desired := file(t, after())
		n := steps(t, p.Database(t, before(), rows(1000)), desired)
		for step := 1; step <= n; step++ {
			url := p.Database(t, before(), rows(20_000), "CHECKPOINT")
			sum := value(t, url, kept)
			// The client is killed at the step and the server right behind it.
			_ = schemadiff(t, []string{fmt.Sprintf("SCHEMADIFF_FAILPOINT=%d+5ms", step)}, "apply", "--db", url, "--schema", desired, "--yes", "--allow", "all")
			p.Crash()
			p.Restart(t)
			if got := schemadiff(t, nil, "apply", "--db", url, "--schema", desired, "--yes", "--allow", "all"); got.Code != 0 {
				t.Fatalf("step %d, second apply: %d %s", step, got.Code, got.Err)
			}
			arrived(t, url, sum)
		}
		t.Logf("PostgreSQL %d: the server crashed at %d steps", p.Major, n)
	})
}

// TestFilledInPartUnderShortForm goes on with a column that is being filled although
// the next apply asks for the short forms: rows without a value would be left.
func TestFilledInPartUnderShortForm(t *testing.T) {
	const plain = "CREATE TABLE t (id bigint PRIMARY KEY);\n"
	desired := file(t, "CREATE TABLE t (id bigint PRIMARY KEY, uid uuid DEFAULT gen_random_uuid());")
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, plain, "INSERT INTO t SELECT generate_series(1, 5000)")
		apply := []string{"apply", "--db", url, "--schema", desired, "--yes"}
		_ = schemadiff(t, []string{"SCHEMADIFF_FAILPOINT=2"}, apply...)
		if got := value(t, url, "SELECT count(*) FROM t WHERE uid IS NULL"); got != "5000" {
			t.Fatalf("%s rows are not filled when the apply is killed before", got)
		}
		if got := schemadiff(t, nil, append(apply, "--no-online")...); got.Code != 0 {
			t.Fatalf("the next apply: %d %s", got.Code, got.Err)
		}
		if got := value(t, url, "SELECT count(*) FROM t WHERE uid IS NULL"); got != "0" {
			t.Errorf("%s rows have no value", got)
		}
		if got := schemadiff(t, nil, "plan", "--db", url, "--schema", desired, "--exit-code", "--format", "sql"); got.Code != 0 {
			t.Errorf("the second plan is not empty: %s", got)
		}
	})
}
