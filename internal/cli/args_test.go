package cli

import (
	"slices"
	"strings"
	"testing"
)

func TestReorder(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"apply plan.sql --yes", "apply --yes -- plan.sql"},
		{"apply plan.sql --db app.db --yes", "apply --db app.db --yes -- plan.sql"},
		{"apply --db=app.db plan.sql -y", "apply --db=app.db -y -- plan.sql"},
		{"plan --schema - --db app.db", "plan --schema - --db app.db"},
		{"inspect -- --strange.sql", "inspect -- --strange.sql"},
		{"inspect - --format json", "inspect --format json -- -"},
		{"apply --yes=false plan.sql", "apply --yes=false -- plan.sql"},
		{"plan --out --strange", "plan --out --strange"},
		{"plan --help", "plan --help"},
		{"help plan", "plan --help"},
		{"help", "--help"},
		{"unknown --flag", "unknown --flag"},
		{"", ""},
	} {
		app := newApp(nil, nil, nil)
		got, err := flagsFirst(app, append([]string{"schemadiff"}, strings.Fields(c.in)...))
		if err != nil || !slices.Equal(got[1:], strings.Fields(c.want)) {
			t.Errorf("%q: got %q, %v, want %q", c.in, got, err, c.want)
		}
	}
}

func TestWrongUse(t *testing.T) {
	workspace(t, after)
	for _, c := range []struct{ args, want string }{
		{"plna", `unknown command "plna"` + "\n  did you mean plan?"},
		{"zzzzzz", "it can be adopt, apply, backfill"},
		{"plan --exitcode", "plan has no flag --exitcode\n  did you mean --exit-code?"},
		{"plan schema.sql --fromm x", "did you mean --from?"},
		{"--bogus", "not defined: -bogus"},
		{"plan --db", "--db needs a value"},
		{"plan --busy-timeout soon", `invalid value "soon"`},
		{"plan --strict=perhaps", `invalid boolean value "perhaps"`},
		{"plan schema.sql", "is named by --schema"},
		{"plan --schema schema.sql", "--db sqlite:app.db"},
		{"plan --db app.db --schema schema.sql --format excel", "it can be text, sql, json, markdown"},
		{"plan --db app.db --schema schema.sql --color no", "auto, always or never"},
		{"plan --db app.db --schema schema.sql --runner rails", "no-fk-switch"},
		{"plan --db app.db --schema schema.sql --target 2.8", "3.40"},
		{"plan --db app.db --schema schema.sql --rename name", "OLD=NEW"},
		{"plan --db app.db --schema schema.sql --allow Drop", "drop-column"},
		{"plan --db app.db --schema schema.sql --dialect oracle", "sqlite and postgres"},
		{"plan --db app.db --schema schema.sql --schemas public", "main or *"},
		{"plan --db app.db --schema schema.sql --exclude [", "--exclude"},
		{"plan --db app.db --from app.db --schema schema.sql", "give one"},
		{"plan --db app.db --to schema.sql --schema schema.sql", "give one"},
		{"apply a.sql b.sql --db app.db", "one saved plan"},
		{"apply schema.sql --db app.db", "no saved plan"},
		{"apply --from empty: --schema schema.sql --yes", "needs a database"},
		{"rebase 0002", "--onto names the branch"},
		{"completion tcsh", "bash, fish, powershell, zsh"},
	} {
		got := invoke(t, strings.Fields(c.args)...)
		got.wants(t, exitFailed, c.want)
		if got.out != "" || strings.Count(got.err, "\n") > 3 {
			t.Errorf("%s: want a short text on stderr, got\n%s%s", c.args, got.out, got.err)
		}
	}
}

// A variable that is not set must not make a command work on another database.
func TestEmptyFlags(t *testing.T) {
	workspace(t, after)
	t.Setenv("DATABASE_URL", "sqlite:app.db")
	invoke(t, "plan", "--db", "", "--schema", "schema.sql").wants(t, exitFailed, "--db is empty")
	invoke(t, "plan", "--schema", "").wants(t, exitFailed, "--schema is empty")
	invoke(t, "plan", "--env=", "--schema", "schema.sql").wants(t, exitFailed, "--env is empty")
}

func TestHelp(t *testing.T) {
	invoke(t).wants(t, exitDone, "plan", "apply", "inspect", "completion")
	for _, name := range []string{"plan", "apply", "inspect", "rebase"} {
		got := invoke(t, name, "--help")
		got.wants(t, exitDone, "schemadiff "+name, "--db", "Exit status")
		if again := invoke(t, "help", name); again != got {
			t.Errorf("help %s is not %s --help", name, name)
		}
	}
	invoke(t, "--version").wants(t, exitDone, "schemadiff "+version())
	invoke(t, "version").wants(t, exitDone, "schemadiff "+version())
	invoke(t, "man").wants(t, exitDone, ".TH schemadiff 1", `\fB\-\-exit\-code\fP`)
}
