package sqlite

import (
	"strings"
	"testing"
)

func TestParseURL(t *testing.T) {
	for url, want := range map[string]string{
		"sqlite:app.db": "app.db", "sqlite:/abs/app.db": "/abs/app.db", "sqlite:100%.db": "100%.db", "sqlite:a#b": "a#b",
		"sqlite:///abs/a%20b.db": "/abs/a b.db", "sqlite://rel/app.db": "rel/app.db", "SQLite:app.db": "app.db",
		"sqlite:app.db?mode=ro": "app.db", "file:app.db?mode=rwc": "app.db", "file:app.db?mode=rw": "app.db",
		"file:app.db": "app.db", "file:///abs/app.db": "/abs/app.db", "file://localhost/abs/app.db": "/abs/app.db",
		"file:a%3Fb%23c%25d": "a?b#c%d", "file:a+b.db": "a+b.db",
		"sqlite::memory:": Memory, "sqlite://:memory:": Memory, "sqlite:///:memory:": Memory, "file::memory:": Memory,
		":memory:": Memory, "file:x?mode=memory": Memory,
		"app.db": "app.db", "dir/APP.SQLite3": "dir/APP.SQLite3", "a.sqlite": "a.sqlite", "a.db3": "a.db3",
		"./a:b.db": "./a:b.db", "./a=b.db": "./a=b.db", "100%.db": "100%.db", "C:\\a.db": "C:\\a.db",
	} {
		if got, ok, err := ParseURL(url); got != want || !ok || err != nil {
			t.Errorf("%q: %q, %v, %v; want %q", url, got, ok, err, want)
		}
	}
}

func TestParseURLOfOthers(t *testing.T) {
	for _, url := range []string{
		"", "schema.sql", "postgres://host/app.db", "git:main:schema.db", "migrations:a.db", "empty:", "-", "db",
		"host=localhost dbname=app.db", "service=app.db", "app.db?mode=ro",
	} {
		if got, ok, err := ParseURL(url); got != "" || ok || err != nil {
			t.Errorf("%q: %q, %v, %v", url, got, ok, err)
		}
	}
}

func TestParseURLErrors(t *testing.T) {
	for url, want := range map[string]string{
		"sqlite:": "no path", "sqlite://": "no path", "file:": "no path", "file:?mode=ro": "no path",
		"file:a.db?cache=shared": `unknown parameter "cache"`, "sqlite:a.db?immutable=1": `unknown parameter "immutable"`,
		"file:a.db?mode=x": `unknown mode "x"`, "file://host/a.db": `host "host"`, "file:a%2": "%25", "file:a#b": "%23",
		"file:a%00b": "NUL", "file:a.db?mode=%": "parameters",
	} {
		if _, ok, err := ParseURL(url); !ok || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v; want %q", url, ok, err, want)
		}
	}
}
