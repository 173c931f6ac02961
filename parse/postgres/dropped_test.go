package postgres

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// A DROP without CASCADE of what something still refers to is an error where it stands,
// as it is to the server.
func TestDropsOfWhatIsReferredTo(t *testing.T) {
	for sql, want := range map[string]string{
		"CREATE TABLE b (u bigint REFERENCES users); DROP TABLE users":                                             "users: table public.users is dropped here, and foreign key public.b.b_u_fkey still refers to it",
		"CREATE TABLE b (u bigint REFERENCES users); DROP TABLE users CASCADE":                                     "",
		"CREATE TABLE b (u bigint REFERENCES users); DROP TABLE b; DROP TABLE users":                               "",
		"CREATE VIEW v AS SELECT name FROM users; DROP TABLE users":                                                "users: relation users does not exist",
		"CREATE VIEW v AS SELECT name FROM users; DROP VIEW v; DROP TABLE users":                                   "",
		"CREATE VIEW v AS SELECT name FROM users; CREATE OR REPLACE VIEW v AS SELECT '' AS name; DROP TABLE users": "",
		"CREATE VIEW v AS SELECT name FROM users; ALTER TABLE users DROP COLUMN name":                              "name: column public.users.name is dropped here, and view public.v still refers to it",
		"CREATE VIEW v AS SELECT name FROM users; ALTER TABLE users DROP COLUMN age":                               "",
		"CREATE TABLE b (a int, CHECK (a > 0)); ALTER TABLE b DROP COLUMN a":                                       "",
		"CREATE TYPE mood AS ENUM ('a'); CREATE TABLE b (m mood[]); DROP TYPE mood":                                "mood: enum public.mood is dropped here, and column public.b.m still refers to it",
		"CREATE TRIGGER g BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch(); DROP FUNCTION touch":       "touch: function public.touch() is dropped here, and trigger public.users.g still refers to it",
		"DROP TABLE IF EXISTS other; CREATE TABLE other (a int); CREATE VIEW v AS SELECT a FROM other":             "",
		"CREATE VIEW v AS SELECT name FROM users; DROP VIEW v; DROP TABLE users; CREATE TABLE users (id bigint)":   "",
	} {
		// shout() takes a row of users: DROP TABLE would be refused for its sake too
		base := strings.Replace(sql, "DROP TABLE users", "DROP FUNCTION shout; DROP TABLE users", 1)
		got := strings.Join(missingIn(t, &Env{}, base+";\n"), "\n")
		got, _, _ = strings.Cut(got, " (a.sql:")
		if got != want {
			t.Errorf("%s:\n got %q\nwant %q", sql, got, want)
		}
	}
}

// A function or sequence that something uses since an earlier migration stays, whatever uses it.
func TestDropsOfWhatIsCalled(t *testing.T) {
	const made = "CREATE FUNCTION doubled(n int) RETURNS int LANGUAGE sql IMMUTABLE RETURN n * 2; CREATE SEQUENCE s; CREATE TABLE b (a int, c int);"
	analyzed := func(from *schema.Schema, sql string) *parse.Analysis {
		a, err := Analyze(t.Context(), from, []parse.Source{{Name: "a.sql", Text: sql}}, true)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, c := range []struct{ before, migration, want string }{
		{"CREATE INDEX i ON b (doubled(a))", "DROP FUNCTION doubled", "index public.i"},
		{"CREATE INDEX i ON b (a) WHERE doubled(a) > 1", "DROP FUNCTION doubled(int)", "index public.i"},
		{"CREATE INDEX i ON b (doubled(a))", "DROP INDEX i; DROP FUNCTION doubled", ""},
		{"CREATE INDEX i ON b (doubled(a))", "DROP FUNCTION doubled CASCADE", ""},
		{"ALTER TABLE b ALTER a SET DEFAULT doubled(1)", "DROP FUNCTION doubled", "column public.b.a"},
		{"ALTER TABLE b ALTER a SET DEFAULT doubled(1)", "ALTER TABLE b ALTER a DROP DEFAULT; DROP FUNCTION doubled", ""},
		{"ALTER TABLE b ALTER a SET DEFAULT doubled(1)", "ALTER TABLE b ALTER a SET DEFAULT 3; DROP FUNCTION doubled", ""},
		{"ALTER TABLE b ALTER a SET DEFAULT doubled(1)", "ALTER TABLE b DROP a; DROP FUNCTION doubled", ""},
		{"ALTER TABLE b ADD g int GENERATED ALWAYS AS (doubled(a)) STORED", "DROP FUNCTION doubled", "column public.b.g"},
		{"ALTER TABLE b ADD g int GENERATED ALWAYS AS (doubled(a)) STORED", "ALTER TABLE b ALTER g DROP EXPRESSION; DROP FUNCTION doubled", ""},
		{"ALTER TABLE b ADD CONSTRAINT k CHECK (doubled(a) > 0)", "DROP FUNCTION doubled", "check constraint public.b.k"},
		{"ALTER TABLE b ADD CONSTRAINT k CHECK (doubled(a) > 0)", "ALTER TABLE b DROP CONSTRAINT k; DROP FUNCTION doubled", ""},
		{"CREATE DOMAIN d AS int CHECK (doubled(VALUE) > 0)", "DROP FUNCTION doubled", "domain constraint public.d.d_check"},
		{"CREATE POLICY p ON b USING (doubled(a) = 2)", "DROP FUNCTION doubled", "policy public.b.p"},
		{"ALTER TABLE b ALTER a SET DEFAULT nextval('s')", "DROP SEQUENCE s", "column public.b.a"},
		{"ALTER TABLE b ALTER a SET DEFAULT nextval('s')", "DROP TABLE b; DROP SEQUENCE s", ""},
		{"CREATE FUNCTION calls() RETURNS int LANGUAGE sql AS 'SELECT doubled(1)'", "DROP FUNCTION doubled", ""},
		{"CREATE VIEW v AS SELECT a FROM b", "DROP TABLE b; DROP VIEW v", "view public.v"},
		{"CREATE VIEW v AS SELECT a FROM b", "DROP VIEW v; DROP TABLE b", ""},
		{"CREATE TABLE e () INHERITS (b)", "DROP TABLE b; DROP TABLE e", "table public.e"},
		{"CREATE TABLE e () INHERITS (b)", "DROP TABLE b, e", ""},
		{"CREATE UNIQUE INDEX i ON b (a); CREATE TABLE e (a int REFERENCES b (a))", "DROP INDEX i; DROP TABLE e", "foreign key public.e.e_a_fkey"},
		{"CREATE UNIQUE INDEX i ON b (a); CREATE TABLE e (a int REFERENCES b (a))", "ALTER TABLE b DROP a; DROP TABLE e", "foreign key public.e.e_a_fkey"},
		{"CREATE FUNCTION f(x b) RETURNS int LANGUAGE sql AS 'SELECT 1'", "DROP TABLE b; DROP FUNCTION f", "function public.f(public.b)"},
		{"CREATE SCHEMA n; CREATE TABLE n.t (a int)", "DROP SCHEMA n; DROP TABLE n.t", "table n.t"},
		{"CREATE EXTENSION citext; CREATE TABLE e (a citext)", "DROP EXTENSION citext; DROP TABLE e", "column public.e.a"},
		{"CREATE VIEW v AS SELECT a FROM b", "ALTER TABLE b ALTER a TYPE bigint; DROP VIEW v", "the type of public.b.a cannot change while view public.v uses it (a.sql:1:142)"},
		{"CREATE VIEW v AS SELECT a FROM b", "ALTER TABLE b ALTER c TYPE bigint", ""},
		{"ALTER TABLE b ADD g int GENERATED ALWAYS AS (a + 1) STORED", "ALTER TABLE b ALTER a TYPE bigint", "the type of public.b.a cannot change while column public.b.g uses it (a.sql:1:148)"},
		{"ALTER TABLE b ADD CONSTRAINT k UNIQUE (a)", "DROP INDEX IF EXISTS k", "index k is that of a constraint of public.b, and cannot be dropped without it"},
	} {
		state := analyzed(nil, made+c.before)
		got := ""
		for _, e := range analyzed(state.To, c.migration).Broken {
			got += e.Msg
		}
		if _, after, ok := strings.Cut(got, "is dropped here, and "); ok {
			got, _, _ = strings.Cut(after, " still refers to it")
		}
		if got != c.want || len(state.Broken) > 0 {
			t.Errorf("%s; %s: got %q, want %q (%v)", c.before, c.migration, got, c.want, state.Broken)
		}
	}
}
