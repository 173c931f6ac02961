package cli

// The completion scripts in the shells themselves, where these are installed.

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// completionProject is a folder with a configuration and migrations, and the program on the PATH.
func completionProject(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, ".git/HEAD", "")
	write(t, "schemadiff.toml", "[env.prod]\nurl = 'env:P'\nprotected = true\n[env.preview]\nurl = 'env:Q'\n")
	write(t, "migrations/0001_users.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY);\n")
	write(t, "migrations/0002_posts.sql", "CREATE TABLE posts (id INTEGER PRIMARY KEY);\n")
	write(t, "plan.sql", "")
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(program, filepath.Join(bin, "schemadiff")); err != nil { // the test binary is the program by this name
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("HOME", bin)
}

// inShell runs a script in a shell.
func inShell(t *testing.T, shell, script string) string {
	t.Helper()
	if _, err := exec.LookPath(shell); err != nil {
		t.Skip("there is no " + shell)
	}
	flags := map[string][]string{"zsh": {"-f", "-c"}, "fish": {"--no-config", "-c"}, "bash": {"--norc", "-c"}}[shell]
	out, err := exec.Command(shell, append(flags, script)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", shell, err, out)
	}
	return string(out)
}

func TestCompletionInBash(t *testing.T) {
	completionProject(t)
	complete := func(line, kind string) string {
		return inShell(t, "bash", "source <(schemadiff completion bash)\nCOMP_LINE='"+line+"'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(schemadiff); COMP_TYPE="+kind+"\n_schemadiff; printf '%s\\n' \"${COMPREPLY[@]}\"")
	}
	for line, want := range map[string]string{
		"schemadiff pl":                     "plan\n",
		"schemadiff plan --env p":           "preview\nprod\n",
		"schemadiff plan --env=pro":         "prod\n",
		"schemadiff plan --from env:pre":    "preview\n",
		"schemadiff migrate --to ":          "0001\n0002\n",
		"schemadiff apply pl":               "plan.sql\n",
		"schemadiff plan --ex":              "--exclude\n--exact\n--exit-code\n",
		"schemadiff explain drop-prim":      "drop-primary-key\n",
		"schemadiff generate pl":            "\n",
		"schemadiff lint --rule drop-view=": "error\nwarning\ninfo\noff\n",
	} {
		if got := complete(line, "9"); got != want {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
	if got := complete("schemadiff migrate --to ", "63"); !strings.Contains(got, "0001  (0001_users)") {
		t.Errorf("a list without descriptions: %q", got)
	}
}

func TestCompletionInFish(t *testing.T) {
	completionProject(t)
	for line, want := range map[string]string{
		"schemadiff plan --env p": "preview\tenvironment of schemadiff.toml\nprod\tenvironment of schemadiff.toml, protected\n",
		"schemadiff down --to 00": "0001\t0001_users\n0002\t0002_posts\n",
		"schemadiff apply pl":     "plan.sql",
		"schemadiff generate pl":  "",
	} {
		got := inShell(t, "fish", "schemadiff completion fish | source\ncomplete -C '"+line+"'")
		if got != want && (want == "" || !strings.HasPrefix(got, want)) {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
}

// TestCompletionInZsh replaces what draws the list, and looks at what it is given.
func TestCompletionInZsh(t *testing.T) {
	completionProject(t)
	for words, want := range map[string]string{
		"schemadiff plan --env p":      "preview:environment of schemadiff.toml\nprod:environment of schemadiff.toml, protected\n",
		"schemadiff plan --from env:p": "env\\:preview:environment of schemadiff.toml\nenv\\:prod:environment of schemadiff.toml, protected\nFILES\n",
		"schemadiff apply pl":          "FILES\n",
		"schemadiff generate pl":       "",
		"schemadiff plan --allow all":  "all\n",
	} {
		got := inShell(t, "zsh", "compdef() { :; }; _files() { print FILES; }; _describe() { print -rl -- \"${list[@]}\"; }\n"+
			"source <(schemadiff completion zsh)\nwords=("+words+"); CURRENT=${#words}; _schemadiff")
		if got != want {
			t.Errorf("%s: got %q, want %q", words, got, want)
		}
	}
}
