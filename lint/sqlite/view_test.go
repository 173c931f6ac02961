package sqlite_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/lint"
	lintlite "github.com/schemadiff/schemadiff/lint/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

func load(t *testing.T, ddl string) *schema.Schema {
	t.Helper()
	j, err := sqlite.Analyze(t.Context(), nil, []parse.Source{{Name: "s.sql", Text: ddl}}, false)
	if err != nil {
		t.Fatal(err)
	}
	return j.To
}

// table is the linter's view of a table of DDL.
func table(t *testing.T, ddl, name string) *lint.Table {
	t.Helper()
	view := lintlite.View{}.Table(load(t, ddl).Get(litemodel.TableKey(name)))
	if view == nil {
		t.Fatalf("%s: no table %s", ddl, name)
	}
	return view
}

func TestColumnsAreSeenWithTheirClauses(t *testing.T) {
	v := table(t, `CREATE TABLE "A b" (id INTEGER PRIMARY KEY, x TEXT NOT NULL DEFAULT 'y', n INT DEFAULT NULL, m INT DEFAULT null, g INT AS (n + 1))`, "a b")
	got := map[string]lint.Column{}
	for _, c := range v.Columns {
		column := *c
		if column.Pos.File != "s.sql" || column.Pos.Line != 1 {
			t.Errorf("%s is at %s", c.Name, c.Pos)
		}
		column.Pos = schema.Pos{}
		got[c.Name] = column
	}
	want := map[string]lint.Column{"id": {Name: "id", Type: "integer"}, "x": {Name: "x", Type: "text", NotNull: true, Default: "'y'"},
		"n": {Name: "n", Type: "int", Default: "null", NullDefault: true}, "m": {Name: "m", Type: "int", Default: "null", NullDefault: true}, "g": {Name: "g", Type: "int", Generated: true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if v.Name != "A b" || v.RowIDAlias != "id" {
		t.Errorf("the table is %q, its rowid %q", v.Name, v.RowIDAlias)
	}
}

func TestKeysAreIndexesOfTheTable(t *testing.T) {
	v := table(t, `CREATE TABLE t (a TEXT, b TEXT, c TEXT, PRIMARY KEY (b, a), UNIQUE (c COLLATE NOCASE, a DESC), CHECK (a <> b)) WITHOUT ROWID, STRICT`, "t")
	if v.Primary == nil || !v.Primary.Key || !v.Primary.Unique {
		t.Fatalf("the primary key is %+v", v.Primary)
	}
	if diff := cmp.Diff([]string{"b", "a"}, v.Primary.Columns); diff != "" {
		t.Errorf("columns of the primary key (-want +got):\n%s", diff)
	}
	if len(v.Uniques) != 1 || len(v.Checks) != 1 {
		t.Fatalf("%d unique keys and %d checks, want one of each", len(v.Uniques), len(v.Checks))
	}
	if diff := cmp.Diff([]string{"c", "a"}, v.Uniques[0].Columns); diff != "" {
		t.Errorf("columns of the unique key (-want +got):\n%s", diff)
	}
	if v.Uniques[0].Text[0] == "c" || v.Uniques[0].Text[1] == "a" {
		t.Errorf("collation and direction do not show in %q", v.Uniques[0].Text)
	}
	if !v.Strict || !v.WithoutRowID || v.Autoincrement {
		t.Errorf("strict %v, without rowid %v, autoincrement %v", v.Strict, v.WithoutRowID, v.Autoincrement)
	}
}

func TestForeignKeysNameTheirTarget(t *testing.T) {
	v := table(t, `CREATE TABLE P (id INTEGER PRIMARY KEY); CREATE TABLE c (id INTEGER PRIMARY KEY AUTOINCREMENT, p INT REFERENCES p, q INT CONSTRAINT f REFERENCES P (ID) DEFERRABLE INITIALLY DEFERRED)`, "c")
	if len(v.ForeignKeys) != 2 || !v.Autoincrement {
		t.Fatalf("%d foreign keys, autoincrement %v", len(v.ForeignKeys), v.Autoincrement)
	}
	for i, f := range v.ForeignKeys {
		if f.References != litemodel.TableKey("p") || len(f.Columns) != 1 || f.Deferrable != (i == 1) {
			t.Errorf("foreign key %d is %+v", i, f)
		}
	}
}

func TestIndexesAreSeenWithTheirCondition(t *testing.T) {
	s := load(t, `CREATE TABLE t (a TEXT, b TEXT); CREATE UNIQUE INDEX i ON t (a, lower(b)) WHERE a > ''; CREATE INDEX j ON t (b)`)
	x := lintlite.View{}.Index(s.Get(schema.Key{Kind: schema.KindIndex, Name: "i"}))
	if x == nil || !x.Unique || !x.Partial || x.Where == "" || x.Key {
		t.Fatalf("the index is %+v", x)
	}
	if diff := cmp.Diff([]string{"a", ""}, x.Columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if y := (lintlite.View{}).Index(s.Get(schema.Key{Kind: schema.KindIndex, Name: "j"})); y == nil || y.Unique || y.Partial {
		t.Errorf("the plain index is %+v", y)
	}
}

func TestOtherObjectsAreNeitherTablesNorIndexes(t *testing.T) {
	s := load(t, `CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END`)
	for o := range s.All() {
		k := o.Key().Kind
		if ((lintlite.View{}).Table(o) != nil) != (k == schema.KindTable) || (lintlite.View{}).Index(o) != nil {
			t.Errorf("%s is seen as a table or index", o.Key())
		}
	}
}
