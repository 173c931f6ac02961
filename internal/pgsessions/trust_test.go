package pgsessions

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// noting is a function of a schema that says it is immutable, and notes with the rights
// of a superuser, if it has them, that it ran: a file of the server is the mark.
func noting(schema, name string) string {
	return strings.NewReplacer("SCHEMA", schema, "NAME", name).Replace(`
CREATE FUNCTION SCHEMA.NAME_it(pg_catalog.text) RETURNS pg_catalog.text LANGUAGE plpgsql VOLATILE AS $$ BEGIN
  EXECUTE pg_catalog.format('COPY (SELECT 1) TO %L', pg_catalog.current_setting('data_directory') || '/ran_' || pg_catalog.current_database() || '_' || $1);
  RETURN $1;
EXCEPTION WHEN OTHERS THEN RETURN $1;
END $$;
CREATE FUNCTION SCHEMA.NAME(pg_catalog.text) RETURNS pg_catalog.text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN SCHEMA.NAME_it($1); END $$;
`)
}

// hers is a schema of a role that may do nothing but create objects: each of them would
// have a function of hers run when the server plans a query about it.
func hers(p *dbtest.PG) string {
	text := `
CREATE SCHEMA app;` + noting("app", "note") + `
CREATE FUNCTION app.truth(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT app.note($1) IS NOT NULL $$;
CREATE TABLE app.idx (id int, a text);
CREATE INDEX ON app.idx ((app.note('index') || a));
CREATE TABLE app.pred (id int, a text);
CREATE INDEX ON app.pred (a) WHERE a > app.note('predicate');
CREATE TABLE app.chk (id int, a text, CHECK (a > app.note('check')));
CREATE TABLE app.chk_child () INHERITS (app.chk);
CREATE TABLE app.pol (id int, a text);
ALTER TABLE app.pol ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.pol FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON app.pol USING (a > app.note('policy'));
CREATE DOMAIN app.dom AS text CHECK (VALUE <> app.note('domain'));
CREATE TABLE app.dom_t (id int, a app.dom);
CREATE TYPE app.pair AS (x int, y text);
CREATE FUNCTION app.pair_text(app.pair) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT app.note('cast') $$;
CREATE CAST (app.pair AS text) WITH FUNCTION app.pair_text(app.pair) AS IMPLICIT;
CREATE TABLE app.pair_t (id int, a app.pair);
CREATE TABLE app.parent (id int, a text) PARTITION BY RANGE (id);
CREATE TABLE app.part PARTITION OF app.parent FOR VALUES FROM (0) TO (10);
CREATE INDEX ON app.part ((app.note('partition') || a));
CREATE VIEW app.v AS SELECT id, a FROM app.idx WHERE a > app.note('view');
`
	if p.Major >= 14 {
		text += "CREATE TABLE app.st (id int, a text);\nCREATE STATISTICS app.st_x ON (app.note('statistics') || a), id FROM app.st;\n"
	}
	for _, table := range []string{"idx", "pred", "chk", "parent"} {
		text += fmt.Sprintf("INSERT INTO app.%s VALUES (1, '~a'), (1, '~a'), (2, NULL);\n", table)
	}
	return text
}

// wanted asks of every table something that depends on its rows, and names objects of
// hers in expressions whose spelling differs from the database's.
func wanted(schema string) string {
	text := strings.ReplaceAll(schema, "(id int, a", "(id int NOT NULL, a")
	text = strings.ReplaceAll(text, "WHERE a > app.note('view')", "WHERE (a > app.note(('view'::text)::text))")
	text = strings.ReplaceAll(text, "WHERE a > app.note('predicate')", "WHERE ((a > app.note(('predicate'::text)::text)))")
	text = strings.ReplaceAll(text, "USING (a > app.note('policy'))", "USING (a > app.note(('policy'::text)::text))")
	lines := strings.Split(text, "\n")
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "INSERT ") }), "\n") + `
ALTER TABLE app.idx ADD CONSTRAINT idx_key UNIQUE (id, a);
ALTER TABLE app.pred ADD CONSTRAINT pred_check CHECK (id > 1 AND app.truth('constraint'));
`
}

// marks are those that a database has left on its server, which it takes away.
func marks(t *testing.T, p *dbtest.PG, url string) string {
	t.Helper()
	return value(t, p.URL("postgres"), "SELECT coalesce(string_agg(f, ' ' ORDER BY f), '') FROM pg_ls_dir('.') f WHERE f LIKE 'ran\\_"+name(t, url)+"\\_%'")
}

// TestNoForeignCode has a superuser run every command that reads on a database whose
// objects belong to a role that wants more rights than it has.
func TestNoForeignCode(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		mallory := role(t, p, "mallory", "")
		url := p.Database(t, "GRANT CREATE ON DATABASE "+dbName+" TO "+mallory+"; GRANT CREATE ON SCHEMA public TO "+mallory)
		must(t, p.URLAs(mallory, name(t, url)), hers(p))
		must(t, p.URLAs(mallory, name(t, url)), noting("public", "trap")+inPublic)
		dir := folder(t, map[string]string{"want.sql": wanted(hers(p)), "migrations/0001_a.sql": "ALTER TABLE app.idx ALTER COLUMN id SET NOT NULL;\n"})
		for _, args := range [][]string{
			{"plan", "--schemas", "app", "--schema", "want.sql"}, {"plan", "--schemas", "app", "--schema", "want.sql", "--offline"},
			{"inspect", "--schemas", "*"}, {"lint", "--from", url, "migrations"}, {"status"}, {"plan", "--verify", "--schemas", "app", "--schema", "want.sql"},
		} {
			if args[0] != "lint" {
				args = append(args, "--db", url)
			} else {
				args = []string{"lint", "--db", url, "migrations"}
			}
			got := schemadiff(t, dir, args...)
			if list := marks(t, p, url); list != "" {
				t.Fatalf("%q ran code of %s: %s\n%s", args, mallory, list, got)
			}
			if args[0] == "plan" && (!strings.Contains(got.Out+got.Err, "belongs to "+mallory) || !strings.Contains(got.Out+got.Err, "--trust "+mallory)) {
				t.Errorf("%q does not say whose tables it has not asked about: %s", args, got)
			}
		}
		must(t, p.URLAs(mallory, name(t, url)), "CREATE VIEW public.goose_db_version AS SELECT 1 AS id, 1::bigint AS version_id, true AS is_applied, app.note('history')::pg_catalog.text AS tstamp")
		if got := schemadiff(t, dir, "adopt", "--from", "goose", "--db", url); got.Code != 3 || !strings.Contains(got.Err, "belongs to "+mallory) || marks(t, p, url) != "" {
			t.Errorf("adopt reads a view of %s: %s, marks: %s", mallory, got, marks(t, p, url))
		}
		schemadiff(t, dir, "plan", "--schemas", "app", "--schema", "want.sql", "--db", url, "--trust", mallory)
		for _, want := range []string{"index", "predicate", "constraint"} {
			if list := marks(t, p, url); !strings.Contains(list, "_"+want) {
				t.Errorf("with --trust the %s runs, or this test would see nothing; marks: %s", want, list)
			}
		}
	})
}

// dbName is the name of the current database, for psql.
const dbName = `:"DBNAME"`

// inPublic are functions, operators and casts in public that fit better than those of
// pg_catalog to what statements of ours say.
const inPublic = `
CREATE FUNCTION public.count(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT length(public.trap('count'))::bigint $$;
CREATE FUNCTION public.max(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT length(public.trap('max'))::bigint $$;
CREATE FUNCTION public.eq(text, name) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT public.trap('text=name') IS NOT NULL $$;
CREATE FUNCTION public.eq(name, text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT public.trap('name=text') IS NOT NULL $$;
CREATE FUNCTION public.eq(oid, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT public.trap('oid=int') IS NOT NULL $$;
CREATE FUNCTION public.eq(oid, regclass) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT public.trap('oid=regclass') IS NOT NULL $$;
CREATE FUNCTION public.eq(name, name) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT public.trap('name=name') IS NOT NULL $$;
CREATE FUNCTION public.eq("char", text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT public.trap('char=text') IS NOT NULL $$;
CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = name, FUNCTION = public.eq);
CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = text, FUNCTION = public.eq);
CREATE OPERATOR public.= (LEFTARG = oid, RIGHTARG = integer, FUNCTION = public.eq);
CREATE OPERATOR public.= (LEFTARG = oid, RIGHTARG = regclass, FUNCTION = public.eq);
CREATE OPERATOR public.= (LEFTARG = name, RIGHTARG = name, FUNCTION = public.eq);
CREATE OPERATOR public.= (LEFTARG = "char", RIGHTARG = text, FUNCTION = public.eq);
CREATE DOMAIN public.text AS pg_catalog.text CHECK (public.trap('type'::pg_catalog.text) IS NOT NULL);
CREATE DOMAIN public.int4 AS pg_catalog.int4 CHECK (public.trap('type'::pg_catalog.text) IS NOT NULL);
CREATE DOMAIN public.regclass AS pg_catalog.regclass CHECK (public.trap('type'::pg_catalog.text) IS NOT NULL);
`
