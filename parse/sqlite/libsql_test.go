package sqlite

import (
	"context"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// The one form of ALTER TABLE that libSQL adds is named, and is of SQLite's dialect; what only looks like it is not.
func TestAlterColumnOfLibsql(t *testing.T) {
	for sql, want := range map[string]bool{
		"ALTER TABLE t ALTER COLUMN a TO a INTEGER NOT NULL DEFAULT 0": true,
		`alter table main."t" alter "a" to "a" text references u(id)`:  true,
		"ALTER TABLE t ALTER COLUMN a TYPE integer":                    false,
		"ALTER TABLE t ALTER COLUMN a SET NOT NULL":                    false,
		"ALTER TABLE t RENAME COLUMN a TO b":                           false,
		"ALTER INDEX t ALTER COLUMN a TO a INTEGER":                    false,
	} {
		src := parse.Source{Name: "m.sql", Text: "CREATE TABLE t (a TEXT);\n" + sql + ";"}
		got, err := Analyze(context.Background(), nil, []parse.Source{src}, true)
		if err != nil {
			t.Fatal(err)
		}
		named := len(got.Broken) == 1 && strings.Contains(got.Broken[0].Msg, "libSQL")
		if named != want {
			t.Errorf("%s: %v", sql, got.Broken)
		}
		counts, err := SyntaxErrors(context.Background(), []parse.Source{src}, 10)
		if err != nil {
			t.Fatal(err)
		}
		if want && counts[0].Rejected != 0 {
			t.Errorf("%s: %d statements are taken for another dialect", sql, counts[0].Rejected)
		}
	}
}
