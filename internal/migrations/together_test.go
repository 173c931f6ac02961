package migrations

import (
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestTogether starts many processes at once, for the first deployment and for a later
// one: each migration happens once, and nobody fails.
func TestTogether(t *testing.T) {
	trials, sizes := 25, []int{2, 4, 8, 16}
	if testing.Short() {
		trials, sizes = 2, []int{8}
	}
	eachEngine(t, func(t *testing.T, e engine) {
		p := blog(newProject(t, e.dialect))
		for _, size := range sizes {
			for trial := range trials {
				db := e.create(t)
				if trial%2 == 0 {
					p.must("migrate", "--db", db, "--to", "1")
					e.exec(t, db, blogRows)
				}
				together(t, p, db, size)
				if got := p.run(nil, "history", "--db", db, "--format", "json"); strings.Count(got.Out, `"event": "applied"`) != 3 {
					t.Errorf("%d processes, trial %d: %s", size, trial, got)
				}
				if trial%2 == 1 { // from nothing, without rows
					continue
				}
				if got := e.sum(t, db); got != "302" {
					t.Errorf("%d processes, trial %d: the two balances of 300 have become %s and not 302", size, trial, got)
				}
			}
		}
	})
}

// together runs as many processes of migrate at once.
func together(t *testing.T, p *project, db string, n int) {
	t.Helper()
	var all sync.WaitGroup
	results := make([]dbtest.Result, n)
	for i := range results {
		all.Go(func() {
			results[i] = dbtest.Run(t, p.dir, "", os.Getenv(dbtest.BinaryEnv), "migrate", "--db", db, "--wait", "60s")
		})
	}
	all.Wait()
	for _, got := range results {
		if got.Code != 0 {
			t.Errorf("one of %d: %s", n, got)
		}
	}
}
