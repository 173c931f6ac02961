package postgres

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// installed is the environment of a database that has extensions which its files do not create.
func installed(t *testing.T, extensions ...string) *Env {
	t.Helper()
	var text strings.Builder
	for _, x := range extensions {
		text.WriteString("CREATE EXTENSION " + pgmodel.Quote(x) + ";")
	}
	live := foldIn(t, &Env{Version: 15}, text.String())
	env := &Env{Version: 15, Extensions: map[string]EnvExtension{}, Live: func() *schema.Schema { return live }}
	l := newLoader(env, nil)
	for _, x := range extensions {
		env.Extensions[x] = EnvExtension{Installed: "1.0", Schema: "public"}
		env.Names = append(env.Names, l.membersIn(x, "public")...)
	}
	return env
}

// An extension that the files use and do not create stays; one that they do not use is none of theirs.
func TestExtensionsInUseStay(t *testing.T) {
	for text, want := range map[string]string{
		`CREATE TABLE t (c citext)`:                                                               "citext",
		`CREATE DOMAIN d AS citext[]`:                                                             "citext",
		`CREATE TABLE t (n text CHECK (n % 'a'))`:                                                 "pg_trgm",
		`CREATE TABLE t (n text); CREATE INDEX i ON t USING gin (n gin_trgm_ops)`:                 "pg_trgm",
		`CREATE TABLE t (n text); CREATE VIEW v AS SELECT n FROM t ORDER BY n <-> 'x'`:            "pg_trgm",
		`CREATE TABLE t (d integer, EXCLUDE USING gist (d WITH =))`:                               "btree_gist",
		`CREATE TABLE t (id uuid DEFAULT uuid_generate_v4())`:                                     "uuid-ossp",
		`CREATE TEXT SEARCH DICTIONARY d (TEMPLATE = unaccent)`:                                   "unaccent",
		`CREATE SERVER s FOREIGN DATA WRAPPER file_fdw`:                                           "file_fdw",
		`CREATE VIEW v AS SELECT query FROM pg_stat_statements`:                                   "pg_stat_statements",
		`CREATE TABLE t (n text CHECK (replace(n, 'a', 'b') = 'c'), d integer CHECK (d % 2 = 0))`: "",
	} {
		s := foldIn(t, installed(t, "citext", "pg_trgm", "btree_gist", "uuid-ossp", "unaccent", "file_fdw", "pg_stat_statements"), text)
		var got []string
		for _, k := range s.Borrowed {
			got = append(got, k.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: keeps %q, want %q", text, got, want)
		}
	}
}

// What an extension of the files will bring is known without a server and with one, in its schema.
func TestMembersOfExtensionsOfTheFiles(t *testing.T) {
	for _, version := range []int{0, 13, 18, 99} {
		s := foldIn(t, &Env{Version: version}, `SET search_path TO public, ext;
			CREATE TABLE t (h hstore CHECK (h ? 'k' AND h -> 'a' = 'b'), p ltree CHECK (p ~ 'a.*'), n integer CHECK (n % 2 = 0), box cube, e earth);
			CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext; CREATE EXTENSION ltree SCHEMA ext; CREATE EXTENSION pg_trgm SCHEMA ext;
			CREATE EXTENSION cube SCHEMA ext; CREATE EXTENSION earthdistance SCHEMA ext;`)
		table := s.Get(public(schema.KindTable, "t")).(*pgmodel.Table)
		want := []string{
			"h OPERATOR(ext.?) 'k'::text AND h OPERATOR(ext.->) 'a'::text = 'b'::text",
			"n % 2 = 0",
			"p OPERATOR(ext.~) 'a.*'::ext.lquery",
		}
		var got []string
		for _, c := range table.Constraints {
			got = append(got, c.Expr.Strict)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("version %d: got %q, want %q", version, got, want)
		}
	}
}

// An extension that goes to another schema takes its members along.
func TestMembersFollowTheirExtension(t *testing.T) {
	env := installed(t, "citext")
	s := foldIn(t, env, `CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; CREATE TABLE t (c ext.citext CHECK (c OPERATOR(ext.=) 'a'))`)
	table := s.Get(public(schema.KindTable, "t")).(*pgmodel.Table)
	if got, want := table.Constraints[0].Expr.Strict, "c OPERATOR(ext.=) 'a'::ext.citext"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestMovedExtension folds ALTER EXTENSION … SET SCHEMA: whatever names a member follows.
func TestMovedExtension(t *testing.T) {
	const before = `CREATE SCHEMA ext; CREATE EXTENSION hstore; CREATE EXTENSION pg_trgm;
		CREATE TABLE t (h hstore, n text, k hstore GENERATED ALWAYS AS (h || 'a=>1'::hstore) STORED);
		CREATE FUNCTION pick(h hstore) RETURNS text LANGUAGE sql AS 'SELECT 1';
		CREATE FUNCTION pick(h text) RETURNS text LANGUAGE sql AS 'SELECT 1';
		CREATE VIEW v1 AS SELECT pick(h) AS a, pick(n) AS b FROM t;
		CREATE VIEW v2 AS SELECT similarity(n, 'x') AS s FROM t;
		CREATE VIEW v3 AS SELECT n <-> 'y' AS d, n LIKE 'z' AS l FROM t;
		CREATE VIEW v4 AS SELECT (each(h)).key AS e FROM t;
		CREATE VIEW v5 AS SELECT h -> 'b' AS b, hstore('a', n) AS c FROM t;
		CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
		CREATE TRIGGER tt BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.h IS DISTINCT FROM OLD.h AND NEW.h @> 'x=>1') EXECUTE FUNCTION tf();`
	const moved = `ALTER EXTENSION hstore SET SCHEMA ext; ALTER EXTENSION pg_trgm SET SCHEMA ext;`
	const after = `CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext; CREATE EXTENSION pg_trgm SCHEMA ext;
		CREATE TABLE t (h ext.hstore, n text, k ext.hstore GENERATED ALWAYS AS (h OPERATOR(ext.||) 'a=>1'::ext.hstore) STORED);
		CREATE FUNCTION pick(h ext.hstore) RETURNS text LANGUAGE sql AS 'SELECT 1';
		CREATE FUNCTION pick(h text) RETURNS text LANGUAGE sql AS 'SELECT 1';
		CREATE VIEW v1 AS SELECT pick(h) AS a, pick(n) AS b FROM t;
		CREATE VIEW v2 AS SELECT ext.similarity(n, 'x') AS s FROM t;
		CREATE VIEW v3 AS SELECT n OPERATOR(ext.<->) 'y' AS d, n LIKE 'z' AS l FROM t;
		CREATE VIEW v4 AS SELECT (ext.each(h)).key AS e FROM t;
		CREATE VIEW v5 AS SELECT h OPERATOR(ext.->) 'b' AS b, ext.hstore('a', n) AS c FROM t;
		CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
		CREATE TRIGGER tt BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.h IS DISTINCT FROM OLD.h AND NEW.h OPERATOR(ext.@>) 'x=>1') EXECUTE FUNCTION tf();`
	env := &Env{Version: 15}
	want := schemaLines(foldIn(t, env, after))
	if diff := cmp.Diff(want, schemaLines(foldIn(t, env, before+moved))); diff != "" {
		t.Errorf("in one text (-want +got):\n%s", diff)
	}
	onto := foldIn(t, env, before)
	onto.Version = "15"
	s, err := Execute(context.Background(), onto, []string{moved})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, schemaLines(s)); diff != "" {
		t.Errorf("onto a schema (-want +got):\n%s", diff)
	}
}
