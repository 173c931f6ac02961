package pgonline

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestTogether starts one plan many times at once: one does the work, the others wait
// and find nothing to do.
func TestTogether(t *testing.T) {
	trials, applies := 20, 8
	if testing.Short() {
		trials = 2
	}
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		desired := file(t, after())
		for trial := range trials {
			url := p.Database(t, before(), rows(2_000))
			sum := value(t, url, kept)
			args := []string{"apply", "--db", url, "--schema", desired, "--yes", "--allow", "all"}
			if trial%2 == 1 {
				plan := filepath.Join(t.TempDir(), "plan.sql")
				if got := schemadiff(t, nil, "plan", "--db", url, "--schema", desired, "--allow", "all", "--out", plan, "--format", "json"); got.Code != 0 {
					t.Fatalf("plan: %s", got.Err)
				}
				args = []string{"apply", plan, "--db", url, "--yes"}
			}
			var workers sync.WaitGroup
			results := make([]dbtest.Result, applies)
			for i := range results {
				dir := t.TempDir()
				workers.Go(func() { results[i] = dbtest.Run(t, dir, "", os.Getenv(dbtest.BinaryEnv), args...) })
			}
			workers.Wait()
			worked := 0
			for _, got := range results {
				if got.Code != 0 {
					t.Errorf("trial %d: exit %d: %s", trial, got.Code, got.Err)
				}
				if strings.Contains(got.Out, "Applied ") {
					worked++
				}
			}
			if worked != 1 {
				t.Errorf("trial %d: %d of %d did the work", trial, worked, applies)
			}
			arrived(t, url, sum)
		}
	})
}
