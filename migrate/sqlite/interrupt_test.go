package sqlite

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/plan"
)

func TestCancelBetweenStatements(t *testing.T) {
	path, step := blog(t)
	p := planned(t, path, after, step)
	for _, at := range points(t, path, p) {
		ctx, cancel := context.WithCancel(context.Background())
		_, err := Apply(ctx, p, Options{Path: path, hook: func(point string) {
			if point == at {
				cancel()
			}
		}})
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "nothing has changed") {
			t.Errorf("at %s: %v", at, err)
		}
		unharmed(t, path, p.From)
	}
}

// points lists the places where a run can be stopped.
func points(t testing.TB, path string, p *plan.Plan) []string {
	t.Helper()
	var all []string
	_, err := Apply(context.Background(), p, Options{Path: path, DryRun: true, hook: func(point string) { all = append(all, point) }})
	if err != nil {
		t.Fatal(err)
	}
	return append(all, "commit")
}

func TestCancelInsideAStatement(t *testing.T) {
	path, step := blog(t)
	p := planned(t, path, after, step)
	p.Steps[0].Statements[1].SQL += " UNION ALL SELECT * FROM (WITH RECURSIVE n(i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n) SELECT i, i, i FROM n)"
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := Apply(ctx, p, Options{Path: path})
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 10*time.Second {
		t.Errorf("got %v after %v", err, time.Since(start))
	}
	unharmed(t, path, p.From)
}
