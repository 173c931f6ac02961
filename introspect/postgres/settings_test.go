package postgres

import (
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestOptionWords(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil}, {"  ", nil}, {"-c a=b", []string{"-c", "a=b"}}, {`-c search_path=a,\ b  --role=x`, []string{"-c", "search_path=a, b", "--role=x"}},
		{`-ca=\\`, []string{"-ca=" + `\`}}, {"-c\ta=b\n", []string{"-c", "a=b"}},
	} {
		if got := optionWords(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

// What a URL says of a setting counts only where it may be chosen.
func TestChosenByURL(t *testing.T) {
	for _, c := range []struct{ query, path, keeps string }{
		{"", filesPath, ""},
		{"search_path=app", "app", "search_path=app"},
		{"options=-c%20search_path%3Dapp", "app", ""},
		{"options=-csearch_path%3Dapp,%5C%20public", "app, public", ""},
		{"options=--search-path%3Dapp", "app", ""},
		{"statement_timeout=5&bytea_output=escape&datestyle=German&client_encoding=LATIN1", filesPath, ""},
		{"work_mem=1MB", filesPath, "work_mem=1MB"},
		{"options=-c%20role%3Downer", filesPath, ""},
	} {
		config, err := pgx.ParseConfig("postgres://h/d?" + c.query)
		if err != nil {
			t.Fatal(err)
		}
		setStartupParameters(config)
		if got := chosenSettings(config, workSettings())[0].value; got != c.path {
			t.Errorf("%s: search_path is %q, want %q", c.query, got, c.path)
		}
		var rest []string
		for k, v := range config.RuntimeParams {
			if k != "options" && !slices.ContainsFunc(trackedSettings(), func(s setting) bool { return s.name == k && s.value == v }) {
				rest = append(rest, k+"="+v)
			}
		}
		if got := strings.Join(rest, " "); got != c.keeps {
			t.Errorf("%s: start-up parameters %q, want %q", c.query, got, c.keeps)
		}
		if last := options(config, nil); !strings.HasSuffix(last, " -c gin_fuzzy_search_limit=0") || strings.Contains(c.query, "role") && !strings.Contains(last, "role=owner") {
			t.Errorf("%s: options %q", c.query, last)
		}
	}
}
