package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

var ctx = context.Background()

// load is the schema of DDL.
func load(t *testing.T, sql string) *schema.Schema {
	t.Helper()
	load, err := Language{}.Read(ctx, []parse.Source{{Name: "schema.sql", Text: sql}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLanguage(t *testing.T) {
	l := Language{}
	before := load(t, "CREATE TABLE a (x);")
	after, err := l.Execute(ctx, before, []string{"ALTER TABLE a ADD COLUMN y"})
	if err != nil || after.LooseFingerprint() != load(t, "CREATE TABLE a (x, y);").LooseFingerprint() {
		t.Errorf("got %v", err)
	}
	judged, err := l.Analyze(ctx, before, []parse.Source{{Name: "m.sql", Text: "ALTER TABLE a ADD COLUMN y;\nDROP TABLE b;\n"}}, true)
	if err != nil || len(judged.Statements) != 2 || len(judged.Broken) != 1 || judged.Broken[0].Pos.Line != 2 {
		t.Errorf("got %+v, %v", judged, err)
	}
	if _, err := l.Planner(engine.PlannerOptions{Target: "1.0"}); err == nil {
		t.Error("a planner for an unknown version")
	}
	if l.FoldName("Users") != l.FoldName("USERS") {
		t.Error("names differ by case")
	}
	const view = "CREATE VIEW v AS SELECT x FROM missing;"
	unresolved, err := l.Unresolved(ctx, load(t, ""), load(t, view), []parse.Source{{Name: "schema.sql", Text: view}})
	if err != nil || len(unresolved) == 0 {
		t.Errorf("got %v, %v", unresolved, err)
	}
}

func TestFile(t *testing.T) {
	target := File{}
	file := filepath.Join(t.TempDir(), "app.db")
	for name, want := range map[string]bool{"sqlite:" + file: true, file: true, "schema.sql": false, "postgres://h/app": false} {
		if database, ok, err := target.ParseURL(name); ok != want || err != nil || ok && database != file {
			t.Errorf("%s: %s, %v, %v", name, database, ok, err)
		}
	}
	if _, err := target.Open(ctx, file, introspect.Patience{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that does not exist: %v", err)
	}
	if _, err := target.Journal().Entries(ctx, file, introspect.Patience{}, false); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its journal: %v", err)
	}
}
