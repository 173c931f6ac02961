package property

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
	planner "github.com/schemadiff/schemadiff/plan/sqlite"
)

// TestScripts shows that printed scripts, run by the sqlite3 shell, end in the
// desired schema or leave the old one, whatever the runner does with errors.
func TestScripts(t *testing.T) {
	if _, err := exec.LookPath("sqlite3"); err != nil {
		t.Skip("no sqlite3 shell on this machine")
	}
	done := 0
	for seed := range pairs(t) / 10 {
		err := oneScript(t.TempDir(), uint64(seed)+5000)
		if err != nil && !errors.Is(err, errRefused) {
			t.Errorf("seed %d: %v", seed+5000, err)
		}
		if err == nil {
			done++
		}
	}
	t.Logf("%d plans run by the shell in every shape", done)
}

// shape is a way in which someone runs a script.
type shape struct {
	name, runner  string
	before, after string
	bail          bool
	spoil         func(script string) string
	fails         bool // the old state must be left
	either        bool // the old state or the new one
}

func shapes() []shape {
	outer := "PRAGMA foreign_keys=ON;\nBEGIN;\n"
	breakCopy := func(s string) string {
		return strings.Replace(s, "INSERT OR ABORT INTO", "INSERT OR ABORT INTO nowhere.", 1)
	}
	breakLast := func(s string) string { // not the guard itself: that is the second fault of two
		for _, kind := range []string{"\nCREATE TRIGGER ", "\nCREATE VIEW ", "\nCREATE INDEX ", "\nCREATE TABLE t", "\nCREATE TABLE x"} {
			if spoiled := replaceLast(s, kind, "\nCREATE BROKEN "); spoiled != s {
				return spoiled
			}
		}
		return s
	}
	return []shape{
		{name: "shell", runner: planner.RunnerScript},
		{name: "shell -bail", runner: planner.RunnerScript, bail: true},
		{name: "copy fails", runner: planner.RunnerScript, spoil: breakCopy, either: true}, // a copy of no rows is not missed,
		{name: "a CREATE fails", runner: planner.RunnerScript, spoil: breakLast, fails: true},
		{name: "a CREATE fails -bail", runner: planner.RunnerScript, spoil: breakLast, bail: true, fails: true},
		{name: "outer transaction", either: true, runner: planner.RunnerScript, before: outer, after: "COMMIT;\n"},
		{name: "outer transaction -bail", either: true, runner: planner.RunnerScript, before: outer, after: "COMMIT;\n", bail: true},
		{name: "transaction", runner: planner.RunnerTransaction, before: outer, after: "COMMIT;\n"},
		{name: "transaction, a CREATE fails", runner: planner.RunnerTransaction, before: outer, after: "COMMIT;\n", spoil: breakLast, fails: true},
		{name: "no-fk-switch", runner: planner.RunnerNoSwitch, before: outer, after: "COMMIT;\n"},
	}
}

func replaceLast(s, from, to string) string {
	i := strings.LastIndex(s, from)
	if i < 0 {
		return s
	}
	return s[:i] + to + s[i+len(from):]
}

func oneScript(dir string, seed uint64) error {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(seed, 2))
	from := randomDatabase(r)
	to := change(r, from)
	path := filepath.Join(dir, "from.db")
	if create(path, from.sql()) != nil || create(filepath.Join(dir, "to.db"), to.sql()) != nil {
		return errRefused
	}
	for _, insert := range from.rows(r) {
		_ = create(path, insert)
	}
	for _, sh := range shapes() {
		p, err := prepare(ctx, path, to.sql(), "3.40", sh.runner)
		if err != nil {
			return fmt.Errorf("%s: %w", sh.name, err)
		}
		if len(p.Steps) == 0 || refused(p) {
			continue
		}
		if err := runShape(ctx, dir, path, sh, p, from, to); err != nil {
			return fmt.Errorf("%s: %w\n%s", sh.name, err, script(p))
		}
	}
	return nil
}

func refused(p *plan.Plan) bool {
	for _, f := range p.Findings {
		if f.Blocks && (f.Allow == "" || f.Allow == "lossy-type") {
			return true
		}
	}
	return false
}

func script(p *plan.Plan) string {
	pl, err := planner.New(p.Target, p.Runner, false)
	if err != nil {
		panic(err)
	}
	return pl.Script(p)
}

func runShape(ctx context.Context, dir, path string, sh shape, p *plan.Plan, from, to *database) error {
	text := script(p)
	if sh.spoil != nil {
		spoiled := sh.spoil(text)
		if spoiled == text {
			return nil
		}
		text = spoiled
	}
	copied := filepath.Join(dir, "copy.db")
	if err := copyFile(path, copied); err != nil {
		return err
	}
	before, err := contents(copied, from, to)
	if err != nil {
		return err
	}
	out := shell(copied, sh, text)
	after, err := contents(copied, from, to)
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	if strings.Join(before, "\n") != strings.Join(after, "\n") {
		return fmt.Errorf("rows changed\n%v\n%v\n%s", before, after, out)
	}
	arrived, err := empty(ctx, copied, to.sql())
	if err != nil {
		return err
	}
	stayed, err := empty(ctx, copied, from.sql())
	if err != nil {
		return err
	}
	switch {
	case !arrived && !stayed:
		return fmt.Errorf("neither the old schema nor the new\n%s", out)
	case !arrived && !sh.fails && !sh.either:
		return fmt.Errorf("not the desired schema\n%s", out)
	case !stayed && sh.fails:
		return fmt.Errorf("not the old schema\n%s", out)
	}
	return nil
}

// empty says whether the plan from the database to the DDL is empty.
func empty(ctx context.Context, path, ddl string) (bool, error) {
	p, err := prepare(ctx, path, ddl, "", "")
	if err != nil {
		return false, err
	}
	return len(p.Steps) == 0, nil
}

func shell(path string, sh shape, text string) string {
	args := []string{path}
	if sh.bail {
		args = []string{"-bail", path}
	}
	cmd := exec.Command("sqlite3", args...)
	cmd.Stdin = strings.NewReader(sh.before + text + sh.after)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		fmt.Fprintln(&out, err)
	}
	return out.String()
}

func copyFile(from, to string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o600)
}
