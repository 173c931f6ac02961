package cli

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// Without a C compiler the program builds, serves SQLite whole, and says of PostgreSQL what is
// missing and where it is.
func TestWithoutCCompiler(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program once more")
	}
	t.Setenv("CGO_ENABLED", "0")
	bin, err := dbtest.Build(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	page := read(t, "../../docs/install.md")
	workspace(t, after)
	write(t, "pg.sql", "CREATE TABLE users (id bigserial PRIMARY KEY, tags jsonb);\n")
	write(t, "lite.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, a, a);\n")
	write(t, "pgmigrations/0001_a.sql", "CREATE TABLE users (id bigserial PRIMARY KEY);\n")

	const missing = "built without the parser of PostgreSQL"
	for _, c := range []struct {
		args, want string
		status     int
	}{
		{"version", "without postgres", exitDone},
		{"plan --db app.db --schema schema.sql --exit-code", "rebuild table", exitDifferences},
		{"apply --db app.db --schema schema.sql --yes", "app.db is the desired schema", exitDone},
		{"plan --db app.db --schema schema.sql --exit-code", "no changes", exitDone},
		{"lint --dialect sqlite schema.sql", "1 file", exitDone},
		{"lint lite.sql", "duplicate column name: a", exitRefused},
		{"inspect --db app.db", "CREATE TABLE users", exitDone},
		{"lint pg.sql", missing, exitFailed},
		{"lint pg.sql schema.sql", missing, exitFailed},
		{"plan --db postgres://127.0.0.1:1/app --schema pg.sql", missing, exitFailed},
		{"plan --from empty: --to pg.sql --dialect postgres", "CGO_ENABLED=1 go install", exitFailed},
		{"apply --db postgres://127.0.0.1:1/app --schema pg.sql --yes", "npx schemadiff", exitFailed},
		{"migrate --db postgres://127.0.0.1:1/app --migrations pgmigrations", missing, exitFailed},
		{"history --db postgres://127.0.0.1:1/app", missing, exitFailed},
		{"inspect --db postgres://127.0.0.1:1/app", missing, exitFailed},
	} {
		cmd := exec.Command(bin, strings.Fields(c.args)...)
		out, _ := cmd.CombinedOutput()
		if status := cmd.ProcessState.ExitCode(); status != c.status || !strings.Contains(string(out), c.want) {
			t.Errorf("schemadiff %s: exit status %d, want %d and %q in\n%s", c.args, status, c.status, c.want, out)
		}
		if c.want == missing && !strings.Contains(page, string(out)) {
			t.Errorf("schemadiff %s: docs/install.md does not have\n%s", c.args, out)
		}
	}
	if got := ages(t); got != "integer 30, integer 41" {
		t.Errorf("rows: %s", got)
	}
}
