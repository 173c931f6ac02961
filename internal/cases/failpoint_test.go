package cases

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestNoFailpointsInRelease runs the program as it is released with the variable at which
// tests have it killed: it must be ignored, and even its name must not be in there.
func TestNoFailpointsInRelease(t *testing.T) {
	const variable = "SCHEMADIFF_FAILPOINT"
	program := os.Getenv(dbtest.BinaryEnv)
	text, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(text, []byte(variable)) {
		t.Errorf("the program that is built without a tag knows %s", variable)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"schema.sql": "CREATE TABLE t (a INTEGER);\n", "applied.db": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(value string, args ...string) {
		t.Helper()
		if got := dbtest.RunWith(t, []string{variable + "=" + value}, dir, "", program, args...); got.Code != 0 || bytes.Contains([]byte(got.Err), []byte("failpoint")) {
			t.Errorf("%s=%s: %s", variable, value, got)
		}
	}
	run("1", "apply", "--db", "sqlite:applied.db", "--schema", "schema.sql", "--yes")
	run("0:list", "generate", "first", "--dialect", "sqlite", "--schema", "schema.sql")
	for _, value := range []string{"0:list", "1:kill", "1:err"} {
		run(value, "migrate", "--db", "sqlite:migrated.db")
	}
}
