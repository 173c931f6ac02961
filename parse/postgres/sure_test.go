package postgres_test

// Mistakes that are mistakes whatever the database holds, and statements that only look like them.

import (
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres"
)

func TestMistakesOfAnyDatabase(t *testing.T) {
	for sql, want := range map[string]string{
		"CREATE TABLE t (a int, a text);":                                                                         "column a is declared twice",
		"CREATE FOREIGN TABLE t (a int, b int, a text) SERVER elsewhere;":                                         "column a is declared twice",
		"CREATE TABLE t (a elsewhere, a text);":                                                                   "column a is declared twice",
		"CREATE TABLE elsewhere.t (a int, a text) INHERITS (elsewhere);":                                          "column a is declared twice",
		"CREATE FOREIGN TABLE t (a int) SERVER elsewhere;":                                                        "",
		"CREATE TABLE t (a int); CREATE TABLE t (b int);":                                                         "relation public.t is defined twice: first at m.sql:1:14",
		"CREATE TABLE t (a int); DROP TABLE t; CREATE TABLE t (b int);":                                           "",
		"CREATE TABLE t (a int); CREATE TABLE IF NOT EXISTS t (b int);":                                           "",
		"CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN a int;":                                                 "column a of public.t is defined twice",
		"CREATE TABLE t (a int); ALTER TABLE t ADD CHECK (b > 0);":                                                "column b of public.t does not exist",
		"CREATE TABLE t (a int); ALTER TABLE t ALTER b SET NOT NULL;":                                             "column b of public.t does not exist",
		"CREATE TABLE IF NOT EXISTS t (a int); ALTER TABLE t ALTER b SET NOT NULL;":                               "",
		"CREATE TABLE t (a int) INHERITS (elsewhere); ALTER TABLE t ADD CHECK (b>0);":                             "",
		"CREATE TABLE t (LIKE elsewhere); ALTER TABLE t ADD CHECK (b > 0);":                                       "",
		"ALTER TABLE elsewhere ADD a int; ALTER TABLE elsewhere ADD a text;":                                      "column a of elsewhere is added twice",
		"ALTER TABLE elsewhere ADD a int; ALTER TABLE elsewhere ADD COLUMN IF NOT EXISTS a text;":                 "",
		"ALTER TABLE elsewhere ADD a int; ALTER TABLE elsewhere RENAME a TO b; ALTER TABLE elsewhere ADD a text;": "",
		"ALTER TABLE elsewhere ADD a int; ALTER TABLE elsewhere DROP a; ALTER TABLE elsewhere ADD a text;":        "",
		"ALTER TABLE elsewhere ADD a int; ALTER TABLE other ADD a text;":                                          "",
		"ALTER TABLE elsewhere ADD CHECK (b > 0);":                                                                "",
		"CREATE VIEW v (a, a) AS SELECT 1, 2;":                                                                    "column a of public.v is there twice",
		"CREATE VIEW v AS SELECT x.a, y.a AS b FROM elsewhere x, elsewhere y;":                                    "",
		"UPDATE t SET a = 1, b = 2, a = 3;":                                                                       "column a is written twice",
		"UPDATE t SET (a, b) = (1, 2), b = 3;":                                                                    "column b is written twice",
		"UPDATE t SET a[1] = 1, a[2] = 2, b.x = 1, b.y = 2;":                                                      "",
		"UPDATE t SET a = '{}', a[2] = 2;":                                                                        "column a is written twice",
		"INSERT INTO t (a, b, a) VALUES (1, 2, 3);":                                                               "column a is written twice",
		"INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 1, b = 2;":                                    "column b is written twice",
		"MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = 1, b = 2;":                            "column b is written twice",
	} {
		got, err := postgres.Analyze(t.Context(), nil, []parse.Source{{Name: "m.sql", Text: sql}}, true)
		if err != nil {
			t.Fatal(err)
		}
		found := ""
		for _, e := range got.Broken {
			if e.Sure {
				found = e.Msg
			}
		}
		if found != want {
			t.Errorf("%s\n got %q\nwant %q", sql, found, want)
		}
	}
}
