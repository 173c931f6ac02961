package cli

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestInspect(t *testing.T) {
	workspace(t, "CREATE VIEW v AS SELECT name FROM users;\n/* all of them */ CREATE INDEX by_name ON users (name);\n"+before)
	const want = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, age TEXT);\nCREATE INDEX by_name ON users (name);\n\n" +
		"CREATE VIEW v AS SELECT name FROM users;\n"
	got := invoke(t, "inspect", "schema.sql")
	got.wants(t, exitDone)
	if diff := cmp.Diff(want, got.out); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	again := invokeWith(t, context.Background(), got.out, "inspect", "-")
	if again.out != got.out {
		t.Errorf("inspect of inspect: %s", again.out)
	}
	for _, args := range [][]string{{"app.db"}, {"--db", "app.db"}, {"--from", "sqlite:app.db"}, {"app.db", "--format", "text"}} {
		if got := invoke(t, append([]string{"inspect"}, args...)...); got.out != before {
			t.Errorf("%q: %s%s", args, got.out, got.err)
		}
	}
}

func TestInspectExclude(t *testing.T) {
	workspace(t, "CREATE TABLE tmp_1 (x);\nCREATE INDEX i ON tmp_1 (x);\n"+before)
	got := invoke(t, "inspect", "schema.sql", "--exclude", "tmp_*")
	if got.out != before {
		t.Errorf("got %s%s", got.out, got.err)
	}
}

func TestInspectJSON(t *testing.T) {
	workspace(t, after)
	got := invoke(t, "inspect", "app.db", "--format", "json")
	got.wants(t, exitDone)
	var schema struct {
		Version int
		Tables  []struct {
			Name    string
			Columns []struct{ Name, Type string }
		}
	}
	if err := json.Unmarshal([]byte(got.out), &schema); err != nil {
		t.Fatalf("%v\n%s", err, got.out)
	}
	if schema.Version != 1 || len(schema.Tables) != 1 || len(schema.Tables[0].Columns) != 3 {
		t.Errorf("got %+v", schema)
	}
}

func TestInspectTellsWhatItLeavesOut(t *testing.T) {
	workspace(t, before+rows)
	got := invoke(t, "inspect", "schema.sql")
	if got.out != before || got.err != "1 statement ignored (1 INSERT)\n" {
		t.Errorf("got %q and %q", got.out, got.err)
	}
}
