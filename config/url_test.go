package config

import (
	"strings"
	"testing"
)

const urls = `
[env.variable]
url = "env:THE_URL"
[env.unset]
url = "env:NOT_SET"
[env.secret]
url = "file:secrets/url"
[env.blank]
url = "file:secrets/blank"
[env.database]
url = "file:app.db"
[env.unnamed]
url = "file:secrets/sqlite"
[env.absent]
url = "file:nowhere?mode=ro"
[env.plain]
url = "postgres://u@h/d"
[env.none]
`

func TestURL(t *testing.T) {
	project(t, map[string]string{
		FileName: urls, "secrets/url": " postgres://u:pw@h/d \r\nmore", "secrets/blank": " \nx", "app.db": "x",
		"secrets/sqlite": "SQLite format 3\x00", "sub/x": "",
	})
	t.Chdir("sub") // paths are those of the file's folder
	c := find(t)
	getenv := func(name string) string { return map[string]string{"THE_URL": "sqlite:x.db"}[name] }
	for env, want := range map[string]string{
		"": "", "none": "", "variable": "sqlite:x.db", "secret": "postgres://u:pw@h/d", "database": "file:app.db",
		"unnamed": "file:secrets/sqlite", "absent": "file:nowhere?mode=ro", "plain": "postgres://u@h/d",
	} {
		if got, err := c.URL(env, getenv); err != nil || got != want {
			t.Errorf("URL(%q) = %q, %v; want %q", env, got, err, want)
		}
	}
	for env, want := range map[string]string{
		"unset": "variable NOT_SET is not set", "blank": "first line of ../secrets/blank is empty",
		"stagging": `environment "stagging" is not declared; there is absent, blank, database,`,
	} {
		if _, err := c.URL(env, getenv); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("URL(%q): error %v, want …%s…", env, err, want)
		}
	}
}

func TestURLWithoutFile(t *testing.T) {
	c := &Config{}
	if got, err := c.URL("", nil); got != "" || err != nil {
		t.Errorf("URL(\"\") = %q, %v; want none", got, err)
	}
	if _, err := c.URL("staging", nil); err == nil || !strings.Contains(err.Error(), "there is no schemadiff.toml") {
		t.Errorf("error %v", err)
	}
}

func TestHasPassword(t *testing.T) {
	for value, want := range map[string]bool{
		"postgres://u:pw@h/d": true, "postgres://u@h/d?password=x": true, "postgres://u@h/d?a=b&sslpassword=x": true,
		"postgres://u@h/d?%70assword=x": true, "host=h password=x": true, "host=h password = 'x y'": true,
		"postgres://u:p w@h/d": true, "postgres://u:p/w@h/d": true,
		"postgres://u:@h/d": false, "postgres://u@h:5432/d": false, "host=h passfile=/x": false, "host=h password=": false,
		"sqlite:///a:b@c.db": false, "env:DB_password": false, "file:x?mode=ro": false, "": false,
	} {
		if got := hasPassword(value); got != want {
			t.Errorf("hasPassword(%q) = %v, want %v", value, got, want)
		}
	}
}
