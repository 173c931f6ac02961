package sqlite

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
)

const fileTables = `CREATE TABLE owner (id INTEGER PRIMARY KEY, name TEXT, age INTEGER);
CREATE TABLE pet (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES owner ON DELETE CASCADE, Name TEXT);
CREATE TABLE log (text TEXT);
INSERT INTO owner VALUES (1, 'ann', 7), (2, 'bob', NULL), (3, 'cay', 9);
INSERT INTO pet VALUES (1, 1, 'rex'), (2, 2, 'ole');
INSERT INTO log VALUES ('a'), ('b');`

// triedFiles runs the first migration on a file, and tries the others on a copy.
func triedFiles(t *testing.T, texts ...string) (*plan.Plan, *plan.Trial) {
	t.Helper()
	files := filesOf(t, texts...)
	path := database(t, "")
	first := *files
	first.Jobs = files.Jobs[:1]
	if _, err := Migrate(t.Context(), path, &first); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files.Jobs = files.Jobs[1:]
	t.Setenv("TMPDIR", t.TempDir())
	p, out, err := TryFiles(context.Background(), files, TrialOptions{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Error("the file has changed", err)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left: %v %v", left, err)
	}
	return p, out
}

func described(out *plan.Trial) string {
	var list []string
	for _, d := range out.Differences {
		text := out.Describe(d)
		if !d.Claimed {
			text = "! " + text
		}
		list = append(list, text)
	}
	slices.Sort(list)
	return strings.Join(list, "; ")
}

// What the statements of migrations write is reported, and what none accounts for is a fault.
func TestTrialOfFiles(t *testing.T) {
	for name, c := range map[string]struct{ files, want string }{
		"schema alone":         {"ALTER TABLE owner ADD COLUMN x; CREATE INDEX i ON pet (owner); CREATE TABLE n (a);", ""},
		"an update":            {"UPDATE owner SET age = 0 WHERE age IS NULL;", "table owner: values of age changed in 1 row"},
		"an update and more":   {"UPDATE owner SET age = 1, Name = upper(name);", "table owner: values of age changed in 3 rows; table owner: values of name changed in 3 rows"},
		"an update of keys":    {"UPDATE log SET text = 'c'; UPDATE pet SET id = id + 10;", "table log: values of text changed in rows; table pet: 2 rows added; table pet: 2 rows missing"},
		"a deletion":           {"DELETE FROM log WHERE text = 'a';", "table log: 1 row missing"},
		"what cascades":        {"PRAGMA foreign_keys = ON; DELETE FROM owner WHERE id = 1;", "table owner: 1 row missing; table pet: 1 row missing"},
		"rows that are added":  {"INSERT INTO owner VALUES (9, 'x', 1);", "table owner: 1 row added"},
		"rows of conflict":     {"INSERT OR REPLACE INTO owner VALUES (1, 'x', 7);", "table owner: values of name changed in 1 row"},
		"renamed and written":  {"ALTER TABLE owner RENAME TO person; ALTER TABLE person RENAME name TO label; UPDATE person SET label = 'x' WHERE id = 1;", "table person: values of label changed in 1 row"},
		"a dropped table":      {"DROP TABLE log;", "table log: dropped with 2 rows"},
		"a trigger":            {"CREATE TRIGGER t AFTER UPDATE ON owner BEGIN DELETE FROM log; END; UPDATE owner SET age = 1 WHERE id = 1;", "table log: 2 rows missing; table owner: values of age changed in 1 row"},
		"a table recreated":    {"CREATE TABLE n (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER); INSERT INTO n SELECT * FROM owner; DROP TABLE owner; ALTER TABLE n RENAME TO owner;", ""},
		"recreated, rewritten": {"CREATE TABLE n (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES owner ON DELETE CASCADE, name TEXT); INSERT INTO n SELECT id, owner, upper(name) FROM pet; DROP TABLE pet; ALTER TABLE n RENAME TO pet;", "table pet: values of name changed in 2 rows"},
	} {
		t.Run(name, func(t *testing.T) {
			_, out := triedFiles(t, fileTables, c.files)
			if got := described(out); got != c.want || out.Failed() || out.Tables != 3 {
				t.Errorf("got %q, want %q; fault %q\n%+v", got, c.want, out.Fault(), out)
			}
		})
	}
}

// A migration that fails on the rows, or loses some, fails its rehearsal.
func TestTrialOfFilesFindsFaults(t *testing.T) {
	for name, c := range map[string]struct {
		files []string
		want  string
	}{
		"a duplicate":        {[]string{"CREATE TABLE n (a);", "CREATE UNIQUE INDEX u ON owner (age > 0);"}, "statement 2 fails: constraint failed: UNIQUE constraint failed"},
		"rows are left out":  {[]string{"CREATE TABLE n (text TEXT); INSERT INTO n SELECT * FROM log WHERE text = 'a'; DROP TABLE log; ALTER TABLE n RENAME TO log;"}, "recreated and has 1 of its 2 rows"},
		"rows lose a parent": {[]string{"DELETE FROM owner WHERE id = 1;"}, "refer to rows that are not there"},
	} {
		t.Run(name, func(t *testing.T) {
			p, out := triedFiles(t, append([]string{fileTables}, c.files...)...)
			if !out.Failed() || !strings.Contains(out.Fault(), c.want) || len(out.Steps) != len(p.Steps) {
				t.Errorf("got %q, want %q\n%+v", out.Fault(), c.want, out)
			}
		})
	}
}
