package litemodel

import (
	"github.com/schemadiff/schemadiff/schema"
	"testing"
)

func sample() (*Table, *Index) {
	t := &Table{Source: Source{Origin: schema.Origin{Name: "Users"}}, Folded: "users", Options: &TableOptions{RowIDAlias: "id"}}
	t.Columns = []*Column{
		{Source: Source{Origin: schema.Origin{Name: "id"}}, Table: t.Key(), Folded: "id", Type: Type{"integer"}},
		{Source: Source{Origin: schema.Origin{Name: "name"}}, Table: t.Key(), Folded: "name", Type: Type{"text"}, NotNull: true, Default: Expr{"'x'"}},
	}
	t.Primary = &Unique{Table: t.Key(), Primary: true, Parts: []Part{{Column: "id", Expr: Expr{"id"}}}}
	x := &Index{Source: Source{Origin: schema.Origin{Name: "by_name"}}, Table: t.Key(), Folded: "by_name", Parts: []Part{{Column: "name", Expr: Expr{"name"}, Desc: true}}}
	return t, x
}

// The value is written down: saved plans made by one build must be read by
// another, on another machine.
func TestFingerprintIsTheSameEverywhere(t *testing.T) {
	const want = "sha256:614f2a1f06b65677ee938300ee3d61f7127bed2cd317a5caba1de762a6ea0574"
	table, index := sample()
	for _, order := range [][]schema.Object{{table, index}, {index, table}} {
		s := &schema.Schema{Dialect: schema.SQLite}
		for _, o := range order {
			s.Put(o)
		}
		if got := s.Fingerprint(); got != want {
			t.Errorf("got %s", got)
		}
	}
}

func TestFingerprintSeesEveryAttribute(t *testing.T) {
	changes := map[string]func(*Table, *Index){
		"spelling": func(t *Table, x *Index) {
			t.Name, t.At, t.Text.Tail = "USERS", schema.Pos{File: "f", Line: 1, Col: 2}, " (…)"
		},
		"type":         func(t *Table, x *Index) { t.Columns[1].Type.Name = "blob" },
		"not null":     func(t *Table, x *Index) { t.Columns[1].NotNull = false },
		"default":      func(t *Table, x *Index) { t.Columns[1].Default.SQL = "'X'" },
		"collation":    func(t *Table, x *Index) { t.Columns[1].Collation = "nocase" },
		"generated":    func(t *Table, x *Index) { t.Columns[1].Generated = Generated{Expr{"1"}, true} },
		"column order": func(t *Table, x *Index) { t.Columns[0], t.Columns[1] = t.Columns[1], t.Columns[0] },
		"strict":       func(t *Table, x *Index) { t.Options.Strict = true },
		"key":          func(t *Table, x *Index) { t.Primary = nil },
		"check":        func(t *Table, x *Index) { t.Checks = []*Check{{Table: t.Key(), Expr: Expr{"id > 0"}}} },
		"unique":       func(t *Table, x *Index) { x.Unique = true },
		"direction":    func(t *Table, x *Index) { x.Parts[0].Desc = false },
		"where":        func(t *Table, x *Index) { x.Where.SQL = "id > 0" },
	}
	plain := fingerprintOf(nil)
	for what, change := range changes {
		if same := fingerprintOf(change) == plain; same != (what == "spelling") {
			t.Errorf("%s: same fingerprint: %t", what, same)
		}
	}
}

func fingerprintOf(change func(*Table, *Index)) string {
	table, index := sample()
	if change != nil {
		change(table, index)
	}
	s := &schema.Schema{Dialect: schema.SQLite}
	s.Put(table)
	s.Put(index)
	return s.Fingerprint()
}

func TestNamesAreQuotedOnlyWhereNeeded(t *testing.T) {
	for name, want := range map[string]string{"users": "users", "Users_2": "Users_2", "2x": `"2x"`, "order": `"order"`, "key": `"key"`,
		"a b": `"a b"`, `a"b`: `"a""b"`, "": `""`, "é": `"é"`, "a$": `"a$"`, "_": "_"} {
		if got := Quote(name); got != want {
			t.Errorf("%q: %s", name, got)
		}
	}
}
