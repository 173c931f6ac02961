package cli

import (
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/urfave/cli/v2"
)

// TestHelpHasEveryFlag: each visible flag stands once in the help of its command, in lines that fit, and
// the examples of groups name flags that the command takes.
func TestHelpHasEveryFlag(t *testing.T) {
	for _, cmd := range newApp(nil, nil, nil).Commands {
		got := invoke(t, cmd.Name, "--help")
		_, options, _ := strings.Cut(got.out, "\nOPTIONS:\n")
		for _, f := range cmd.Flags {
			visible, ok := f.(cli.VisibleFlag)
			want := 1
			if ok && !visible.IsVisible() {
				want = 0
			}
			name := "\n     --" + f.Names()[0]
			if n := strings.Count(options, name+" ") + strings.Count(options, name+",") + strings.Count(options, name+"\n"); n != want {
				t.Errorf("%s: --%s stands %d times in\n%s", cmd.Name, f.Names()[0], n, options)
			}
		}
		for line := range strings.SplitSeq(options, "\n") {
			if utf8.RuneCountInString(line) > helpWidth && !strings.Contains(line, ", as in: ") {
				t.Errorf("%s: a line of %d columns: %s", cmd.Name, utf8.RuneCountInString(line), line)
			}
			_, example, _ := strings.Cut(line, ", as in: ")
			for word := range strings.FieldsSeq(example) {
				if name, ok := strings.CutPrefix(word, "--"); ok {
					if _, known := flagTakesValue(cmd, name); !known {
						t.Errorf("%s: the example of a group has --%s", cmd.Name, name)
					}
				}
			}
		}
	}
}

// TestGroupsNameFlags: a group lists no flag that no command has.
func TestGroupsNameFlags(t *testing.T) {
	app := newApp(nil, nil, nil)
	for _, g := range flagGroups {
		for _, name := range g.flags {
			found := false
			for _, cmd := range app.Commands {
				_, known := flagTakesValue(cmd, name)
				found = found || known
			}
			if !found {
				t.Errorf("%s: no command has --%s", g.title, name)
			}
		}
	}
}

func TestManual(t *testing.T) {
	got := invoke(t, "man")
	got.wants(t, exitDone, ".SH EXIT STATUS", ".SH ENVIRONMENT", ".SH FILES", ".SH EXAMPLES", "SCHEMADIFF_DATABASE_URL", "schemadiff.toml", `\fB75\fP`)
	if _, err := exec.LookPath("man"); err != nil {
		t.Skip("there is no man")
	}
	cmd := exec.Command("man", "--warnings", "-l", "-")
	cmd.Stdin = strings.NewReader(got.out)
	cmd.Env = append(cmd.Environ(), "MANWIDTH=100", "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "EXIT STATUS") {
		t.Errorf("man: %v\n%s", err, out)
	}
}
