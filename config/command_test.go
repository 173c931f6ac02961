package config

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestCommands: the first line of what a command prints is the URL or the password.
func TestCommands(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("runs sh")
	}
	project(t, map[string]string{FileName: `
[env.url]
url_command = ["sh", "-c", "echo ' postgres://u:pw@h/d '; echo more"]
[env.shell]
url_command = "printf %s sqlite:; cat name"
[env.password]
url = "postgres://u@h/d?sslmode=require"
password_command = "echo 'p@ss w/rd'"
[env.nouser]
url = "postgres://h/d"
password_command = "echo secret"
[env.pairs]
url = "host=h dbname=d"
password_command = ["printf", "%s", "it's\\"]
[env.fails]
url_command = "echo postgres://u:pw@h/d; exit 3"
[env.silent]
url_command = "true"
[env.absent]
url_command = ["no-such-program-here"]
[env.text]
url_command = "echo ghp_0123456789"
[env.file]
url = "sqlite:app.db"
password_command = "echo secret"
`, "name": "app.db\n", "sub/x": ""})
	c := find(t)
	none := func(string) string { return "" }
	for env, want := range map[string]string{
		"url": "postgres://u:pw@h/d", "shell": "sqlite:app.db", "password": "postgres://u:p%40ss%20w%2Frd@h/d?sslmode=require",
		"nouser": "postgres://h/d?password=secret", "pairs": `host=h dbname=d password='it\'s\\'`,
	} {
		if got, err := c.URL(t.Context(), env, none); err != nil || got != want {
			t.Errorf("URL(%q) = %q, %v; want %q", env, got, err, want)
		}
	}
	for env, want := range map[string]string{
		"fails": "url_command of env.fails ended with exit status 3", "silent": "has printed nothing", "absent": "no-such-program-here",
		"text": "is no database", "file": "the database takes no password",
	} {
		got, err := c.URL(t.Context(), env, none)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "ghp_") || strings.Contains(err.Error(), "pw") {
			t.Errorf("URL(%q) = %q, %v; want …%s…", env, got, err, want)
		}
	}
	ci := map[string]string{"CI": "true"}
	getenv := func(name string) string { return ci[name] }
	if _, err := c.URL(t.Context(), "url", getenv); err == nil || !strings.Contains(err.Error(), CommandsVariable+"=1") {
		t.Errorf("in CI a command runs unasked: %v", err)
	}
	ci[CommandsVariable] = "1"
	if _, err := c.URL(t.Context(), "url", getenv); err != nil {
		t.Errorf("in CI a command that is permitted: %v", err)
	}
}

func TestEnvFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".env")
	must(t, os.WriteFile(path, []byte("\ufeff# comment\n\nexport A=1\r\nB = two words # comment\nC='$A #\\n'\nD=\"a\\nb\\\"\\$\\x\" # c\nE=\nURL=postgres://u:p#w@h/d\n"), 0o600))
	got, err := ReadEnvFile(path)
	must(t, err)
	for name, want := range map[string]string{"A": "1", "B": "two words", "C": `$A #\n`, "D": "a\nb\"$\\x", "E": "", "URL": "postgres://u:p#w@h/d"} {
		if got[name] != want {
			t.Errorf("%s = %q, want %q", name, got[name], want)
		}
	}
	for text, want := range map[string]string{"A=1\nsecret text": ":2: want NAME=value", "A='secret": ":1: the quotes of A do not end on the line"} {
		must(t, os.WriteFile(path, []byte(text), 0o600))
		if _, err := ReadEnvFile(path); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: error %v, want …%s", text, err, want)
		}
	}
	if _, err := ReadEnvFile(filepath.Dir(path)); err == nil {
		t.Error("a folder is read")
	}
}

// TestVariableOfEnvFile: env:NAME is looked up in the file of variables where it is not set.
func TestVariableOfEnvFile(t *testing.T) {
	project(t, map[string]string{FileName: `
env_file = ".env"
[env.a]
url = "env:A_URL"
[env.b]
url = "env:A_URL"
dev_db = "env:DEV_URL"
env_file = ".env.b"
`, ".env": "A_URL=sqlite:a.db\n", ".env.b": "A_URL=sqlite:b.db\nDEV_URL=postgres://u:pw@h/dev\n", "sub/x": ""})
	t.Chdir("sub")
	c := find(t)
	set := map[string]string{}
	getenv := func(name string) string { return set[name] }
	for env, want := range map[string]string{"a": "sqlite:a.db", "b": "sqlite:b.db"} {
		if got, err := c.URL(t.Context(), env, getenv); err != nil || got != want {
			t.Errorf("URL(%q) = %q, %v; want %q", env, got, err, want)
		}
	}
	if got, err := c.DevDB("b", getenv); err != nil || got != "postgres://u:pw@h/dev" {
		t.Errorf("DevDB(b) = %q, %v", got, err)
	}
	set["A_URL"] = "sqlite:set.db"
	if got, err := c.URL(t.Context(), "b", getenv); err != nil || got != "sqlite:set.db" {
		t.Errorf("a variable that is set: %q, %v", got, err)
	}
}
