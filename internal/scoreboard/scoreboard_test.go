// Package scoreboard runs test/scoreboard, a script of what goes wrong with
// migrations, against the compiled binary, with small numbers.
package scoreboard

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.WithFailpoints(m.Run)) }

func TestScoreboard(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes most of a minute")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3")
	}
	servers, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if _, err := exec.LookPath("postgres"); err != nil && len(servers) == 0 {
		t.Skip("no PostgreSQL: ./test/setup installs it")
	}
	script, err := filepath.Abs("../../test/scoreboard/scoreboard.py")
	if err != nil {
		t.Fatal(err)
	}
	got := dbtest.Run(t, t.TempDir(), "", python, script, os.Getenv(dbtest.BinaryEnv), "--trials", "1", "--quick")
	if got.Code != 0 || !regexp.MustCompile(`(?m)^scoreboard: (\d+) of (\d+) right$`).MatchString(got.Out) {
		t.Errorf("%s", got)
	}
	t.Log("\n" + got.Out)
}
