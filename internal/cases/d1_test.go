package cases

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
)

// wranglerFolder is where test/setup has npm install wrangler; the test is skipped without it.
func wranglerFolder(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("SCHEMADIFF_WRANGLER")
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			t.Skip(err)
		}
		dir = filepath.Join(cache, "schemadiff", "wrangler")
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "miniflare")); err != nil {
		t.Skip("no wrangler: ./test/setup installs it")
	}
	if _, err := osexec.LookPath("node"); err != nil {
		t.Skip(err)
	}
	return dir
}

// d1Job is a case as test/foreign/d1.mjs runs it.
type d1Job struct {
	Before []string `json:"before"`
	Plan   []string `json:"plan"`
	c      *testCase
	name   string
}

// TestD1 runs every case that D1 allows as one batch.
func TestD1(t *testing.T) {
	if *update {
		t.Skip("-update rewrites, and tests nothing")
	}
	folder := wranglerFolder(t)
	paths, err := filepath.Glob("../../testdata/cases/sqlite/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var jobs []d1Job
	for i, path := range paths {
		if testing.Short() && i%8 != 0 {
			continue
		}
		if j := newD1Job(t, load(t, path), strings.TrimSuffix(filepath.Base(path), ".txtar")); j != nil {
			jobs = append(jobs, *j)
		}
	}
	dir := t.TempDir()
	input, err := json.Marshal(map[string]any{"dir": dir, "cases": jobs})
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs("../../test/foreign/d1.mjs")
	if err != nil {
		t.Fatal(err)
	}
	cmd := osexec.Command("node", script)
	cmd.Dir, cmd.Stdin = folder, bytes.NewReader(input)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	var said []string
	if err != nil || json.Unmarshal(out, &said) != nil || len(said) != len(jobs) {
		t.Fatalf("%v: %s\n%s", err, out, errs.String())
	}
	files, ran := d1Files(t, dir), 0
	for i, j := range jobs {
		if strings.HasPrefix(said[i], "before: ") { // D1 does not let rows break foreign keys, for one
			t.Logf("%s: %s", j.name, said[i])
			continue
		}
		ran++
		t.Run(j.name, func(t *testing.T) { j.check(t, files[fmt.Sprintf("case_%d", i)], said[i]) })
	}
	t.Logf("%d of %d cases ran on D1", ran, len(jobs))
}

// d1Files are the databases by the tables that mark them, which are dropped with what D1 keeps.
func d1Files(t *testing.T, dir string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, path := range paths {
		marks, err := dbtest.Query(path, "SELECT name FROM sqlite_schema WHERE name GLOB 'case_[0-9]*'")
		if err != nil || len(marks) != 1 {
			continue
		}
		mark := strings.Trim(marks[0], "'()")
		if err := dbtest.Create(path, "DROP TABLE IF EXISTS _cf_METADATA; DROP TABLE IF EXISTS _cf_KV; DROP TABLE "+mark+";"); err != nil {
			t.Fatal(err)
		}
		files[mark] = path
	}
	return files
}

// newD1Job plans the case for D1; nil where the plan is refused.
func newD1Job(t *testing.T, c *testCase, name string) *d1Job {
	t.Helper()
	if strings.Contains(c.section("from.sql"), "CURRENT_TIMESTAMP") { // its rows are of another moment there
		return nil
	}
	dir := c.workspace(t)
	got := schemadiff(t, dir, c.command("plan", "--format", "sql", "--runner", "d1", "--target", "3.46", "--allow", c.allow())...)
	if got.Code != exitDone {
		return nil
	}
	return &d1Job{Before: split(t, c.section("from.sql")+";\n"+c.section("rows.sql")), Plan: split(t, got.Out), c: c, name: name}
}

// split cuts a script into statements.
func split(t *testing.T, script string) []string {
	t.Helper()
	judged, err := parser.Analyze(context.Background(), nil, []parse.Source{{Name: "x.sql", Text: script}}, true)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, s := range judged.Statements {
		if s := strings.TrimSpace(s.SQL); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// check compares what a batch has left with what the case wants.
func (j *d1Job) check(t *testing.T, file, said string) {
	t.Helper()
	if file == "" {
		t.Fatal("its database is not there")
	}
	if said != "" {
		if wrong := untouched(j.c.from, file, j.c.order); wrong != nil {
			t.Errorf("a batch that failed has left something: %s", strings.Join(wrong, "\n"))
		}
		if !j.c.has("refused") {
			t.Errorf("refused: %s", said)
		}
		return
	}
	if wrong := j.c.desired(file); wrong != nil {
		t.Errorf("after the batch:\n%s", strings.Join(wrong, "\n"))
	}
}
