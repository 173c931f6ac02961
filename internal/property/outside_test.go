package property

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	executor "github.com/schemadiff/schemadiff/migrate/sqlite"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
)

// An application registers collations and functions of its own, which no other
// program has.
const applicationSchema = `
CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT COLLATE de_DE, born TEXT CHECK (is_date(born)));
CREATE INDEX people_name ON people (name);
CREATE TABLE plain (id INTEGER PRIMARY KEY, a TEXT);
CREATE VIEW ages AS SELECT age(born) AS age FROM people;
CREATE TRIGGER log AFTER INSERT ON plain BEGIN SELECT notify(NEW.id); END;
`

func applicationDatabase(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.db")
	c, err := parser.NewConnector(path, parser.Stubs{Functions: []string{"is_date", "age", "notify"}, Collations: []string{"de_DE"}})
	if err != nil {
		t.Fatal(err)
	}
	db := sql.OpenDB(c)
	defer db.Close()
	if _, err := db.Exec(applicationSchema); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`PRAGMA ignore_check_constraints = 1; INSERT INTO people (name) VALUES ('Özil'), ('Zorn'), ('Abel')`); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatOnlyTheApplicationHas(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct {
		what, from, to string
		refused        string // what the finding must name
	}{
		{"nothing to do", "", "", ""},
		{"another table's column goes, past a view and a trigger that call functions", "id INTEGER PRIMARY KEY, a TEXT", "id INTEGER PRIMARY KEY", ""},
		{"another table is rebuilt", "a TEXT", "a INTEGER", ""},
		{"a rebuild would call the function and sort by the collation", "id INTEGER PRIMARY KEY, name", "id INTEGER PRIMARY KEY AUTOINCREMENT, name", "collation de_de, function is_date"},
		{"an index would sort by the collation", "(name);", "(name DESC);", "collation de_de"},
	} {
		to := strings.Replace(applicationSchema, c.from, c.to, 1)
		path := applicationDatabase(t)
		p, err := prepare(ctx, path, to, "", "")
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		var refusals []string
		for _, f := range p.Findings {
			if f.Rule == "application-defined" {
				refusals = append(refusals, f.Message)
			} else {
				t.Errorf("%s: %s", c.what, f.Message)
			}
		}
		got := strings.Join(refusals, "\n")
		if c.refused == "" && got != "" || !strings.Contains(got, c.refused) || c.from == "" && len(p.Steps) > 0 {
			t.Errorf("%s: refused %q, %d steps", c.what, got, len(p.Steps))
		}
		_, err = executor.Apply(ctx, p, executor.Options{Path: path, Wait: time.Second})
		if (err != nil) != (c.refused != "") {
			t.Errorf("%s: apply: %v", c.what, err)
		}
	}
}
