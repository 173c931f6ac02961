package value_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/constants"
	"github.com/schemadiff/schemadiff/parse/postgres/value"
)

func ExampleCanonical() {
	for _, c := range [][2]string{
		{"date", "Jan 5 2026"},
		{"timestamp with time zone", "2026-01-01"},
		{"integer[]", "{1,  2}"},
		{"int4range", "[1,5]"},
		{"inet", "10.0.0.1/32"},
		{"date", "today"},
	} {
		text, ok := value.Canonical(c[0], c[1])
		fmt.Println(text, ok)
	}
	// Output:
	// 2026-01-05 true
	// 2026-01-01 00:00:00+00 true
	// {1,2} true
	// [1,6) true
	// 10.0.0.1 true
	//  false
}

// canonicalTexts are types, texts, and what every version prints for them.
var canonicalTexts = [][3]string{
	{"boolean", " YES ", "t"},
	{"integer", " +007 ", "7"},
	{"bigint", "0x7fffffffffffffff", "9223372036854775807"},
	{"integer", "1_000", "1000"},
	{"oid", "-1", "4294967295"},
	{"numeric", "01.50", "1.50"},
	{"numeric", "1e3", "1000"},
	{"numeric", "1.5e-3", "0.0015"},
	{"numeric(6,2)", "1.005", "1.01"},
	{"numeric(6,2)", "-1.005", "-1.01"},
	{"numeric(3,0)", "nan", "NaN"},
	{"double precision", "10.0", "10"},
	{"double precision", "1e15", "1e+15"},
	{"double precision", "-0", "-0"},
	{"double precision", "1e23", "9.999999999999999e+22"},
	{"real", "0.000244140625", "0.00024414062"},
	{"character(5)", "ab", "ab   "},
	{"character varying(3)", "abc  ", "abc"},
	{"name", strings.Repeat("x", 70), strings.Repeat("x", 63)},
	{`"char"`, "abc", "a"},
	{"bytea", `\xDE ad`, `\xdead`},
	{"bytea", `a\\\001`, `\x615c01`},
	{"bit(4)", "xA", "1010"},
	{`"bit"`, "xA", "1010"},
	{"uuid", "{A0EEBC999C0B4EF8BB6D6BB9BD380A11}", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"},
	{"date", "20260101", "2026-01-01"},
	{"date", "January 5, 2026", "2026-01-05"},
	{"date", "5 Jan 2026", "2026-01-05"},
	{"date", "2020-1-1", "2020-01-01"},
	{"date", "J2451187", "1999-01-08"},
	{"date", "2020.100", "2020-04-09"},
	{"date", "epoch", "1970-01-01"},
	{"date", "44-03-15 BC", ""},
	{"date", "0044-03-15 BC", "0044-03-15 BC"},
	{"date", "2/29/2023", ""},
	{"date", "now", ""},
	{"time without time zone", "9:00", "09:00:00"},
	{"time(0) without time zone", "23:59:59.5", "24:00:00"},
	{"time without time zone", "04:05 PM", "16:05:00"},
	{"time with time zone", "040506.5-0830", "04:05:06.5-08:30"},
	{"timestamp without time zone", "2026-01-01", "2026-01-01 00:00:00"},
	{"timestamp(0) without time zone", "2026-12-31 23:59:59.6", "2027-01-01 00:00:00"},
	{"timestamp with time zone", "2026-01-01T10:00:00+01:30", "2026-01-01 08:30:00+00"},
	{"timestamp with time zone", "2026-01-01 10:00 Europe/Berlin", ""},
	{"interval", "1.5 year", "1 year 6 mons"},
	{"interval", "1.3 year", ""},
	{"interval", "@ 1 day ago", "-1 days"},
	{"interval", "1-2 3 4:05:06", "1 year 2 mons 3 days 04:05:06"},
	{"interval", "P1Y2M", "1 year 2 mons"},
	{"interval", "-1 day +2:03", "-1 days +02:03:00"},
	{"interval day", "90 min", "00:00:00"},
	{"interval hour", "3", "03:00:00"},
	{"interval minute to second", "5:06", "00:05:06"},
	{"integer[]", "{{1, 2},{3,NULL}}", "{{1,2},{3,NULL}}"},
	{"integer[]", "[0:1]={1,2}", "[0:1]={1,2}"},
	{"integer[]", "[1:2]={1,2}", "{1,2}"},
	{"integer[]", "{{1},2}", ""},
	{"text[]", `{ a b , "NULL", "", x\"y}`, `{"a b","NULL","","x\"y"}`},
	{"box[]", "{(1,2),(3,4);(0,0),(1,1)}", "{(3,4),(1,2);(1,1),(0,0)}"},
	{"int4range", "(1,5]", "[2,6)"},
	{"int4range", "(1,2)", "empty"},
	{"int4range", "[5,1]", ""},
	{"numrange", "[1.50,]", "[1.50,)"},
	{"daterange", "[2026-01-01,infinity]", "[2026-01-01,infinity]"},
	{"tsrange", "[2026-01-01,2026-02-01)", `["2026-01-01 00:00:00","2026-02-01 00:00:00")`},
	{"int4multirange", "{[5,7), [1,3],[3,4)}", "{[1,4),[5,7)}"},
	{"int4multirange", `{[1,2\ ]}`, ""}, // the server skips white space after a backslash
	{"int4multirange", `{[1,2\ ]}`, ""},
	{"line", "(80,-0),(3,-0)", ""},
	{"inet", "10.1/16", "10.1.0.0/16"},
	{"cidr", "192.168", "192.168.0.0/24"},
	{"cidr", "10.0.0.1/24", ""},
	{"inet", "2001:DB8:0:0:0:0:0:1/128", "2001:db8::1"},
	{"macaddr", "0800.2b01.0203", "08:00:2b:01:02:03"},
	{"macaddr8", "08:00:2b:01:02:03", "08:00:2b:ff:fe:01:02:03"},
	{"point", "1 , 2.50", "(1,2.5)"},
	{"box", "(0,0),(1,1)", "(1,1),(0,0)"},
	{"line", "(0,0),(1,2)", "{2,-1,0}"},
	{"circle", "((1,2),3)", "<(1,2),3>"},
	{"jsonb", `{"bb":1, "a":[1e2,"\u0041"], "bb":null}`, `{"a": [100, "A"], "bb": null}`},
	{"json", ` {"a" :1}`, ` {"a" :1}`},
	{"jsonpath", "lax $.a[*]", `$."a"[*]`},
	{"tsvector", "b a:2,1A a:1", "'a':1A,2 'b'"},
	{"tsquery", "a&(b|!c:*)", "'a' & ( 'b' | !'c':* )"},
	{"pg_lsn", "0/0000ab", "0/AB"},
	{"pg_snapshot", "10:20:10,14,14", "10:20:10,14"},
	{"xml", "<a b='c'>&lt;</a>", "<a b='c'>&lt;</a>"},
	{"money", "1", ""},
	{"regclass", "pg_class", ""},
	{"public.mood", "ok", ""},
	{"character", "a", ""},
	{"character varying(2)", "abc", ""},
	{"bit(3)", "1010", ""},
}

func TestCanonical(t *testing.T) {
	for _, c := range canonicalTexts {
		if got, ok := value.Canonical(c[0], c[1]); got != c[2] && ok || ok != (c[2] != "") {
			t.Errorf("%s %q: %q, %t, want %q", c[0], c[1], got, ok, c[2])
		}
	}
}

func TestIsRespelled(t *testing.T) {
	for typ, want := range map[string]bool{"date": true, "integer[]": true, "character(3)": true, "text[]": true, "text": false, "json": false, "public.mood": false, "regclass": false} {
		if got := value.IsRespelled(typ); got != want {
			t.Errorf("%s: %t", typ, got)
		}
	}
}

// chosen are the constants of the tables for the servers.
func chosen() []constants.Constant {
	list := constantsOfTables()
	for _, c := range canonicalTexts {
		list = append(list, constants.Constant{Type: c[0], Text: c[1], Changed: true})
	}
	return list
}

func TestCanonicalTextStays(t *testing.T) {
	list := append(constants.Generate(2, 20000), chosen()...)
	for _, c := range list {
		checkStays(t, c.Type, c.Text)
	}
}

func checkStays(t *testing.T, typ, text string) {
	t.Helper()
	once, ok := value.Canonical(typ, text)
	if !ok {
		if once != "" {
			t.Errorf("%s %q is not ok and has the text %q", typ, text, once)
		}
		return
	}
	if twice, ok := value.Canonical(typ, once); !ok || twice != once {
		t.Errorf("%s %q: %q becomes %q, %t", typ, text, once, twice, ok)
	}
}

func FuzzCanonical(f *testing.F) {
	for _, c := range canonicalTexts {
		f.Add(c[0], c[1])
	}
	for _, c := range constants.Generate(5, 500) {
		f.Add(c.Type, c.Text)
	}
	f.Fuzz(func(t *testing.T, typ, text string) { checkStays(t, typ, text) })
}

// TestLongTexts reads texts that are long, or nested deeply, in time that grows with them.
func TestLongTexts(t *testing.T) {
	for _, unit := range []string{"1", "{", "[", "(", "'", `"`, `\`, "1,", "{},", `{"a":`, "!", "a&", "[1,2),", "a:1 ", "1e400,", "<a>", ".a", "1 day ", "a "} {
		long := strings.Repeat(unit, 1<<16/len(unit)-10)
		for _, typ := range []string{"integer", "numeric", "double precision", "integer[]", "numeric[]", "text[]", "jsonb", "json", "tsvector", "tsquery", "jsonpath", "xml",
			"int4multirange", "nummultirange", "path", "polygon", "bytea", "interval", "timestamp with time zone", "inet", "character(10000)[]", "jsonb[]"} {
			for _, text := range []string{long, "{" + long + "1}", "[" + long + "1]", "{" + strings.TrimSuffix(long, ",") + "}"} {
				value.Canonical(typ, text)
			}
		}
	}
}

func BenchmarkCanonical(b *testing.B) {
	list := constants.Generate(1, 2000)
	for b.Loop() {
		for _, c := range list {
			value.Canonical(c.Type, c.Text)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(list)), "ns/constant")
}
