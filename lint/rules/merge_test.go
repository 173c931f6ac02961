package rules_test

// What joins two statements of ALTER TABLE, and what keeps them apart.

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/schema"
)

func TestStatementsAreJoined(t *testing.T) {
	const before = "CREATE TABLE t (id bigint PRIMARY KEY, a text, b int, c int);\n-- migration\n"
	for _, c := range []struct{ name, from, to string }{
		{"two", "ALTER TABLE t ALTER a SET NOT NULL;\nALTER TABLE t ALTER b SET NOT NULL;\n", "ALTER TABLE t ALTER a SET NOT NULL,\n  ALTER b SET NOT NULL;\n"},
		{"three, with the file's line ends", "ALTER TABLE t ALTER a SET NOT NULL;\r\n\r\nalter table t\r\n  ALTER b SET NOT NULL;\r\nALTER TABLE t ALTER c SET NOT NULL;\r\n", "ALTER TABLE t ALTER a SET NOT NULL,\r\n  ALTER b SET NOT NULL,\r\n  ALTER c SET NOT NULL;\r\n"},
		{"types of two columns", "ALTER TABLE t ALTER b TYPE bigint;\nALTER TABLE t ALTER c TYPE bigint;", "ALTER TABLE t ALTER b TYPE bigint,\n  ALTER c TYPE bigint;"},
		{"a comment between", "ALTER TABLE t ALTER a SET NOT NULL;\n-- every order has one\nALTER TABLE t ALTER b SET NOT NULL;", ""},
		{"a comment that ends the line", "ALTER TABLE t ALTER a SET NOT NULL; -- why\nALTER TABLE t ALTER b SET NOT NULL;", ""},
		{"a comment in the head", "ALTER TABLE t ALTER a SET NOT NULL;\nALTER TABLE /* why */ t ALTER b SET NOT NULL;", ""},
		{"another statement between", "ALTER TABLE t ALTER a SET NOT NULL;\nUPDATE t SET b = 1 WHERE b IS NULL;\nALTER TABLE t ALTER b SET NOT NULL;", ""},
		{"a type from another column", "ALTER TABLE t ALTER b TYPE bigint;\nALTER TABLE t ALTER c TYPE bigint USING b;", ""},
		{"one column twice", "ALTER TABLE t ALTER b TYPE bigint;\nALTER TABLE t ALTER b TYPE numeric;", ""},
		{"a CHECK of a new type", "ALTER TABLE t ALTER b TYPE bigint;\nALTER TABLE t ADD CONSTRAINT k CHECK (b > 0);", ""},
		{"what goes first", "ALTER TABLE t ADD CONSTRAINT k CHECK (b > 0);\nALTER TABLE t ADD CONSTRAINT l CHECK (b > 1), DROP CONSTRAINT k;", ""},
		{"a statement that may find no table", "ALTER TABLE t ALTER a SET NOT NULL;\nALTER TABLE IF EXISTS t ALTER b SET NOT NULL;", ""},
	} {
		var groups [][]lint.Edit
		for _, f := range lint.Run(rules.All(), passOver(t, schema.Postgres, before+c.from)) {
			if f.Rule == "merge-alter-table" {
				groups = append(groups, f.Edits)
			}
		}
		got, _ := lint.ApplyEdits(c.from, groups)
		want := c.to
		if want == "" {
			want = c.from
		}
		if got != want {
			t.Errorf("%s:\n%s\nbecame\n%s\nwant\n%s", c.name, c.from, got, want)
		}
		if strings.Contains(c.to, ",") && len(groups) == 0 {
			t.Errorf("%s: nothing was found", c.name)
		}
	}
}
