package docs

// Each block of a console, in the README and in the pages here, says in a comment above it where it comes
// from: NAME is the folder that docs/console/NAME.txtar makes, in which the commands of the block run, and a
// path is a script that prints the whole block. What they print must stand in the page, but for durations;
// go test ./docs -update writes it.

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

var update = flag.Bool("update", false, "write what the consoles print")

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(dbtest.WithBinary(m.Run))
}

// console is a block with the comment above it; one without has no source.
var console = regexp.MustCompile("(?ms)(?:^<!-- console: ([^ ]+) -->\n)?^```console\n(.*?)^```$")

func TestGoldenConsoles(t *testing.T) {
	for _, file := range pages(t) {
		text := readFile(t, file)
		out := console.ReplaceAllStringFunc(text, func(block string) string {
			m := console.FindStringSubmatch(block)
			if m[1] == "" {
				t.Errorf("%s: no script prints the block\n%s", file, m[2])
				return block
			}
			if got := prints(t, m[1], m[2]); masked(got) != masked(m[2]) {
				if !*update {
					t.Errorf("%s: %s (-page +console):\n%s", file, m[1], cmp.Diff(m[2], got))
				}
				return strings.Replace(block, m[2], got, 1)
			}
			return block
		})
		if *update && out != text {
			if err := os.WriteFile(file, []byte(out), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// pages are the README and the pages of the manual.
func pages(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(files, "../README.md")
}

// masked replaces durations, which differ from run to run.
func masked(text string) string {
	return regexp.MustCompile(`\b\d+(\.\d+)?(ms|s)\b`).ReplaceAllString(text, "0ms")
}

// prints is a block as it is printed now.
func prints(t *testing.T, source, block string) string {
	t.Helper()
	binary := os.Getenv(dbtest.BinaryEnv)
	if strings.Contains(source, "/") {
		return script(t, source, binary)
	}
	dir := t.TempDir()
	a, err := txtar.ParseFile("console/" + source + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	if err := txtar.Write(a, dir); err != nil {
		t.Fatal(err)
	}
	programs := filepath.Join(dir, "bin")
	if err := os.MkdirAll(programs, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(binary, filepath.Join(programs, "schemadiff")); err != nil {
		t.Fatal(err)
	}
	env := []string{"PATH=" + programs + ":" + os.Getenv("PATH"), "SCHEMADIFF_DATABASE_URL=", "DATABASE_URL=", "LC_ALL=C.UTF-8", "NO_COLOR=1"}
	shell(t, dir, env, "chmod -R u+x bin; . ./setup")
	var out strings.Builder
	for _, command := range regexp.MustCompile(`(?m)^\$ (.*)$`).FindAllStringSubmatch(block, -1) {
		out.WriteString("$ " + command[1] + "\n" + shell(t, dir, env, command[1]))
	}
	return out.String()
}

// shell is what a command prints, on both outputs; it may fail, which the page then shows.
func shell(t *testing.T, dir string, env []string, command string) string {
	t.Helper()
	return dbtest.RunWith(t, env, dir, "", "bash", "-c", "exec 2>&1\n"+command).Out
}

// script is what a script of the repository prints on standard output; it may build what it needs, which takes
// its time on a new machine.
func script(t *testing.T, path, binary string) string {
	t.Helper()
	cmd := exec.Command("./" + path)
	cmd.Dir, cmd.Env = "..", append(os.Environ(), "SCHEMADIFF="+binary)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return string(out)
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
