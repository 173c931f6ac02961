package migrations

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestFaults has migrate end at every point in every way; one more run must end where
// an undisturbed one does, without any other command.
func TestFaults(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := blog(newProject(t, e.dialect))
		want, points := undisturbed(t, e, p)
		faults := []string{"kill", "err", "term"}
		if e.cut != nil {
			faults = append(faults, "cut")
		}
		ran := 0
		for k := 1; k <= points; k++ {
			for i, fault := range faults {
				if testing.Short() && (k+i)%17 != 0 {
					continue
				}
				ran++
				t.Run(fmt.Sprintf("%d-%s", k, fault), func(t *testing.T) {
					db := seeded(t, e, p)
					disturb(t, e, p, db, k, fault)
					if got := p.run(nil, "migrate", "--db", db); got.Code != 0 {
						t.Fatalf("the next run: %s", got)
					}
					if diff := cmp.Diff(want, e.state(t, db)); diff != "" {
						t.Errorf("another end than undisturbed (-want +got):\n%s", diff)
					}
					if got := p.run(nil, "status", "--db", db, "--exit-code"); got.Code != 0 {
						t.Errorf("status: %s", got)
					}
				})
			}
		}
		t.Logf("%s: %d points, %d faults", e.name, points, ran)
	})
}

// seeded is a database with the first migration and rows.
func seeded(t testing.TB, e engine, p *project) string {
	t.Helper()
	db := e.create(t)
	p.must("migrate", "--db", db, "--to", "1")
	e.exec(t, db, blogRows)
	return db
}

// undisturbed is the state that the migrations lead to, and the number of points on
// the way.
func undisturbed(t testing.TB, e engine, p *project) (string, int) {
	t.Helper()
	db := seeded(t, e, p)
	got := p.run([]string{"SCHEMADIFF_FAILPOINT=0:list"}, "migrate", "--db", db)
	points := strings.Count(got.Err, "failpoint ")
	if got.Code != 0 || points == 0 {
		t.Fatalf("undisturbed: %s", got)
	}
	return e.state(t, db), points
}

// disturb runs migrate with a fault at a point.
func disturb(t testing.TB, e engine, p *project, db string, point int, fault string) {
	t.Helper()
	mode := map[string]string{"kill": "kill", "err": "err", "term": "hang", "cut": "pause"}[fault]
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Getenv(dbtest.BinaryEnv), "migrate", "--db", db, "--wait", "20s")
	cmd.Dir = p.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + p.dir, fmt.Sprintf("SCHEMADIFF_FAILPOINT=%d:%s", point, mode)}
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	switch fault {
	case "term":
		time.Sleep(400 * time.Millisecond)
		_ = cmd.Process.Signal(syscall.SIGTERM)
	case "cut":
		time.Sleep(300 * time.Millisecond)
		e.cut(t, db)
	}
	_ = cmd.Wait()
	code := cmd.ProcessState.ExitCode()
	if want := map[string][]int{"kill": {-1}, "err": {0, 1}, "term": {0, 75}, "cut": {0, 75}}[fault]; !contains(want, code) {
		t.Errorf("%s at point %d: exit %d, want one of %v\n%s", fault, point, code, want, out.String())
	}
}

func contains(list []int, n int) bool {
	for _, m := range list {
		if m == n {
			return true
		}
	}
	return false
}

// TestCrash stops the server at every point as a power failure would.
func TestCrash(t *testing.T) {
	if testing.Short() {
		t.Skip("a server is started anew for each point")
	}
	for _, major := range dbtest.Majors() {
		own := dbtest.OwnPostgres(t, major)
		e := postgres(t, major)
		e.create = func(t testing.TB) string { return own.Database(t) }
		p := blog(newProject(t, e.dialect))
		want, points := undisturbed(t, e, p)
		for k := 1; k <= points; k++ {
			db := seeded(t, e, p)
			e.exec(t, db, "CHECKPOINT")
			disturb(t, e, p, db, k, "kill")
			own.Crash()
			own.Restart(t)
			if got := p.run(nil, "migrate", "--db", db); got.Code != 0 {
				t.Fatalf("point %d, the next run: %s", k, got)
			}
			if diff := cmp.Diff(want, e.state(t, db)); diff != "" {
				t.Errorf("point %d: another end than undisturbed (-want +got):\n%s", k, diff)
			}
		}
		t.Logf("PostgreSQL %d: the server crashed at %d points", major, points)
	}
}
