package postgres

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

const (
	loop    = "DO $$ BEGIN FOR i IN 1..2 LOOP EXECUTE format('CREATE TABLE made_%s (id int PRIMARY KEY, n int DEFAULT %s)', i, i); END LOOP; END $$"
	maker   = "CREATE FUNCTION make() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'CREATE TABLE by_function (id int)'; END $$"
	written = "CREATE TABLE made_1 (id int PRIMARY KEY, n int DEFAULT 1); CREATE TABLE made_2 (id int PRIMARY KEY, n int DEFAULT 2);"
)

// What statements make that run code is managed as if it were written out.
func TestLoadOnScratch(t *testing.T) {
	scratch := Scratch{URL: server(t).URL("postgres")}
	cases := map[string]struct {
		statements []string
		written    string
	}{
		"a loop":                   {[]string{loop}, written},
		"a function":               {[]string{maker, "SELECT make()"}, maker + "; CREATE TABLE by_function (id int)"},
		"a column is added":        {[]string{"CREATE TABLE t (id int)", "DO $$ BEGIN ALTER TABLE t ADD n int CHECK (n > 0); END $$"}, "CREATE TABLE t (id int, n int CHECK (n > 0))"},
		"a table is dropped":       {[]string{"CREATE TABLE t (id int)", "CREATE TABLE u (id int)", "DO $$ BEGIN DROP TABLE t; END $$"}, "CREATE TABLE u (id int)"},
		"what comes later":         {[]string{"CREATE VIEW v AS SELECT id FROM t", "CREATE TABLE t (id int)", "DO $$ BEGIN NULL; END $$"}, "CREATE TABLE t (id int); CREATE VIEW v AS SELECT id FROM t"},
		"rows decide what is made": {[]string{"CREATE TABLE t (n text)", "INSERT INTO t VALUES ('x')", "DO $$ DECLARE r record; BEGIN FOR r IN SELECT n FROM t LOOP EXECUTE 'CREATE TABLE ' || r.n || ' (id int)'; END LOOP; END $$"}, "CREATE TABLE t (n text); CREATE TABLE x (id int)"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			made, err := scratch.Load(t.Context(), readText(t, strings.Join(c.statements, ";\n")), c.statements)
			if err != nil {
				t.Fatal(err)
			}
			if changes := plan.Compare(managedPart(made), managedPart(readText(t, c.written))); len(changes) > 0 {
				t.Errorf("not as written out: %v", changes)
			}
			if len(made.Opaque) > 0 || slices.ContainsFunc(made.Notes, func(n schema.Note) bool { return n.Class == schema.Unsupported }) {
				t.Errorf("something is still unknown: %v, %v", made.Opaque, made.Notes)
			}
		})
	}
}

func TestLoadOnScratchKeepsHints(t *testing.T) {
	text := "CREATE TABLE t (\n  id int -- @renamed from=old\n);\nDO $$ BEGIN ALTER TABLE t ADD n int; END $$"
	made, err := Scratch{URL: server(t).URL("postgres")}.Load(t.Context(), readText(t, text), strings.Split(text, ";\n"))
	if err != nil {
		t.Fatal(err)
	}
	if c := made.Get(schema.Key{Kind: schema.KindTable, Schema: "public", Name: "t"}).(*pgmodel.Table).Column("id"); c.Was != "old" {
		t.Errorf("the former name is %q", c.Was)
	}
}

func TestLoadOnScratchFails(t *testing.T) {
	scratch := Scratch{URL: server(t).URL("postgres")}
	_, err := scratch.Load(t.Context(), nil, []string{"CREATE TABLE t (id int)", "DO $$ BEGIN RAISE 'not today'; END $$"})
	if err == nil || !strings.Contains(err.Error(), "not today") {
		t.Errorf("got %v", err)
	}
}

func readText(t *testing.T, sql string) *schema.Schema {
	t.Helper()
	s, err := parser.Load(context.Background(), []parse.Source{{Name: "a.sql", Text: sql}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func managedPart(s *schema.Schema) *schema.Schema {
	s, _ = pgmodel.Scope{Schemas: []string{"*"}}.Filter(s)
	return s
}
