package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// result is what a run of the program printed and how it ended.
type result struct {
	out, err string
	code     int
}

// invoke runs the program in the current folder.
func invoke(t *testing.T, args ...string) result {
	t.Helper()
	return invokeWith(t, context.Background(), "", args...)
}

func invokeWith(t *testing.T, ctx context.Context, stdin string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(ctx, append([]string{"schemadiff"}, args...), strings.NewReader(stdin), &out, &errs)
	return result{out.String(), errs.String(), code}
}

// wants compares the exit status and looks for texts in all output.
func (r result) wants(t *testing.T, code int, texts ...string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit status %d, want %d\nstdout:\n%s\nstderr:\n%s", r.code, code, r.out, r.err)
	}
	for _, text := range texts {
		if !strings.Contains(r.out+r.err, text) {
			t.Errorf("the output lacks %q\nstdout:\n%s\nstderr:\n%s", text, r.out, r.err)
		}
	}
}

const (
	before = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age TEXT);\n"
	rows   = "INSERT INTO users VALUES (1, 'ann', '30'), (2, 'bob', '41');\n"
	after  = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age INTEGER);\n" // needs a rebuild
	less   = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\n"              // drops a column
)

// workspace enters a fresh folder with app.db and schema.sql, out of reach of
// the caller's variables.
func workspace(t *testing.T, desired string) {
	t.Helper()
	for _, name := range []string{"SCHEMADIFF_DATABASE_URL", "DATABASE_URL", "NO_COLOR"} {
		t.Setenv(name, "")
	}
	t.Chdir(t.TempDir())
	write(t, ".git/HEAD", "")
	write(t, "schema.sql", desired)
	if err := dbtest.Create("app.db", before+rows); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// ages are the values of users.age with their types.
func ages(t *testing.T) string {
	t.Helper()
	got, err := dbtest.Query("app.db", "SELECT group_concat(typeof(age) || ' ' || age, ', ') FROM users")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(got, "; ")
}
