package sqlite

import (
	"context"
	"fmt"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// Names that are keywords of ALTER TABLE and DROP are names where SQLite takes them for such.
func TestActsOfOddNames(t *testing.T) {
	const tables = `CREATE TABLE t (a, "constraint", "check", "column", "to", "rename", "foreign", "if"); CREATE TABLE "if" (x); CREATE TABLE "main" (a); CREATE TABLE "rename" ("to");
CREATE VIEW "exists" AS SELECT 1 AS n; CREATE INDEX "in dex" ON t (a);`
	for sql, want := range map[string]string{
		`ALTER TABLE t DROP "constraint"`:                        "drop column t.constraint",
		`ALTER TABLE t DROP "column"`:                            "drop column t.column",
		`ALTER TABLE t DROP COLUMN "check"`:                      "drop column t.check",
		`ALTER TABLE t ADD "constraint2" TEXT`:                   "add column t.constraint2",
		`ALTER TABLE t ADD "add" TEXT`:                           "add column t.add",
		`ALTER TABLE t ADD COLUMN 'check2' TEXT`:                 "add column t.check2",
		`ALTER TABLE t ADD column INT`:                           "add column t.INT",
		`ALTER TABLE t ADD COLUMN "foreign2" INT`:                "add column t.foreign2",
		`ALTER TABLE t RENAME "to" TO "new name"`:                "rename column t.to to new name",
		`ALTER TABLE t RENAME COLUMN "rename" TO [to2]`:          "rename column t.rename to to2",
		`ALTER TABLE "rename" RENAME "to" TO "column"`:           "rename column rename.to to column",
		`ALTER TABLE "rename" RENAME TO "to"`:                    "rename rename to to",
		`ALTER TABLE main.t RENAME a TO b`:                       "rename column t.a to b",
		`ALTER TABLE main.main RENAME TO [T 2]`:                  "rename main to t 2",
		`ALTER TABLE /* x; */ t -- y` + "\n" + ` DROP /**/ [if]`: "drop column t.if",
		`DROP TABLE "if"`:                                        "drop if",
		`DROP TABLE IF EXISTS "if"`:                              "drop if",
		`DROP TABLE if exists main.main`:                         "drop main",
		`DROP VIEW "exists"`:                                     "drop exists",
		`DROP VIEW IF EXISTS main . "exists"`:                    "drop exists",
		`DROP INDEX main.[in dex]`:                               "drop in dex",
	} {
		got, err := Analyze(context.Background(), nil, []parse.Source{{Name: "m.sql", Text: tables + sql + ";"}}, true)
		if err != nil {
			t.Fatal(err)
		}
		last := got.Statements[len(got.Statements)-1]
		text := "refused"
		if !last.Failed && len(last.Acts) == 1 {
			a := last.Acts[0]
			text = fmt.Sprintf("%s %s", a.Verb, a.On.Name)
			if a.Name != a.On.Name {
				text += "." + a.Name
			}
			if a.To != "" {
				text += " to " + a.To
			}
		}
		if text != want {
			t.Errorf("%s: %s, want %s", sql, text, want)
		}
	}
}
