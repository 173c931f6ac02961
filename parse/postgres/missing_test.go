package postgres

import (
	"context"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// The tables that the statements of these tests name.
const missingBase = `CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, age int, tags text[]);
CREATE TYPE pair AS (a int, b int);
CREATE TYPE span AS RANGE (subtype = int4);
CREATE TABLE boxes (id bigint PRIMARY KEY, size pair);
CREATE FUNCTION twice(n int, times int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE RETURN n * times;
CREATE FUNCTION shout(u users) RETURNS text LANGUAGE sql IMMUTABLE RETURN upper(u.name);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
`

// missingIn loads a statement after the tables and gives its errors, each as the text
// from its place on to the end of the word, and its message.
func missingIn(t *testing.T, env *Env, sql string) []string {
	t.Helper()
	_, err := Fold(syntax.Read(context.Background(), []parse.Source{{Name: "a.sql", Text: missingBase + sql}}), env)
	if err == nil {
		return nil
	}
	errs, ok := err.(parse.Errors)
	if !ok {
		t.Fatalf("%s: %v", sql, err)
	}
	var out []string
	for _, e := range errs {
		rest := []rune(e.Line)[e.Pos.Col-1:]
		word := strings.FieldsFunc(string(rest), func(r rune) bool { return strings.ContainsRune(" ,();", r) })[0]
		out = append(out, word+": "+e.Msg)
	}
	return out
}

// In each kind of place a column, a function and a relation that are not there are
// reported where they stand.
func TestNamesThatMeanNothing(t *testing.T) {
	for _, c := range []struct{ sql, want string }{
		{"CREATE VIEW v AS SELECT nmae FROM users", "nmae: column nmae of public.users does not exist"},
		{"CREATE VIEW v AS SELECT u.nmae FROM users u", "u.nmae: column nmae of public.users does not exist"},
		{"CREATE VIEW v AS SELECT x.name FROM users u", "x.name: x names no table of this query: it is neither a table nor an alias in its FROM"},
		{"CREATE VIEW v AS SELECT uper(name) FROM users", "uper: function uper does not exist"},
		{"CREATE VIEW v AS SELECT lower(name, 'C') FROM users", "lower: no function lower takes 2 arguments"},
		{"CREATE VIEW v AS SELECT twice(1, 2, 3)", "twice: no function twice takes 3 arguments"},
		{"CREATE VIEW v AS SELECT 1 FROM user_s", "user_s: relation user_s does not exist"},
		{"CREATE VIEW v AS SELECT id FROM users WHERE id IN (SELECT usr FROM boxes)", "usr: column usr does not exist"},
		{"CREATE VIEW v AS WITH a AS (SELECT id FROM users) SELECT nme FROM a", "nme: column nme does not exist"},
		{"CREATE VIEW v AS SELECT name::txet FROM users", "txet: type txet does not exist"},
		{"CREATE VIEW v AS SELECT count(*) FROM users GROUP BY nmea", "nmea: column nmea of public.users does not exist"},
		{"CREATE VIEW v AS SELECT id FROM users ORDER BY zip", "zip: column zip of public.users does not exist"},
		{"CREATE VIEW v AS SELECT json_aggg(u) FROM users u", "json_aggg: function json_aggg does not exist"},
		{"CREATE VIEW v AS SELECT (u).agee FROM users u", "u: column agee of public.users does not exist"},
		{"CREATE VIEW v AS SELECT id FROM users JOIN boxes USING (idd)", "idd: column idd of public.users does not exist"},
		{"CREATE VIEW v AS SELECT id FROM users u JOIN boxes b ON b.user_id = u.id", "b.user_id: column user_id of public.boxes does not exist"},
		{"CREATE VIEW v AS SELECT 'usres'::regclass", "'usres'::regclass: relation usres does not exist"},
		{"CREATE MATERIALIZED VIEW v AS SELECT nmae FROM users", "nmae: column nmae of public.users does not exist"},
		{"CREATE TABLE t (a int CHECK (b > 0))", "b: column b of public.t does not exist"},
		{"CREATE TABLE t (a text, CHECK (lenght(a) > 0))", "lenght: function lenght does not exist"},
		{"CREATE TABLE t (a int GENERATED ALWAYS AS (b + 1) STORED)", "b: column b of public.t does not exist"},
		{"CREATE TABLE t (a int DEFAULT nwo())", "nwo: function nwo does not exist"},
		{"CREATE TABLE t (a int DEFAULT nextval('t_a_sqe'))", "'t_a_sqe': relation t_a_sqe does not exist"},
		{"CREATE TABLE t (a int) PARTITION BY RANGE (b)", "b: column b of public.t does not exist"},
		{"CREATE TABLE t (a int) PARTITION BY RANGE ((b + 1))", "b: column b of public.t does not exist"},
		{"CREATE TABLE t (a int) PARTITION BY RANGE (asb(a))", "asb: function asb does not exist"},
		{"CREATE TABLE t (a int, EXCLUDE (b WITH =))", "b: column b of public.t does not exist"},
		{"CREATE TABLE t (a int, EXCLUDE ((a + b) WITH =))", "b: column b of public.t does not exist"},
		{"CREATE TABLE t (a int, EXCLUDE (a WITH =) WHERE (b > 0))", "b: column b of public.t does not exist"},
		{"CREATE DOMAIN d AS int CHECK (vlaue > 0)", "vlaue: column vlaue does not exist"},
		{"CREATE DOMAIN d AS int CHECK (psoitive(VALUE))", "psoitive: function psoitive does not exist"},
		{"CREATE INDEX ON users (nmae)", "nmae: column nmae of public.users does not exist"},
		{"CREATE INDEX ON users (lower(nmae))", "nmae: column nmae of public.users does not exist"},
		{"CREATE INDEX ON users (lwoer(name))", "lwoer: function lwoer does not exist"},
		{"CREATE INDEX ON users (name) WHERE aeg > 3", "aeg: column aeg of public.users does not exist"},
		{"CREATE INDEX ON users (name txt_pattern_ops)", "txt_pattern_ops: operator class txt_pattern_ops does not exist"},
		{"CREATE INDEX ON user_s (name)", "user_s: relation user_s does not exist"},
		{"CREATE POLICY p ON users USING (nmae = current_user)", "nmae: column nmae of public.users does not exist"},
		{"CREATE POLICY p ON users WITH CHECK (name = curent_usr())", "curent_usr: function curent_usr does not exist"},
		{"CREATE POLICY p ON users USING (EXISTS (SELECT 1 FROM member WHERE id = users.id))", "member: relation member does not exist"},
		{"CREATE TRIGGER g BEFORE UPDATE ON users FOR EACH ROW WHEN (new.nmae <> old.name) EXECUTE FUNCTION touch()", "new.nmae: column nmae of public.users does not exist"},
		{"CREATE TRIGGER g BEFORE UPDATE ON users FOR EACH ROW WHEN (chnaged(new.name)) EXECUTE FUNCTION touch()", "chnaged: function chnaged does not exist"},
		{"CREATE TRIGGER g BEFORE UPDATE OF nmae ON users FOR EACH ROW EXECUTE FUNCTION touch()", "nmae: column nmae of public.users does not exist"},
		{"CREATE TRIGGER g BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION tuoch()", "tuoch: function tuoch does not exist"},
		{"CREATE RULE r AS ON UPDATE TO users WHERE new.nmae = '' DO NOTHING", "new.nmae: column nmae of public.users does not exist"},
		{"CREATE RULE r AS ON INSERT TO users DO ALSO INSERT INTO boxes (idd) VALUES (new.id)", "idd: column idd of public.boxes does not exist"},
		{"CREATE RULE r AS ON INSERT TO users DO ALSO INSERT INTO bxes (id) VALUES (new.id)", "bxes: relation bxes does not exist"},
		{"CREATE STATISTICS s ON name, nmae FROM users", "nmae: column nmae of public.users does not exist"},
		{"CREATE STATISTICS s ON name, (lower(nmae)) FROM users", "nmae: column nmae of public.users does not exist"},
		{"CREATE STATISTICS s ON name, (lwoer(name)) FROM users", "lwoer: function lwoer does not exist"},
		{"CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql RETURN a + b", "b: column b does not exist"},
		{"CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT idd FROM users; END", "idd: column idd of public.users does not exist"},
		{"CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT id FROM user_s; END", "user_s: relation user_s does not exist"},
		{"CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC UPDATE users SET nmae = ''; END", "nmae: column nmae of public.users does not exist"},
		{"CREATE FUNCTION f(a int DEFAULT nwo()) RETURNS int LANGUAGE sql RETURN a", "nwo: function nwo does not exist"},
		{"CREATE EXTENSION pgcrypto; CREATE VIEW v AS SELECT digset(name, 'md5') FROM users", "digset: function digset does not exist"},
	} {
		got := missingIn(t, &Env{}, c.sql+";\n")
		if len(got) != 1 || got[0] != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.sql, got, c.want)
		}
	}
}

// A relation of a schema that the files do not fill is the one that the database has. Where it has
// none it is reported once, with how to declare it; without a database it is noted.
func TestRelationsThatOthersKeep(t *testing.T) {
	const sql = "CREATE TABLE p (id bigint REFERENCES auth.users); CREATE TABLE q (id bigint REFERENCES auth.users); CREATE POLICY s ON storage.objects USING (true);\n"
	const declared = "CREATE SCHEMA auth; CREATE TABLE auth.users (id bigint PRIMARY KEY); CREATE SCHEMA storage; CREATE TABLE storage.objects (id int);\n"
	read := func(text string, env *Env) (*schema.Schema, error) {
		return Fold(syntax.Read(context.Background(), []parse.Source{{Name: "a.sql", Text: text}}), env)
	}
	_, err := read(sql, &Env{Live: func() *schema.Schema { return &schema.Schema{} }})
	errs, _ := err.(parse.Errors)
	if len(errs) != 2 || errs[0].Msg != "relation auth.users does not exist" || errs[1].Msg != "relation storage.objects does not exist" || !strings.Contains(errs[0].Hint, "--schemas") {
		t.Errorf("got %v", err)
	}
	live, err := read(declared+sql, &Env{})
	if err != nil {
		t.Errorf("declared: %v", err)
	}
	s, err := read(sql, &Env{Live: func() *schema.Schema { return live }})
	if err != nil || len(s.Borrowed) != 2 || len(s.Notes) != 0 {
		t.Errorf("with the database: %v, borrowed %v, notes %v", err, s.Borrowed, s.Notes)
	}
	s, err = read(sql, &Env{})
	if err != nil || len(s.Borrowed) != 2 || len(s.Notes) != 2 {
		t.Errorf("without a database: %v, borrowed %v, notes %v", err, s.Borrowed, s.Notes)
	}
}

// Names of other kinds, at their places.
func TestOtherNamesThatMeanNothing(t *testing.T) {
	for _, c := range []struct{ sql, want string }{
		{"CREATE INDEX ON users (name COLLATE nope)", "nope: collation nope does not exist"},
		{"CREATE TABLE t (a text COLLATE nope)", "nope: collation nope does not exist"},
		{"CREATE DOMAIN d AS text COLLATE nope", "nope: collation nope does not exist"},
		{"CREATE VIEW v AS SELECT name FROM users ORDER BY name COLLATE nope", "nope: collation nope does not exist"},
		{"CREATE INDEX ON users USING btre (name)", "btre: access method btre does not exist"},
		{"CREATE TABLE t (a int) USING nope", "nope: access method nope does not exist"},
		{"CREATE INDEX ON users USING gin (to_tsvector('englsh', name))", "'englsh': text search configuration englsh does not exist"},
		{"CREATE MATERIALIZED VIEW m AS SELECT name FROM users; CREATE INDEX ON m (nmae)", "nmae: column nmae of public.m does not exist"},
		{"CREATE PUBLICATION p FOR TABLE users (nmae)", "nmae: column nmae of public.users does not exist"},
		{"CREATE SEQUENCE s OWNED BY users.nmae", "nmae: column nmae of public.users does not exist"},
		{"CREATE FUNCTION g() RETURNS int LANGUAGE sql RETURN 1; CREATE TRIGGER x BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION g()", "g: function public.g() must return trigger, and returns integer"},
		{"CREATE TRIGGER x BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION twice()", "twice: function twice() does not exist: that of a trigger has no arguments"},
	} {
		if got := missingIn(t, &Env{}, c.sql+";\n"); len(got) != 1 || got[0] != c.want {
			t.Errorf("%s:\ngot  %q\nwant %q", c.sql, got, c.want)
		}
	}
	for _, sql := range []string{
		`CREATE TABLE t (a text COLLATE "C", b text COLLATE pg_catalog."de_DE", c text COLLATE "en-x-icu", d text COLLATE "C.UTF-8", e text COLLATE "default")`,
		`CREATE COLLATION own (locale = 'C'); CREATE TABLE t (a text COLLATE own); CREATE VIEW v AS SELECT a COLLATE own AS a FROM t`,
		`CREATE TABLE t (a text COLLATE later); CREATE COLLATION later (locale = 'C')`,
		"CREATE ACCESS METHOD own TYPE TABLE HANDLER heap_tableam_handler; CREATE TABLE t (a int) USING own",
		"CREATE EXTENSION vector; CREATE INDEX ON users USING hnsw (name)", "CREATE EXTENSION bloom; CREATE INDEX ON users USING bloom (name)",
		"CREATE TEXT SEARCH CONFIGURATION own (COPY = simple); CREATE INDEX ON users USING gin (to_tsvector('own', name)); CREATE INDEX ON users USING gin (to_tsvector('english', name))",
		"CREATE MATERIALIZED VIEW m AS SELECT name, tableoid FROM users; CREATE INDEX ON m (name)", "CREATE PUBLICATION p FOR TABLE users (name, id)",
		"CREATE SEQUENCE s OWNED BY users.id; CREATE TRIGGER x BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch()",
	} {
		if got := missingIn(t, &Env{}, sql+";\n"); got != nil {
			t.Errorf("%s:\n%q", sql, got)
		}
	}
}

func TestNamesThatMayMeanSomething(t *testing.T) {
	for _, sql := range []string{
		"CREATE VIEW v AS SELECT lower(name) FROM users GROUP BY lower",
		"CREATE VIEW v AS SELECT name AS n FROM users GROUP BY n ORDER BY n",
		"CREATE VIEW v AS SELECT u.shout, shout(u) AS louder, u.ctid FROM users u",
		"CREATE VIEW v AS SELECT name(u) AS n, text(age) AS t FROM users u",
		"CREATE VIEW v AS SELECT (size).a, (b.size).b FROM boxes b",
		"CREATE VIEW v AS SELECT q.a FROM (SELECT (size).* FROM boxes) q",
		"CREATE VIEW v AS SELECT t FROM users, unnest(tags) t",
		"CREATE VIEW v AS SELECT p.a FROM unnest(ARRAY[(SELECT size FROM boxes)]) p",
		"CREATE VIEW v AS SELECT r.x FROM json_to_record('{}') AS r(x int)",
		"CREATE VIEW v AS SELECT key, e.value FROM jsonb_each('{}') e",
		"CREATE VIEW v AS SELECT relname, oid FROM pg_class",
		"CREATE VIEW v AS SELECT j.id FROM users JOIN boxes USING (id) AS j",
		"CREATE VIEW v AS SELECT id, size FROM users NATURAL JOIN boxes",
		"CREATE VIEW v AS SELECT name FROM users UNION SELECT 'x' ORDER BY name",
		"CREATE VIEW v AS WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t) SEARCH DEPTH FIRST BY n SET o SELECT n, o FROM t",
		"CREATE VIEW v AS SELECT a.n FROM users u, LATERAL (SELECT u.name AS n) a",
		"CREATE VIEW v AS SELECT span(1, 2), twice(1), twice(1, 2) AS more",
		"CREATE FUNCTION f(u users) RETURNS text LANGUAGE sql RETURN u.name",
		"CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql RETURN f.a",
		"CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC INSERT INTO users (id, name) VALUES (1, '') ON CONFLICT (id) DO UPDATE SET name = excluded.name; END",
		"CREATE VIEW v AS SELECT late() AS l; CREATE FUNCTION late() RETURNS int LANGUAGE sql RETURN 1",
		"CREATE TABLE t (a int); CREATE INDEX ON t ((a + 1)); ALTER TABLE t RENAME a TO b",
		"CREATE TABLE t (a int, b int CHECK (a > 0)); ALTER TABLE t DROP COLUMN a",
		"DO $$ BEGIN CREATE FUNCTION made() RETURNS int LANGUAGE sql AS 'SELECT 1'; END $$; CREATE VIEW v AS SELECT made() AS m",
		"CREATE POLICY p ON users USING (auth.uid() = id)",
		"CREATE TABLE t (id uuid DEFAULT uuid_generate_v4())",
		"CREATE EXTENSION postgis; CREATE INDEX ON users (st_geohash(name)); CREATE INDEX ON boxes (size some_ops)",
		"CREATE EXTENSION pg_trgm; CREATE INDEX ON users USING gin (name gin_trgm_ops); CREATE VIEW v AS SELECT similarity(name, 'x') AS s FROM users",
		"CREATE SEQUENCE s; CREATE TABLE t (a int DEFAULT nextval('s'), b int DEFAULT nextval('public.s'::regclass))",
	} {
		if got := missingIn(t, &Env{}, sql+";\n"); got != nil {
			t.Errorf("%s:\n%q", sql, got)
		}
	}
}

// A live database knows more: what its extensions brought, and all its functions.
func TestNamesOfADatabase(t *testing.T) {
	env := &Env{Version: 15, Names: []EnvName{{Kind: schema.KindFunction, Schema: "public", Name: "uuid_generate_v4", Extension: "uuid-ossp"}},
		Routines: []EnvName{{Kind: schema.KindFunction, Schema: "auth", Name: "uid"}}}
	for sql, want := range map[string]string{
		"CREATE TABLE t (id uuid DEFAULT uuid_generate_v4())":     "",
		"CREATE TABLE t (id uuid DEFAULT uuid_generate_v1())":     "uuid_generate_v1: function uuid_generate_v1 does not exist",
		"CREATE POLICY p ON users USING (auth.uid() = id)":        "",
		"CREATE POLICY p ON users USING (auth.uuid() = id::uuid)": "auth.uuid: function auth.uuid does not exist",
	} {
		if got := strings.Join(missingIn(t, env, sql+";\n"), "\n"); got != want {
			t.Errorf("%s:\n got %q\nwant %q", sql, got, want)
		}
	}
}
