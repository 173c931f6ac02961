// Package growth measures whole commands on schemas of n and of 2n objects of each
// kind: nothing may take four times as long for twice as much.
package growth

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.WithBinary(m.Run)) }

// FactorEnv multiplies the number of objects. With it every shape goes through every
// command, and what was measured is printed; without it, two commands a shape are tried
// with few objects.
const FactorEnv = "SCHEMADIFF_GROWTH"

const (
	limit     = 20 * time.Second       // for one run
	noticed   = 600 * time.Millisecond // what takes less is not compared
	tooSteep  = 3.3                    // by which twice as much may take longer
	byDefault = 0.3                    // of the objects of a shape
	perShape  = 2
)

// command is one way to go through a schema.
type command struct {
	name string
	args func(f files) []string
}

// files are the sides of one shape, as paths.
type files struct{ dialect, plain, changed, renamed, hinted, reversed string }

func commands() []command {
	plan := func(from, to func(f files) string) func(f files) []string {
		return func(f files) []string {
			return []string{"plan", "--dialect", f.dialect, "--allow", "all", "--from", from(f), "--to", to(f)}
		}
	}
	empty := func(files) string { return "empty:" }
	plain := func(f files) string { return f.plain }
	return []command{
		{"inspect", func(f files) []string { return []string{"inspect", "--dialect", f.dialect, f.plain} }},
		{"lint", func(f files) []string { return []string{"lint", "--dialect", f.dialect, f.plain} }},
		{"lint migration", func(f files) []string {
			return []string{"lint", "--dialect", f.dialect, "--kind", "migration", f.plain}
		}},
		{"create", plan(empty, plain)},
		{"drop", plan(plain, empty)},
		{"reversed", plan(empty, func(f files) string { return f.reversed })},
		{"change", plan(plain, func(f files) string { return f.changed })},
		{"rename", plan(plain, func(f files) string { return f.renamed })},
		{"hints", plan(plain, func(f files) string { return f.hinted })},
	}
}

// factor is by how much more is tried than the shapes say, and whether all is.
func factor() (by float64, all bool) {
	by, err := strconv.ParseFloat(os.Getenv(FactorEnv), 64)
	if err != nil {
		return byDefault, false
	}
	return by, true
}

func write(t *testing.T, dir string, s shape, n int) files {
	t.Helper()
	file := func(name string, side side, reversed bool) string {
		path := filepath.Join(dir, fmt.Sprintf("%s-%d.sql", name, n))
		if err := os.WriteFile(path, []byte(s.text(n, side, reversed)), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return files{dialect: s.dialect, plain: file("plain", plain, false), changed: file("changed", changed, false), renamed: file("renamed", renamed, false),
		hinted: file("hinted", hinted, false), reversed: file("reversed", plain, true)}
}

// used is what a run took: the processor's time, and memory at its highest.
type used struct {
	time time.Duration
	mib  int64
	code int
	out  string
}

func run(t *testing.T, dir string, args []string) used {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Getenv(dbtest.BinaryEnv), args...)
	cmd.Dir = dir
	var errs strings.Builder
	cmd.Stderr = &errs
	_ = cmd.Run() // findings are no matter of this test
	u := used{time: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), code: cmd.ProcessState.ExitCode(), out: errs.String()}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.mib = usage.Maxrss >> 10
	}
	return u
}

// TestGrowth compares the processor's time of n and of 2n objects, which other programs
// on the machine hardly change; what is too steep is measured once more.
func TestGrowth(t *testing.T) {
	by, all := factor()
	for i, s := range shapes() {
		t.Run(s.dialect+"/"+s.name, func(t *testing.T) {
			if !all {
				t.Parallel()
			}
			dir := t.TempDir()
			n := max(3, int(float64(s.n)*by))
			once, twice := write(t, dir, s, n), write(t, dir, s, 2*n)
			for j, c := range commands() {
				if !all && (i+j)%len(commands()) >= perShape || slices.Contains(s.steep, c.name) {
					continue
				}
				compare(t, c, dir, once, twice, all)
			}
		})
	}
}

func compare(t *testing.T, c command, dir string, once, twice files, print bool) {
	t.Helper()
	a, b := run(t, dir, c.args(once)), run(t, dir, c.args(twice))
	if steep(a, b) {
		a, b = run(t, dir, c.args(once)), run(t, dir, c.args(twice))
	}
	if print {
		t.Logf("%-15s %6.2fs %6.2fs x%4.1f %5d MiB %5d MiB exit %d", c.name, a.time.Seconds(), b.time.Seconds(), b.time.Seconds()/a.time.Seconds(), a.mib, b.mib, b.code)
	}
	switch {
	case b.code < 0:
		t.Errorf("%s did not end within %s", c.name, limit)
	case b.code == 1:
		t.Errorf("%s: %s", c.name, b.out[:min(len(b.out), 500)])
	case steep(a, b):
		t.Errorf("%s takes %s for n objects, %s for 2n", c.name, a.time, b.time)
	}
}

func steep(once, twice used) bool {
	return twice.time > noticed && float64(twice.time) > tooSteep*float64(once.time)
}
