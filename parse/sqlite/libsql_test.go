package sqlite

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
		src := parse.Source{Name: "m.sql", Text: "CREATE TABLE u (id INTEGER PRIMARY KEY);\nCREATE TABLE t (a TEXT);\n" + sql + ";"}
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

// A replay of libSQL's migrations goes on from the definition that ALTER COLUMN … TO gives a column.
func TestReplayOfLibsql(t *testing.T) {
	before := "CREATE TABLE u (id INTEGER PRIMARY KEY);\nCREATE TABLE t (\n  id INTEGER PRIMARY KEY, -- the key\n  \"a b\" TEXT DEFAULT (lower('X, y')), /* , */ c INT UNIQUE\n);\nCREATE INDEX i ON t (\"a b\") WHERE c > 0;\nCREATE VIEW v AS SELECT c FROM t;\n"
	for sql, want := range map[string]string{
		`ALTER TABLE t ALTER COLUMN "a b" TO "a b" INTEGER NOT NULL DEFAULT 0`:                `CREATE TABLE t (id INTEGER PRIMARY KEY, "a b" INTEGER NOT NULL DEFAULT 0, c INT UNIQUE)`,
		"ALTER TABLE `t` ALTER COLUMN `A B` TO `A B` text REFERENCES u(id) ON DELETE CASCADE": "CREATE TABLE t (id INTEGER PRIMARY KEY, `A B` text REFERENCES u(id) ON DELETE CASCADE, c INT UNIQUE)",
		`ALTER TABLE main.t ALTER c TO c TEXT UNIQUE CHECK (c IN ('a', 'b,'))`:                `CREATE TABLE t (id INTEGER PRIMARY KEY, "a b" TEXT DEFAULT (lower('X, y')), c TEXT UNIQUE CHECK (c IN ('a', 'b,')))`,
		`ALTER TABLE t ALTER COLUMN "a b" TO "a b"`:                                           `CREATE TABLE t (id INTEGER PRIMARY KEY, "a b", c INT UNIQUE)`,
	} {
		files := []parse.Source{{Name: "db/turso/0001.sql", Text: before + sql + ";\nCREATE INDEX j ON t (c);\n"}}
		got, err := Analyze(context.Background(), nil, files, true)
		if err != nil || len(got.Broken) > 0 {
			t.Fatalf("%s: %v, %v", sql, err, got.Broken)
		}
		wanted, err := Load(context.Background(), []parse.Source{{Text: strings.Replace(before, before[strings.Index(before, "CREATE TABLE t"):strings.Index(before, "CREATE INDEX")], want+";\n", 1) + "CREATE INDEX j ON t (c);"}})
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		if diff := cmp.Diff(wanted.Fingerprint(), got.To.Fingerprint()); diff != "" {
			t.Errorf("%s leads to another schema: %s", sql, diff)
		}
	}
	for sql, want := range map[string]string{
		`ALTER TABLE t ALTER COLUMN c TO d INT UNIQUE`:          "cannot rename the column",
		`ALTER TABLE t ALTER COLUMN c TO c INT`:                 "cannot add or drop PRIMARY KEY or UNIQUE",
		`ALTER TABLE t ALTER COLUMN "a b" TO "a b" TEXT UNIQUE`: "cannot add or drop PRIMARY KEY or UNIQUE",
		`ALTER TABLE t ALTER COLUMN x TO x INT`:                 `no such column: "x"`,
		`ALTER TABLE x ALTER COLUMN c TO c INT`:                 "no such table: x",
		`ALTER TABLE t ALTER COLUMN c TO c INT UNIQUE NOT`:      "syntax error",
		`ALTER TABLE t ALTER COLUMN c TO c INT UNIQUE, d INT`:   "cannot rename the column",
	} {
		files := []parse.Source{{Name: "libsql-migrations/0001.sql", Text: before + sql + ";"}}
		got, err := Analyze(context.Background(), nil, files, true)
		if err != nil || len(got.Broken) != 1 || !strings.Contains(got.Broken[0].Msg, want) {
			t.Errorf("%s: %v, %v, want %s", sql, err, got.Broken, want)
		}
	}
}
