package value_test

// Types that are not read: their values depend on a locale or on the catalog, or the name is
// another than format_type prints.

import (
	"testing"

	"github.com/schemadiff/schemadiff/parse/postgres/value"
)

var otherTypes = table{
	errors: []refused{
		{"money", texts{"x"}},
	},
	undecided: []undecided{
		{"money", "depends on a locale", texts{"1", "$1.00", "1,000.50", "-1", "($1)", ""}},
		{"regclass", "depends on the catalog", texts{"pg_class", "1259"}},
		{"regtype", "depends on the catalog", texts{"integer", "int4"}},
		{"regproc", "depends on the catalog", texts{"now"}},
		{"regnamespace", "depends on the catalog", texts{"public"}},
		{"regrole", "depends on the catalog", texts{"postgres"}},
		{"regconfig", "depends on the catalog", texts{"english"}},
		{"xid", "is no type of a column that is read", texts{"1"}},
		{"cid", "is no type of a column that is read", texts{"1"}},
		{"tid", "is no type of a column that is read", texts{"(0,1)"}},
		{"aclitem", "depends on the catalog", texts{"postgres=r/postgres"}},
		{"cstring", "is no type of a column that is read", texts{"a"}},
		{"timestamptz", "is no name that format_type prints", texts{"1999-01-08"}},
		{"int4", "is no name that format_type prints", texts{"1"}},
		{"varchar(3)", "is no name that format_type prints", texts{"abc"}},
		{"decimal", "is no name that format_type prints", texts{"1"}},
		{"float8", "is no name that format_type prints", texts{"1"}},
	},
}

func TestOtherTypes(t *testing.T) { otherTypes.check(t) }

// TestNamesOfTypes reads a value for names with modifiers and marks of arrays.
func TestNamesOfTypes(t *testing.T) {
	for _, c := range []struct {
		typ, text, want string
	}{
		{"numeric(5,2)", "1", "1.00"},
		{"numeric(5, 2)", "1", "1.00"},
		{"numeric(5)", "1.4", "1"},
		{"timestamp(0) with time zone", "1999-01-08 04:05:06.7", "1999-01-08 04:05:07+00"},
		{"timestamp(0) with time zone[]", "{1999-01-08 04:05:06.7}", `{"1999-01-08 04:05:07+00"}`},
		{"time(1) without time zone[]", "{04:05:06.78}", "{04:05:06.8}"},
		{"interval second(0)", "1.5", "00:00:02"},
		{"interval day to second(1)", "1 1:1:1.25", "1 day 01:01:01.3"},
		{"character varying(2)[]", "{a,NULL}", "{a,NULL}"},
		{"bit varying(3)", "101", "101"},
		{"integer[]", "{1}", "{1}"},
		{"integer[][]", "{1}", "{1}"},
		{`"char"[]`, "{abc}", "{a}"},
	} {
		if got, ok := value.Canonical(c.typ, c.text); !ok || got != c.want {
			t.Errorf("%s %q: %q, %t, want %q", c.typ, c.text, got, ok, c.want)
		}
	}
	for _, typ := range []string{"", "[]", "integer[", "integer]", " integer", "integer ", "INTEGER", "integer(3)", "numeric(", "numeric()", "numeric(a)", "numeric(1,2,3)",
		"numeric(1", "text(3)", "date(3)", "interval year(2)", "timestamp(3)", "timestamp", "time", "bit varying(1,2)", "pg_catalog.integer", "_int4", "public.integer"} {
		for _, text := range []string{"1", "{1}", "", "1999-01-08"} {
			if got, ok := value.Canonical(typ, text); ok || got != "" {
				t.Errorf("%q %q: %q, %t", typ, text, got, ok)
			}
			if got, ok := value.Canonical(typ+"[]", "{"+text+"}"); ok || got != "" {
				t.Errorf("%q[] %q: %q, %t", typ, text, got, ok)
			}
		}
	}
}
