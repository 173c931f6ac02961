package expr

import (
	"slices"
	"testing"
)

func TestConstantsOfCanonicalText(t *testing.T) {
	for _, c := range []struct {
		text, frame string
		list        []Constant
	}{
		{"a > 1", "a > 1", nil},
		{"'{1,2}'::integer[]", "\x00::integer[]", []Constant{{"'{1,2}'", "integer[]"}}},
		{"f('x''y'::text, 'b')", "f(\x00::text, 'b')", []Constant{{"'x''y'", "text"}}},
		{"('a'::character varying(10)) || 'b'::pg_catalog.\"char\"", "(\x00::character varying(10)) || \x00::pg_catalog.\"char\"",
			[]Constant{{"'a'", "character varying(10)"}, {"'b'", `pg_catalog."char"`}}},
		{"t > '2020-01-01 00:00:00+00'::timestamp(3) with time zone AND b", "t > \x00::timestamp(3) with time zone AND b",
			[]Constant{{"'2020-01-01 00:00:00+00'", "timestamp(3) with time zone"}}},
		{"('{a,b}'::text[])[1]", "(\x00::text[])[1]", []Constant{{"'{a,b}'", "text[]"}}},
		{"'1-2'::interval year to month", "\x00::interval", []Constant{{"'1-2'", "interval year to month"}}},
		{`FROM ('a'::s."T") TO (MAXVALUE)`, "FROM (\x00::s.\"T\") TO (MAXVALUE)", []Constant{{"'a'", `s."T"`}}},
	} {
		frame, list := Constants(c.text)
		if frame != c.frame || !slices.Equal(list, c.list) {
			t.Errorf("%s:\ngot  %q %q\nwant %q %q", c.text, frame, list, c.frame, c.list)
		}
	}
}

// A constant of loose text has the type that it has in the canonical one.
func TestConstantsOfLooseText(t *testing.T) {
	for _, c := range []struct {
		canonical, loose, frame string
		types                   []string // nil where the two do not belong together
	}{
		{"lower(r) > '2020-05-05'::date AND a = '5'::jsonb", "lower(r) > '2020-05-05' AND a = 5", "lower(r) > \x00 AND a = 5", []string{"date"}},
		{"a > '2020-05-05 00:00:00+00'::timestamp with time zone OR b = 'x'", "a > '2020-05-05' OR b = 'x'", "a > \x00 OR b = \x00", []string{"timestamp with time zone", ""}},
		{"a = 'x'::text", "a = 'y'", "", nil},
		{"a = 'x'::text", "a = 'x' OR b = 'x'", "", nil},
	} {
		frame, list, ok := LooseConstants(c.canonical, c.loose)
		var types []string
		for _, constant := range list {
			types = append(types, constant.Type)
		}
		if ok != (c.types != nil) || ok && (frame != c.frame || !slices.Equal(types, c.types)) {
			t.Errorf("%s: %q, %q, %t", c.loose, frame, types, ok)
		}
	}
}
