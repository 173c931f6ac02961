package postgres

import (
	"strings"
	"testing"
)

func TestParseURL(t *testing.T) {
	for _, c := range []struct {
		url string
		ok  bool
	}{
		{"postgres://localhost/app", true},
		{"postgresql://u:p@localhost:5433/app?sslmode=require", true},
		{"POSTGRES://localhost/app", true},
		{"postgres:///app?host=/run/postgresql", true},
		{"host=localhost dbname=app", true},
		{"dbname = app", true},
		{"app.db", false},
		{"sqlite:app.db", false},
		{"schema.sql", false},
		{"hostile.sql", false},
		{"mysql://localhost/app", false},
	} {
		database, ok, err := ParseURL(c.url)
		if ok != c.ok || err != nil || ok && database != c.url {
			t.Errorf("%s: got %q, %v, %v", c.url, database, ok, err)
		}
	}
}

// The mistake in a URL is reported without the password in it.
func TestWrongURLs(t *testing.T) {
	for _, url := range []string{
		"postgres://u:secret@localhost:port/app", "postgres://u:secret@localhost/app?sslmode=perhaps", "postgres://u:secret@[::1/app",
		"host=localhost port=x password=secret", "host=localhost password='secret' port=x",
		"postgres://u:se%zzcret@localhost/app", "postgres://localhost/app?password=secret&port=x",
	} {
		_, ok, err := ParseURL(url)
		if !ok || err == nil {
			t.Errorf("%s: got %v, %v, want an error", url, ok, err)
			continue
		}
		if text := err.Error(); strings.Contains(text, "secret") || strings.Contains(text, "zzcret") {
			t.Errorf("%s: the password is shown: %s", url, text)
		}
	}
}

func TestMask(t *testing.T) {
	for url, want := range map[string]string{
		"postgres://u:p@host/app":                      "postgres://u:********@host/app",
		"postgres://u:p@ss@host/app":                   "postgres://u:********@host/app",
		"postgres://u@host/app":                        "postgres://u@host/app",
		"postgres://host/app?password=p&user=u":        "postgres://host/app?password=********&user=u",
		"postgres://host/app?sslpassword=p&password=q": "postgres://host/app?sslpassword=********&password=********",
		"host=h password=p dbname=app":                 "host=h password=******** dbname=app",
		"host=h password='p q' dbname=app":             "host=h password=******** dbname=app",
		`host=h password='p\'q' dbname=app`:            "host=h password=******** dbname=app",
		"host=h PASSWORD = p":                          "host=h PASSWORD =********",
		"host=h dbname=app":                            "host=h dbname=app",
	} {
		if got := Mask(url); got != want {
			t.Errorf("%s: got %s, want %s", url, got, want)
		}
	}
}

// What a connection string says of the search_path gives way, in both forms and wherever it says it.
func TestWithPath(t *testing.T) {
	for _, s := range []string{
		"postgres://u:p@host/app", "postgres://u:p@host/app?", "postgres://host/app?sslmode=disable", "postgres://host/app?search_path=x", "postgres://host/app?options=-c%20search_path%3Dx",
		"host=h dbname=app", "host=h search_path=x", "host=h password='p q\\'' options='-c search_path=x'",
	} {
		for _, path := range []string{`"$user", public`, "app", `"a'b\c d", "e,f&g=?"`, ""} {
			changed, err := WithPath(s, path)
			if err != nil {
				t.Errorf("%s: %v", s, err)
				continue
			}
			config, err := parseConfig(changed)
			if err != nil {
				t.Errorf("%s: %s: %v", s, changed, err)
				continue
			}
			if filesPathOf(config) != path {
				t.Errorf("%s: %s: got %s, want %s", s, changed, filesPathOf(config), path)
			}
			was, _ := parseConfig(s)
			if config.Host != was.Host || config.Password != was.Password || config.Database != was.Database {
				t.Errorf("%s: %s leads elsewhere", s, changed)
			}
		}
	}
}
