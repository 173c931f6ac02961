package postgres

import (
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func TestCutType(t *testing.T) {
	for _, c := range []struct {
		typ, base, mod string
		ok             bool
	}{
		{"integer", "integer", "", false},
		{"numeric(9,2)", "numeric", "(9,2)", true},
		{"character varying(9)[]", "character varying[]", "(9)", true},
		{"timestamp(3) with time zone", "timestamp with time zone", "(3)", true},
		{"numeric(9", "numeric(9", "", false},
	} {
		base, mod, ok := cutType(c.typ)
		if base != c.base || mod != c.mod || ok != c.ok {
			t.Errorf("%s: %q %q %v", c.typ, base, mod, ok)
		}
	}
}

// Functions forget the modifiers of their types; a character without one is bpchar.
func TestWithoutModifier(t *testing.T) {
	for typ, want := range map[string]string{
		"numeric(9,2)":                      "numeric",
		"character varying(9)[]":            "character varying[]",
		"bpchar":                            "character",
		"bpchar[]":                          "character[]",
		"interval day to second(3)":         "interval",
		"interval year[]":                   "interval[]",
		`public."odd(3)"`:                   `public."odd(3)"`,
		"timestamp(3) without time zone":    "timestamp without time zone",
		"double precision":                  "double precision",
		"time(0) with time zone":            "time with time zone",
		"bit varying(8)":                    "bit varying",
		"character(4)":                      "character",
		"public.mood":                       "public.mood",
		"interval":                          "interval",
		"public.geometry(Point,4326)":       "public.geometry",
		"public.geometry(Point,4326)[]":     "public.geometry[]",
		"information_schema.sql_identifier": "information_schema.sql_identifier",
	} {
		if got := withoutModifier(typ); got != want {
			t.Errorf("%s: %q, want %q", typ, got, want)
		}
	}
}

func TestHeadIsOneShortLine(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT\n  1":    "SELECT 1",
		"  SELECT\t\t1 ": "SELECT 1",
		"SELECT 1111111111, 2222222222, 3333333333, 4444444444, 5555555555, 6": "SELECT 1111111111, 2222222222, 3333333333, 4444444444, 55555…",
	} {
		if got := head(sql); got != want {
			t.Errorf("%q: %q, want %q", sql, got, want)
		}
	}
}

// A setting has one place in its list whatever order they come in; lists are copied before
// they change.
func TestSettingsKeepTheirPlaces(t *testing.T) {
	list := []pgmodel.Setting{{Name: "a", Value: "1"}, {Name: "b", Value: "2"}}
	changed := setting(setting(list, "a", "3"), "c", "4")
	want := []pgmodel.Setting{{Name: "a", Value: "3"}, {Name: "b", Value: "2"}, {Name: "c", Value: "4"}}
	if !slices.Equal(changed, want) {
		t.Errorf("got %v, want %v", changed, want)
	}
	if less := unset(changed, "b"); len(less) != 2 || len(changed) != 3 {
		t.Errorf("got %v of %v", less, changed)
	}
	if list[0].Value != "1" || len(list) != 2 {
		t.Errorf("the list itself has changed: %v", list)
	}
}

// Values of options are spelled alike, whatever the grammar makes of them.
func TestSettingValues(t *testing.T) {
	tree, err := grammar.Parse("CREATE TABLE t (id integer) WITH (a = 1, b = 1.5, c = on, d = 'x y', e, toast.f = false, g = public.name)")
	if err != nil {
		t.Fatal(err)
	}
	got := settings(tree.Stmts[0].Stmt.GetCreateStmt().Options)
	want := []pgmodel.Setting{{Name: "a", Value: "1"}, {Name: "b", Value: "1.5"}, {Name: "c", Value: "on"}, {Name: "d", Value: "x y"},
		{Name: "e", Value: "true"}, {Name: "toast.f", Value: "false"}, {Name: "g", Value: "public.name"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestBuiltinOpClasses(t *testing.T) {
	for n, want := range map[string]bool{
		"int4_ops": true, "bpchar_ops": true, "text_pattern_ops": true, "jsonb_path_ops": true, "int4_minmax_ops": true,
		"gin_trgm_ops": false, "gist_int4_ops": false, "vector_l2_ops": false, "ops": false,
	} {
		if got := builtinOpClass(n); got != want {
			t.Errorf("%s: %v, want %v", n, got, want)
		}
	}
}

func TestEncodingsAreSpelledAsTheServerDoes(t *testing.T) {
	for n, want := range map[string]string{
		"utf8": "UTF8", "UTF-8": "UTF8", "unicode": "UTF8", "latin1": "LATIN1", "ISO-8859-1": "LATIN1", "windows-1252": "WIN1252",
		"sjis": "SJIS", "SQL_ASCII": "SQL_ASCII", "koi8": "KOI8R", "unheard_of": "unheard_of",
	} {
		if got := encoding(n); got != want {
			t.Errorf("%s: %s, want %s", n, got, want)
		}
	}
}

func TestMajorVersion(t *testing.T) {
	for version, want := range map[string]int{"15.18": 15, "18beta1": 18, "9.6.24": 9, "": 0, "devel": 0} {
		if got := major(version); got != want {
			t.Errorf("%s: %d, want %d", version, got, want)
		}
	}
}
