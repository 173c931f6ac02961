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
		if got, err := c.URL(t.Context(), env, getenv); err != nil || got != want {
			t.Errorf("URL(%q) = %q, %v; want %q", env, got, err, want)
		}
	}
	for env, want := range map[string]string{
		"unset": "variable NOT_SET is not set", "blank": "first line of ../secrets/blank is empty",
		"stagging": `environment "stagging" is not declared; there is absent, blank, database,`,
	} {
		if _, err := c.URL(t.Context(), env, getenv); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("URL(%q): error %v, want …%s…", env, err, want)
		}
	}
}

// TestSecretsAreNoDatabases: what a configuration points at and is no database is not
// handed on to errors that would quote it.
func TestSecretsAreNoDatabases(t *testing.T) {
	for _, secret := range []string{"ghp_0123456789abcdef", "PATH=/usr/bin\x00TOKEN=secret", "root:x:0:0:root:/root:/bin/bash", "aws_secret_access_key = abc",
		"AKIA/key.with.dots", "-----BEGIN PRIVATE KEY-----", "dbname=x\x1b]0;secret\x07"} {
		project(t, map[string]string{FileName: "[env.v]\nurl = 'env:V'\n[env.f]\nurl = 'file:s'\n", "s": secret})
		c := find(t)
		for _, env := range []string{"v", "f"} {
			got, err := c.URL(t.Context(), env, func(string) string { return secret })
			if err == nil || !strings.Contains(err.Error(), "is no database") || strings.Contains(err.Error(), secret[:8]) || got != "" {
				t.Errorf("URL(%q) of %q = %q, %v", env, secret, got, err)
			}
		}
	}
	for _, value := range []string{"postgres://u:p w@h/d", "host=h password='x y'", "sqlite:app", "service=app", "dbname = x", "data/app.sqlite3", "postgres//u:pw@h/d"} {
		project(t, map[string]string{FileName: "[env.v]\nurl = 'env:V'\n"})
		if got, err := find(t).URL(t.Context(), "v", func(string) string { return value }); got != value || err != nil {
			t.Errorf("URL of %q = %q, %v", value, got, err)
		}
	}
}

func TestURLWithoutFile(t *testing.T) {
	c := &Config{}
	if got, err := c.URL(t.Context(), "", nil); got != "" || err != nil {
		t.Errorf("URL(\"\") = %q, %v; want none", got, err)
	}
	if _, err := c.URL(t.Context(), "staging", nil); err == nil || !strings.Contains(err.Error(), "there is no schemadiff.toml") {
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
