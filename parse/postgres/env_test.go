package postgres

import (
	"context"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// foldIn folds a text in an environment.
func foldIn(t *testing.T, env *Env, sql string) *schema.Schema {
	t.Helper()
	s, err := Fold(syntax.Read(context.Background(), []parse.Source{{Name: "t.sql", Text: sql}}), env)
	if err != nil {
		t.Fatalf("%s\n%v", sql, err)
	}
	return s
}

// Two environments are equal that give names the same meaning, whatever the order.
func TestEnvironmentsAreEqual(t *testing.T) {
	table, function := EnvName{Kind: schema.KindTable, Schema: "a", Name: "t", Extension: "ext"}, EnvName{Kind: schema.KindFunction, Schema: "a", Name: "f", Extension: "ext"}
	base := Env{User: "me", Version: 15, Names: []EnvName{table, function}, Extensions: map[string]EnvExtension{"ext": {Installed: "1.0", Requires: []string{"x"}}}}
	same := base
	same.Names = []EnvName{function, table}
	if !base.Equal(&same) {
		t.Error("the order of names makes a difference")
	}
	for what, change := range map[string]func(*Env){
		"user":        func(e *Env) { e.User = "you" },
		"version":     func(e *Env) { e.Version = 16 },
		"database":    func(e *Env) { e.Database = "other" },
		"search_path": func(e *Env) { e.SearchPath = []string{"a"} },
		"names":       func(e *Env) { e.Names = e.Names[:1] },
		"routines":    func(e *Env) { e.Routines = []EnvName{function} },
		"extensions": func(e *Env) {
			e.Extensions = map[string]EnvExtension{"ext": {Installed: "1.1", Requires: []string{"x"}}}
		},
		"requires": func(e *Env) { e.Extensions = map[string]EnvExtension{"ext": {Installed: "1.0"}} },
	} {
		other := base
		change(&other)
		if base.Equal(&other) {
			t.Errorf("another %s makes no difference", what)
		}
	}
}

// The members of an installed extension can be named; they are no objects of the files.
func TestMembersOfExtensionsAreKnown(t *testing.T) {
	env := &Env{Version: 15, Names: []EnvName{{Kind: schema.KindBaseType, Schema: "public", Name: "hstore", Extension: "hstore"}, {Kind: schema.KindFunction, Schema: "public", Name: "hstore_to_json", Extension: "hstore"},
		{Kind: schema.KindTable, Schema: "public", Name: "spatial_ref_sys", Extension: "postgis"}}}
	s := foldIn(t, env, `CREATE TABLE t (h hstore); CREATE VIEW v AS SELECT hstore_to_json(h) AS j FROM t;
		CREATE VIEW w AS SELECT 1 AS one FROM spatial_ref_sys; COMMENT ON TABLE spatial_ref_sys IS 'x'`)
	table := s.Get(public(schema.KindTable, "t")).(*pgmodel.Table)
	if got := table.Columns[0].Type; got != "public.hstore" {
		t.Errorf("the type is %s", got)
	}
	if len(s.Notes) != 1 || !strings.Contains(s.Notes[0].Reason, "belongs to an extension") {
		t.Errorf("notes: %v", s.Notes)
	}
}

// An extension goes where the server would put it, and has the comment that it brings.
func TestExtensionsAreReadAsTheServerInstallsThem(t *testing.T) {
	env := &Env{Version: 15, Extensions: map[string]EnvExtension{
		"fixed":  {Schema: "pg_catalog", Fixed: true},
		"moved":  {Installed: "1.0", Schema: "other", Comment: "what it is for"},
		"needy":  {Requires: []string{"moved"}},
		"plperl": {},
	}}
	s := foldIn(t, env, `CREATE EXTENSION fixed; CREATE EXTENSION needy CASCADE; CREATE EXTENSION plperl;
		COMMENT ON EXTENSION moved IS 'what it is for'`)
	for n, want := range map[string]string{"fixed": "pg_catalog", "moved": "public", "needy": "public", "plperl": "pg_catalog"} {
		e, ok := s.Get(schema.Key{Kind: schema.KindExtension, Name: n}).(*pgmodel.Extension)
		if !ok || e.Schema != want || e.Comment != "" {
			t.Errorf("%s: %+v, want schema %s and no comment", n, e, want)
		}
	}
}

// What the files say no owner of belongs to the role that reads them.
func TestOwnersOfTheFiles(t *testing.T) {
	s := foldIn(t, &Env{User: "me", Version: 15}, `CREATE TABLE a (id serial); CREATE TABLE b (id serial); ALTER TABLE b OWNER TO you;
		CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'; ALTER FUNCTION f() OWNER TO CURRENT_USER; CREATE INDEX i ON a (id)`)
	for o := range s.All() {
		k := o.Key()
		want := "me"
		switch {
		case strings.HasPrefix(k.Name, "b"):
			want = "you"
		case k.Kind == schema.KindIndex:
			want = ""
		}
		if got := o.(pgmodel.Object).Common().Access().Owner; got != want {
			t.Errorf("%s belongs to %q, want %q", k, got, want)
		}
	}
}

// "$user" in a search_path is the schema of that role, where there is one.
func TestUserInTheSearchPath(t *testing.T) {
	s := foldIn(t, &Env{User: "me", Version: 15}, `SET search_path = "$user", public; CREATE TABLE a (id integer);
		CREATE SCHEMA me; SET search_path = "$user", public; CREATE TABLE b (id integer); RESET search_path; CREATE TABLE c (id integer)`)
	for table, in := range map[string]string{"a": "public", "b": "me", "c": "public"} {
		if s.Get(schema.Key{Kind: schema.KindTable, Schema: in, Name: table}) == nil {
			t.Errorf("table %s is not in %s", table, in)
		}
	}
}
