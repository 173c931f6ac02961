package pgsessions

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// fitsBetter are operators and functions in public whose arguments fit better than those
// of pg_catalog to what everybody writes.
const fitsBetter = `
CREATE FUNCTION public.same(character varying, pg_catalog.text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT public.trap('operator') IS NOT NULL $$;
CREATE OPERATOR public.= (LEFTARG = character varying, RIGHTARG = pg_catalog.text, FUNCTION = public.same);
CREATE OPERATOR public.<= (LEFTARG = character varying, RIGHTARG = pg_catalog.text, FUNCTION = public.same);
CREATE FUNCTION public.lower(character varying) RETURNS pg_catalog.text LANGUAGE sql IMMUTABLE AS $$ SELECT public.trap('function') $$;
`

// bound are objects that each use one of those names.
const bound = `
CREATE TABLE app.t (id int, v varchar(20), g text GENERATED ALWAYS AS (lower(v)) STORED,
  CONSTRAINT same CHECK (v = 'b'), CONSTRAINT listed CHECK (v IN ('b', 'c')), CONSTRAINT ranged CHECK (v BETWEEN 'a' AND 'c'), CONSTRAINT cased CHECK (CASE v WHEN 'b' THEN true END));
CREATE INDEX t_lower ON app.t (lower(v)) WHERE v = 'b';
CREATE VIEW app.w AS SELECT id FROM app.t WHERE v = 'b'::text AND lower(v) = 'b';
ALTER TABLE app.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON app.t USING (v = 'b'::text);
`

// TestPlansBindThePgCatalog: the steps of a plan mean what pg_catalog has, whatever others
// have put into public; files by hand are refused where they could mean it.
func TestPlansBindThePgCatalog(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		mallory := role(t, p, "mallory", "")
		url := p.Database(t, "GRANT CREATE ON SCHEMA public TO "+mallory+"; CREATE SCHEMA app; CREATE TABLE app.t (id int, v varchar(20)); INSERT INTO app.t VALUES (1, 'b')")
		must(t, p.URLAs(mallory, name(t, url)), noting("public", "trap")+fitsBetter)
		dir := folder(t, map[string]string{"want.sql": "CREATE SCHEMA app;" + bound})
		files := folder(t, map[string]string{"schemadiff.toml": "schemas = ['side']\ndialect = 'postgres'\nmigrations = 'migrations'\n",
			"migrations/0001_a.sql": "CREATE SCHEMA side;\nCREATE TABLE side.m (v varchar(20), CHECK (v = 'b'::text));\nINSERT INTO side.m VALUES ('b');\n"})
		for _, args := range [][]string{{"apply", "--yes", "--allow", "access-widened:app.w", "--schemas", "app", "--schema", "want.sql"}, {"apply", "--yes", "--allow", "access-widened:app.w", "--no-online", "--schemas", "app", "--schema", "want.sql"}} {
			got := schemadiff(t, dir, append(args, "--db", url)...)
			if list := marks(t, p, url); got.Code != 0 || list != "" {
				t.Fatalf("%q ran %q: %s", args, list, got)
			}
			for _, what := range []string{
				"SELECT string_agg(pg_get_constraintdef(oid), ' ') FROM pg_constraint WHERE conrelid = 'app.t'::regclass", "SELECT pg_get_viewdef('app.w'::regclass)",
				"SELECT pg_get_indexdef('app.t_lower'::regclass)", "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'app.t'::regclass",
				"SELECT pg_get_expr(polqual, polrelid) FROM pg_policy",
			} {
				if def := value(t, url+"&options=-c%20search_path%3Dpg_catalog", what); strings.Contains(def, "public") || def == "" {
					t.Errorf("%q bound code of %s: %s", args, mallory, def)
				}
			}
			must(t, url, "DROP TABLE app.t CASCADE; CREATE TABLE app.t (id int, v varchar(20)); INSERT INTO app.t VALUES (1, 'b')")
		}
		got := schemadiff(t, files, "migrate", "--db", url)
		if got.Code != 3 || !strings.Contains(got.Err, "belongs to "+mallory) || !strings.Contains(got.Err, "OPERATOR(pg_catalog.") || marks(t, p, url) != "" {
			t.Errorf("a file that could mean %s's operator: %s, ran %q", mallory, got, marks(t, p, url))
		}
		must(t, url, "CREATE FUNCTION public.own(text, varchar) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'; CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = varchar, FUNCTION = public.own)")
		if got := schemadiff(t, dir, "apply", "--yes", "--allow", "access-widened:app.w", "--schemas", "app", "--schema", "want.sql", "--db", url); got.Code != 3 || marks(t, p, url) != "" || !strings.Contains(got.Err, "--trust "+mallory) {
			t.Errorf("one operator of a superuser and one of %s could be meant: %s, ran %q", mallory, got, marks(t, p, url))
		}
		must(t, url, "DROP OPERATOR public.= (text, varchar); DROP FUNCTION public.own(text, varchar)")
		if got := schemadiff(t, files, "migrate", "--db", url, "--trust", mallory); got.Code != 0 || marks(t, p, url) == "" {
			t.Errorf("a file with --trust: %s, ran %q", got, marks(t, p, url))
		}
	})
}
