package postgres_test

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres"
)

// DROP is refused while something needs the object, also where one migration makes it, uses it and drops it, or makes another
// one of its name afterwards. Each statement was run on PostgreSQL 15.
func TestDroppedWhileUsedInOneFile(t *testing.T) {
	const base = `CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE t (id bigint PRIMARY KEY, a text NOT NULL, m mood DEFAULT 'glad');
`
	const fn = "CREATE FUNCTION f(x text) RETURNS text LANGUAGE sql IMMUTABLE AS 'select lower(x)'; "
	for sql, dropped := range map[string]string{
		fn + "CREATE INDEX i ON t (f(a)); DROP FUNCTION f(text);":                                                                                    "function public.f(text)",
		fn + "CREATE INDEX i ON t (f(a)); DROP INDEX i; DROP FUNCTION f(text);":                                                                      "",
		fn + "CREATE INDEX i ON t (f(a)); DROP FUNCTION f(text) CASCADE;":                                                                            "",
		fn + "ALTER TABLE t ADD CHECK (f(a) <> ''); DROP FUNCTION f;":                                                                                "function public.f(text)",
		fn + "ALTER TABLE t ADD c text GENERATED ALWAYS AS (f(a)) STORED; DROP FUNCTION f;":                                                          "function public.f(text)",
		fn + "ALTER TABLE t ALTER a SET DEFAULT f('x'); DROP FUNCTION f;":                                                                            "function public.f(text)",
		fn + "ALTER TABLE t ALTER a SET DEFAULT f('x'); ALTER TABLE t ALTER a DROP DEFAULT; DROP FUNCTION f;":                                        "",
		fn + "CREATE VIEW v AS SELECT f(a) AS a FROM t; DROP FUNCTION f;":                                                                            "function public.f(text)",
		fn + "CREATE FUNCTION g(x text) RETURNS text LANGUAGE sql AS 'select f(x)'; DROP FUNCTION f;":                                                "",
		fn + "UPDATE t SET a = f(a); DROP FUNCTION f;":                                                                                               "",
		fn + "CREATE INDEX i ON t (f(a)); DROP FUNCTION f; " + fn:                                                                                    "function public.f(text)",
		fn + "DROP FUNCTION f; " + fn + "CREATE INDEX i ON t (f(a));":                                                                                "",
		"CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; DROP VIEW v; CREATE VIEW v AS SELECT a, id FROM t;":                     "view public.v",
		"CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; DROP VIEW w; DROP VIEW v; CREATE VIEW v AS SELECT a, id FROM t;":        "",
		"CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; DROP VIEW w, v; CREATE VIEW v AS SELECT a, id FROM t;":                  "",
		"CREATE VIEW v AS SELECT a FROM t; ALTER TABLE t DROP COLUMN a; ALTER TABLE t ADD COLUMN a int;":                                             "column public.t.a",
		"CREATE VIEW v AS SELECT id FROM t; ALTER TABLE t DROP COLUMN a; ALTER TABLE t ADD COLUMN a int;":                                            "",
		"ALTER TABLE t ALTER m TYPE text; DROP TYPE mood; CREATE TYPE mood AS ENUM ('glad'); ALTER TABLE t ALTER m TYPE mood USING m::mood;":         "enum public.mood",
		"ALTER TABLE t ALTER m DROP DEFAULT; ALTER TABLE t ALTER m TYPE text; DROP TYPE mood; CREATE TYPE mood AS ENUM ('glad');":                    "",
		"ALTER TABLE t ALTER m TYPE text; ALTER TABLE t ALTER m SET DEFAULT 'glad'; DROP TYPE mood; CREATE TYPE mood AS ENUM ('glad');":              "",
		"ALTER TABLE t ALTER m TYPE text; DROP TYPE mood CASCADE; CREATE TYPE mood AS ENUM ('glad'); ALTER TABLE t ALTER m TYPE mood USING m::mood;": "",
		"CREATE SEQUENCE s; ALTER TABLE t ALTER id SET DEFAULT nextval('s'); DROP SEQUENCE s;":                                                       "sequence public.s",
	} {
		got, err := postgres.Analyze(t.Context(), nil, []parse.Source{{Name: "1.sql", Text: base}, {Name: "2.sql", Text: sql}}, true)
		if err != nil {
			t.Fatal(err)
		}
		var found, want []string
		for _, e := range got.Broken {
			found = append(found, e.Msg)
		}
		if dropped != "" {
			want = append(want, dropped+" is dropped here")
		}
		if len(found) != len(want) || len(want) > 0 && !strings.HasPrefix(found[0], want[0]) {
			t.Errorf("%s\n got %q\nwant %q", sql, found, want)
		}
	}
}
