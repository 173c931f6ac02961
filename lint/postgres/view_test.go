package postgres_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/lint"
	lintpg "github.com/schemadiff/schemadiff/lint/postgres"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

func load(t *testing.T, ddl string) *schema.Schema {
	t.Helper()
	s, err := postgres.Load(t.Context(), []parse.Source{{Name: "s.sql", Text: ddl}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func table(t *testing.T, ddl, name string) *lint.Table {
	t.Helper()
	v := lintpg.View{}.Table(load(t, ddl).Get(schema.Key{Kind: schema.KindTable, Schema: "public", Name: name}))
	if v == nil {
		t.Fatalf("%s: no table %s", ddl, name)
	}
	return v
}

func TestColumnsAreSeenWithTheirClauses(t *testing.T) {
	v := table(t, `CREATE TABLE "A b" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x varchar(3) NOT NULL DEFAULT 'y', n int DEFAULT NULL, g int GENERATED ALWAYS AS (n + 1) STORED)`, "A b")
	got := map[string]lint.Column{}
	for _, c := range v.Columns {
		column := *c
		column.Pos = schema.Pos{}
		got[c.Name] = column
	}
	want := map[string]lint.Column{"id": {Name: "id", Type: "bigint", NotNull: true, Identity: true}, "x": {Name: "x", Type: "character varying(3)", NotNull: true, Default: "'y'"},
		"n": {Name: "n", Type: "integer", NullDefault: true}, "g": {Name: "g", Type: "integer", Generated: true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestKeysAndReferences(t *testing.T) {
	v := table(t, `CREATE TABLE p (id int PRIMARY KEY, UNIQUE (id) INCLUDE (id)); CREATE TABLE t (a int, b int, c text COLLATE "C", PRIMARY KEY (b, a), CONSTRAINT u UNIQUE (c) INCLUDE (a), CHECK (a > b),
		CONSTRAINT f FOREIGN KEY (a) REFERENCES p DEFERRABLE, EXCLUDE USING btree (c WITH =))`, "t")
	if v.Primary == nil || len(v.Uniques) != 1 || len(v.Checks) != 1 || len(v.ForeignKeys) != 1 {
		t.Fatalf("primary %v, %d unique, %d checks, %d references", v.Primary, len(v.Uniques), len(v.Checks), len(v.ForeignKeys))
	}
	if diff := cmp.Diff([]string{"b", "a"}, v.Primary.Columns); diff != "" {
		t.Errorf("columns of the primary key (-want +got):\n%s", diff)
	}
	if u := v.Uniques[0]; u.Include != 1 || !u.Unique || !u.Key || u.Name != "u" {
		t.Errorf("the unique constraint is %+v", u)
	}
	if f := v.ForeignKeys[0]; f.References != (schema.Key{Kind: schema.KindTable, Schema: "public", Name: "p"}) || !f.Deferrable || f.Name != "f" {
		t.Errorf("the reference is %+v", f)
	}
}

func TestTablesOfEveryForm(t *testing.T) {
	const ddl = `CREATE TABLE plain (a int); CREATE UNLOGGED TABLE quick (a int); CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p DEFAULT;
		CREATE TABLE child () INHERITS (plain); ALTER TABLE plain ENABLE ROW LEVEL SECURITY; COMMENT ON TABLE plain IS 'x'`
	type form struct{ Unlogged, Partitioned, Partition, Inherits, RowSecurity, Commented bool }
	for name, want := range map[string]form{"plain": {RowSecurity: true, Commented: true}, "quick": {Unlogged: true}, "p": {Partitioned: true}, "p1": {Partition: true}, "child": {Inherits: true}} {
		v := table(t, ddl, name)
		if got := (form{v.Unlogged, v.Partitioned, v.Partition, v.Inherits, v.RowSecurity, v.Comment != ""}); got != want {
			t.Errorf("%s is seen as %+v, want %+v", name, got, want)
		}
	}
	foreign := load(t, `CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE f (a int) SERVER s`).Get(schema.Key{Kind: schema.KindForeignTable, Schema: "public", Name: "f"})
	if v := (lintpg.View{}).Table(foreign); v == nil || !v.Foreign {
		t.Errorf("the foreign table is seen as %+v", v)
	}
}

// Two indexes are the same where the texts of their parts are: whatever says more must show in them.
func TestPartsOfIndexesAreApart(t *testing.T) {
	const start = `CREATE TABLE t (a text, b int); CREATE INDEX i ON t `
	parts := func(definition string) []string {
		x := lintpg.View{}.Index(load(t, start+definition).Get(schema.Key{Kind: schema.KindIndex, Schema: "public", Name: "i"}))
		if x == nil {
			t.Fatalf("%s is no index", definition)
		}
		return x.Text
	}
	seen := map[string]string{}
	for _, definition := range []string{"(a)", "(b)", "(a DESC)", "(a NULLS FIRST)", "(a DESC NULLS LAST)", `(a COLLATE "C")`, "(a text_pattern_ops)", "(lower(a))", `(lower(a) COLLATE "C")`, `((a || 'x'))`, "(a, b)"} {
		key := ""
		for _, p := range parts(definition) {
			key += p + ";"
		}
		if other, ok := seen[key]; ok {
			t.Errorf("%s and %s have the same parts %q", definition, other, key)
		}
		seen[key] = definition
	}
	for _, same := range [][2]string{{"(a)", "(a ASC)"}, {"(a)", "(a NULLS LAST)"}, {"(a DESC)", "(a DESC NULLS FIRST)"}, {"(lower(a))", "((lower(a)))"}, {"(a)", "(a text_ops)"}} {
		if diff := cmp.Diff(parts(same[0]), parts(same[1])); diff != "" {
			t.Errorf("%s and %s differ (-first +second):\n%s", same[0], same[1], diff)
		}
	}
}

func TestIndexesAreSeenWithTheirCondition(t *testing.T) {
	s := load(t, `CREATE TABLE t (a text, b int); CREATE UNIQUE INDEX i ON t USING btree (a) INCLUDE (b) WHERE b > 0; CREATE INDEX j ON t USING hash (a)`)
	x := lintpg.View{}.Index(s.Get(schema.Key{Kind: schema.KindIndex, Schema: "public", Name: "i"}))
	if x == nil || !x.Unique || !x.Partial || x.Where == "" || x.Include != 1 || x.Method != "btree" {
		t.Errorf("the index is %+v", x)
	}
	if y := (lintpg.View{}).Index(s.Get(schema.Key{Kind: schema.KindIndex, Schema: "public", Name: "j"})); y == nil || y.Method != "hash" || y.Partial || y.Unique {
		t.Errorf("the other index is %+v", y)
	}
	if v := (lintpg.View{}).Table(s.Get(schema.Key{Kind: schema.KindIndex, Schema: "public", Name: "i"})); v != nil {
		t.Errorf("the index is seen as a table %+v", v)
	}
}
