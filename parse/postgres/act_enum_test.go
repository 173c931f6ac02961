package postgres

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

func statementsOf(t *testing.T, sql string) []schema.Statement {
	t.Helper()
	out, err := Analyze(context.Background(), nil, []parse.Source{{Name: "a.sql", Text: sql}}, true)
	if err != nil {
		t.Fatal(err)
	}
	return out.Statements
}

func TestStatementsThatHoldANewEnumValue(t *testing.T) {
	for sql, want := range map[string]bool{
		"SELECT 'sad'": true,
		"SELECT 'sadder', sad, 'so sad' -- 'sad'":                                                false,
		"UPDATE t SET m = E'sad'":                                                                true,
		"CREATE TABLE u (m text DEFAULT 'sad')":                                                  true,
		"DO $$ BEGIN INSERT INTO t VALUES ('sad'); END $$":                                       true,
		"DO $a$ BEGIN EXECUTE 'INSERT INTO t VALUES (''sad'')'; EXECUTE $b$SELECT 1$b$; END $a$": true,
		"DO $$ BEGIN RAISE NOTICE 'sad rows'; END $$":                                            false,
		"SELECT 'don''t'": false,
	} {
		list := statementsOf(t, "CREATE TYPE mood AS ENUM ('ok'); ALTER TYPE mood ADD VALUE 'sad'; "+sql)
		if got := slices.Contains(list[2].NewValues, "sad"); got != want {
			t.Errorf("%s holds the new value: %t", sql, got)
		}
		if list[1].NewValues != nil {
			t.Error("the statement that adds a value holds it")
		}
	}
}

func TestRenamingAValueIsAnAct(t *testing.T) {
	acts := statementsOf(t, "CREATE TYPE mood AS ENUM ('ok'); ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'")[1].Acts
	if len(acts) != 1 || acts[0].Verb != schema.RenamesValue || acts[0].Name != "mood" || acts[0].To != "fine" {
		t.Errorf("the acts are %+v", acts)
	}
}

// set_config does what SET does where a statement runs it, and nothing where it is only named.
func TestStatementsThatSet(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT set_config('lock_timeout', '1s', false)":                      "lock_timeout",
		"SELECT pg_catalog.set_config('search_path', '', false)":              "search_path",
		"WITH x AS (SELECT set_config('role', 'app', false)) SELECT * FROM x": "role",
		"CREATE TABLE t AS SELECT set_config('role', 'app', false)":           "role",
		"SET role TO app":     "role",
		"SELECT 'set_config'": "",
		"CREATE VIEW v AS SELECT set_config('role', 'app', true)":                "",
		"CREATE FUNCTION f() RETURNS text RETURN set_config('role', 'a', false)": "",
	} {
		var got []string
		for _, a := range statementsOf(t, sql)[0].Acts {
			if a.Verb == schema.Sets {
				got = append(got, a.Name)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s sets %q, want %q", sql, got, want)
		}
	}
	if !statementsOf(t, "DO $$ BEGIN PERFORM 1; END $$")[0].Runs || statementsOf(t, "SELECT 1")[0].Runs {
		t.Error("a DO block runs code, and a SELECT does not")
	}
}
