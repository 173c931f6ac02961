package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// project makes the files in a new folder with a .git and goes there.
func project(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	must(t, os.Mkdir(".git", 0o755))
	for name, text := range files {
		must(t, os.MkdirAll(filepath.Dir(name), 0o755))
		must(t, os.WriteFile(name, []byte(text), 0o644))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func find(t *testing.T) *Config {
	t.Helper()
	c, err := Find(".")
	must(t, err)
	return c
}

const full = `
schema = ["schema/**/*.sql"]
migrations = "migrations"
dialect = "postgres"
schemas = ["public"]
exclude = ["public.spatial_ref_sys"]
[env.staging]
url = "env:STAGING_DATABASE_URL"
[plan]
lock_timeout = "3s"
target = "3.35"
runner = "script"
[lint]
preset = "recommended"
fail_on = "error"
[lint.rules]
drop-column = "error"
naming-convention = { severity = "warning", table = "^[a-z_]+$", deep = { x = [1] } }
`

func TestEveryKey(t *testing.T) {
	project(t, map[string]string{FileName: full})
	want := &Config{
		Path: FileName, Schema: []string{"schema/**/*.sql"}, Migrations: "migrations", Dialect: "postgres",
		Schemas: []string{"public"}, Exclude: []string{"public.spatial_ref_sys"},
		Env:  map[string]Env{"staging": {URL: "env:STAGING_DATABASE_URL"}},
		Plan: Plan{LockTimeout: 3 * time.Second, Target: "3.35", Runner: "script"},
		Lint: Lint{Preset: "recommended", FailOn: "error", Rules: map[string]any{
			"drop-column": "error",
			"naming-convention": map[string]any{
				"severity": "warning", "table": "^[a-z_]+$", "deep": map[string]any{"x": []any{int64(1)}},
			},
		}},
	}
	if diff := cmp.Diff(want, find(t), cmpopts.IgnoreUnexported(Config{})); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
}

func TestNoFile(t *testing.T) {
	project(t, nil)
	if diff := cmp.Diff(&Config{}, find(t), cmpopts.IgnoreUnexported(Config{})); diff != "" {
		t.Errorf("configuration (-want +got):\n%s", diff)
	}
}

func TestPathsAreRelativeToTheFile(t *testing.T) {
	project(t, map[string]string{FileName: `
schema = ["s", "./a.sql", "-", "git:HEAD:s", "git:HEAD:", "empty:", "a[:x].sql"]
migrations = "m"`, "one/two/x": ""})
	top := find(t)
	wantTop := []string{"s", "a.sql", "-", "git:HEAD:s", "git:HEAD:.", "empty:", "a[:x].sql"}
	if diff := cmp.Diff(wantTop, top.Schema); diff != "" {
		t.Errorf("at the top (-want +got):\n%s", diff)
	}
	t.Chdir("one/two")
	below := find(t)
	want := &Config{Path: "../../" + FileName, Migrations: "../../m", Schema: []string{"../../s", "../../a.sql", "-",
		"git:HEAD:../../s", "git:HEAD:../..", "empty:", "../../a[:x].sql"}}
	if diff := cmp.Diff(want, below, cmpopts.IgnoreUnexported(Config{})); diff != "" {
		t.Errorf("two folders below (-want +got):\n%s", diff)
	}
}

// A stranger's branch names what is its own.
func TestSourcesOfTheRepository(t *testing.T) {
	for _, text := range []string{
		`schema = ["postgres://evil/x"]`, `schema = ["host=evil"]`, `schema = ["sqlite:app.db"]`, `schema = ["app.db"]`, `migrations = "postgres://evil/x"`,
		`schema = ["../../etc/passwd"]`, `schema = ["/proc/self/environ"]`, `schema = ["/etc/*.sql"]`, `schema = ["out"]`, `schema = ["out/*.sql"]`, `schema = ["environ.sql"]`,
		`migrations = ".."`, `migrations = "out"`, "[lint]\nbaseline = '/etc/passwd'",
	} {
		project(t, map[string]string{FileName: text, ".git/x": ""})
		for link, target := range map[string]string{"out": os.TempDir(), "environ.sql": "/proc/self/environ"} {
			if err := os.Symlink(target, link); err != nil {
				t.Fatal(err)
			}
		}
		if c, err := Find("."); err == nil {
			t.Errorf("%s: accepted as %v", text, c)
		}
	}
}

func TestSearchEndsAtTheRepository(t *testing.T) {
	project(t, map[string]string{FileName: "dialect = 'sqlite'", "inner/.git": "gitdir: x", "plain/x": ""})
	for dir, want := range map[string]string{"inner": "", "plain": "sqlite", ".": "sqlite"} {
		c, err := Find(dir)
		must(t, err)
		if c.Dialect != want {
			t.Errorf("Find(%q): dialect %q, want %q", dir, c.Dialect, want)
		}
	}
	must(t, os.WriteFile("inner/"+FileName, []byte("dialect = 'postgres'"), 0o644))
	c, err := Find("inner")
	must(t, err)
	if c.Dialect != "postgres" || c.Path != filepath.Join("inner", FileName) {
		t.Errorf("Find(inner): dialect %q of %q", c.Dialect, c.Path)
	}
}

func TestThroughALink(t *testing.T) {
	project(t, map[string]string{FileName: `schema = ["s"]`, "s/a.sql": "", "deep/er/x": ""})
	must(t, os.Symlink("deep/er", "link"))
	t.Chdir("link")
	c := find(t)
	if _, err := os.Stat(filepath.Join(c.Schema[0], "a.sql")); err != nil {
		t.Errorf("schema %q: %v", c.Schema, err)
	}
}

func TestRefusedFiles(t *testing.T) {
	for text, want := range map[string]string{
		"shema = ['s']\n[plan]\nlock = 1\n[linter]\nx = 1": "schemadiff.toml:1:1: unknown key shema: did you mean schema?|schemadiff.toml:3:1: unknown key plan.lock: there is lock_timeout, target, runner, online_rewrite, max_load, max_lag|schemadiff.toml:4:2: unknown key linter: did you mean lint?",
		"path = 'x'":                             "schemadiff.toml:1:1: unknown key path",
		"[env.a]\nurl = 'env:A'\nuser = 'x'":     "schemadiff.toml:3:1: unknown key env.a.user: there is url, url_command,",
		"a = 1\n\nschema = 's":                   "schemadiff.toml:3:11: ",
		"dialect = 'a'\nschema = 's'":            `schemadiff.toml:1:1: dialect cannot be "a": want "sqlite" or "postgres"`,
		"dialect = 'postgers'":                   `schemadiff.toml:1:1: dialect cannot be "postgers": did you mean "postgres"?`,
		"\nschema = [ 's',\n  1 ]":               `schemadiff.toml:3:3: schema[1] is a number: want a text in quotes`,
		"lock_timeout = '3s'":                    "schemadiff.toml:1:1: unknown key lock_timeout: it stands in [env.NAME] or [plan]",
		"a = 1\na = 2":                           "schemadiff.toml:2:1: key a is already defined",
		"[env.a]\nprotected = 'yes'":             "schemadiff.toml:2:1: env.a.protected is a text: want true or false",
		"[env.a]\nurl = \"postgres://u:pw@h/d\n": "schemadiff.toml:2:",
		"[env.a]\nurl = postgres://u:pw@h/d\n":   "schemadiff.toml:2:",
		"[plan]\nlock_timeout = 'soon'":          "schemadiff.toml:2:",
		"[env.a]\nurl = 'postgres://u:pw@h/d'":   "schemadiff.toml:2:1: url of env.a holds a password: write env:NAME or file:PATH and keep the URL there",
		"[env.a]\nurl = 'postgres://u:p%w@h/d'":  "schemadiff.toml:2:1: url of env.a holds a password",
	} {
		project(t, map[string]string{FileName: text})
		_, err := Find(".")
		if err == nil || !strings.HasPrefix(strings.ReplaceAll(err.Error(), "\n", "|"), want) {
			t.Errorf("%q: error %v, want %q…", text, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "pw") {
			t.Errorf("%q: error shows the password: %v", text, err)
		}
	}
}

// TestOneText: a text is a list of one.
func TestOneText(t *testing.T) {
	project(t, map[string]string{FileName: "schema = 's'\nexclude = 'a'\n[env.a]\nurl_command = 'x y'\nallow = 'drop-index'\n"})
	c := find(t)
	if diff := cmp.Diff([][]string{{"s"}, {"a"}, {"x y"}, {"drop-index"}}, [][]string{c.Schema, c.Exclude, c.Env["a"].URLCommand, c.Env["a"].Allow}); diff != "" {
		t.Errorf("lists (-want +got):\n%s", diff)
	}
}

// TestEveryKeyIsDocumented: each key has a default and an example.
func TestEveryKeyIsDocumented(t *testing.T) {
	for _, k := range Keys() {
		if k.Doc == "" || k.Default == "" || k.Example == "" {
			t.Errorf("%s lacks its documentation: %+v", k.Path, k)
		}
	}
}

func TestFileIsAFolder(t *testing.T) {
	project(t, map[string]string{FileName + "/x": ""})
	if _, err := Find("."); err == nil || !strings.Contains(err.Error(), "is not a regular file") {
		t.Errorf("error %v", err)
	}
}
