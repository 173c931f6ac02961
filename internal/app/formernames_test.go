package app

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engine/postgres"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	"github.com/schemadiff/schemadiff/parse"
)

func TestFormerNames(t *testing.T) {
	for _, c := range []struct{ name, start, migration, want string }{
		{"table", "CREATE TABLE a (x int);", "ALTER TABLE a RENAME TO b;", "b=a"},
		{"column", "CREATE TABLE a (x int, z int);", "ALTER TABLE a RENAME COLUMN x TO y;", "a.y=x"},
		{"column of a renamed table", "CREATE TABLE a (x int);", "ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME COLUMN x TO y;", "a.y=x b=a"},
		{"twice", "CREATE TABLE a (x int);", "ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME TO c;", "c=a"},
		{"there and back", "CREATE TABLE a (x int);", "ALTER TABLE a RENAME COLUMN x TO y; ALTER TABLE a RENAME COLUMN y TO x;", ""},
		{"names change places", "CREATE TABLE a (x int, y int);",
			"ALTER TABLE a RENAME COLUMN x TO z; ALTER TABLE a RENAME COLUMN y TO x; ALTER TABLE a RENAME COLUMN z TO y;", ""},
		{"renamed and dropped", "CREATE TABLE a (x int, k int);", "ALTER TABLE a RENAME COLUMN x TO y; ALTER TABLE a DROP COLUMN y;", ""},
		{"made and renamed", "CREATE TABLE a (x int);", "CREATE TABLE b (x int); ALTER TABLE b RENAME TO c;", ""},
		{"rebuilt after a rename", "CREATE TABLE a (x int);", "ALTER TABLE a RENAME TO b; CREATE TABLE new_b (x int NOT NULL); DROP TABLE b; ALTER TABLE new_b RENAME TO b;", "b=a"},
		{"rebuilt, the old one put aside", "CREATE TABLE a (x int, k int);", "ALTER TABLE a RENAME COLUMN x TO y; " +
			"CREATE TABLE new_a (y int, k int); ALTER TABLE a RENAME TO old_a; ALTER TABLE new_a RENAME TO a; DROP TABLE old_a;", "a.y=x"},
	} {
		for _, language := range []engine.Language{sqlite.Language{}, postgres.Language{}} {
			start, err := language.Analyze(t.Context(), nil, []parse.Source{{Text: c.start}}, true)
			if err != nil {
				t.Fatal(err)
			}
			end, err := language.Analyze(t.Context(), start.To, []parse.Source{{Text: c.migration}}, true)
			if err != nil || len(end.Broken) > 0 {
				t.Fatal(c.name, err, end.Broken)
			}
			var got []string
			for was, now := range maps.All(formerNames(start.To, end.To, end.Statements, false)) {
				got = append(got, strings.ReplaceAll(was+"="+now, "public.", ""))
			}
			slices.Sort(got)
			if text := strings.Join(got, " "); text != c.want {
				t.Errorf("%s, %s: %q, want %q", language.Name(), c.name, text, c.want)
			}
		}
	}
}
