package postgres

import (
	"context"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// The expression of @using belongs to its column, with the names in it qualified, and
// is no difference between two schemas.
func TestUsingIsKeptBesideTheColumn(t *testing.T) {
	load := func(text string) *pgmodel.Table {
		t.Helper()
		s, err := Load(context.Background(), []parse.Source{{Name: "a.sql", Text: text}})
		if err != nil {
			t.Fatal(err)
		}
		return s.Get(schema.Key{Kind: schema.KindTable, Schema: "public", Name: "t"}).(*pgmodel.Table)
	}
	const function = "CREATE FUNCTION halved(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN n / 2;\n"
	plain := load(function + "CREATE TABLE t (a bigint, b text, c int);")
	hinted := load(function + `CREATE TABLE t (
  a bigint, -- @renamed from=z @using halved(old + 1)
  b text, /* @using upper(b) */
  c int -- @using c
);`)
	for _, c := range []struct{ column, sql, reads string }{{"a", "public.halved(old + 1)", "old"}, {"b", "upper(b)", "b"}, {"c", "c", "c"}} {
		got := hinted.Column(c.column).Extra().Using
		if got.SQL != c.sql || len(got.Columns) != 1 || got.Columns[0] != c.reads {
			t.Errorf("%s: @using is %q, reads %v; want %q, reads %s", c.column, got.SQL, got.Columns, c.sql, c.reads)
		}
	}
	if was := hinted.Column("a").Was; was != "z" {
		t.Errorf("a was %q, want z", was)
	}
	for i, f := range plain.Columns {
		for j, field := range f.Fields() {
			if other := hinted.Columns[i].Fields()[j]; other != field {
				t.Errorf("%s: %v differs from %v", f.Name, other, field)
			}
		}
	}
}
