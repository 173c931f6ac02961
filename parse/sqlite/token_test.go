package sqlite

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// TestLex pins what is one token, and of which kind.
func TestLex(t *testing.T) {
	names := map[kind]string{word: "word", quoted: "quoted", text: "text", number: "number", blob: "blob", param: "param", punct: "punct", comment: "comment", illegal: "illegal"}
	for src, want := range map[string]string{
		"a1$ _b é":              "word a1$, word _b, word é",
		`"a""b" [c d] ` + "`e`": "quoted \"a\"\"b\", quoted [c d], quoted `e`",
		"'it''s' ''":            "text 'it''s', text ''",
		"1 1.5e-3 .5 0x1F 1_0":  "number 1, number 1.5e-3, number .5, number 0x1F, number 1_0",
		"x'00FF' X''":           "blob x'00FF', blob X''",
		"?1 :a @b $c":           "param ?1, param :a, param @b, param $c",
		"a->>b||c<>d==e":        "word a, punct ->>, word b, punct ||, word c, punct <>, word d, punct ==, word e",
		"-- x\n/* y\n*/ a":      "comment -- x, comment /* y\n*/, word a",
		"/* open":               "comment /* open",
		"'open":                 "illegal 'open",
		"a\\":                   "word a, illegal \\",
	} {
		var got []string
		for _, tok := range lex(src) {
			got = append(got, names[tok.kind]+" "+tok.of(src))
		}
		if text := strings.Join(got, ", "); text != want {
			t.Errorf("%q: %s\nwant %s", src, text, want)
		}
	}
}

// TestTokensCoverTheText: tokens come one after the other, and only white space stands between.
func TestTokensCoverTheText(t *testing.T) {
	for _, src := range append(slices.Clone(constructs), "\ufeffSELECT\t'\x00", "a\vb", "[x", "x'zz'", "0x", "1e", "\xff\xfe") {
		end := 0
		for _, tok := range lex(src) {
			if tok.start < end || tok.end <= tok.start {
				t.Fatalf("%q: token %v after %d", src, tok, end)
			}
			if between := strings.Trim(src[end:tok.start], " \t\r\n\f\ufeff"); between != "" {
				t.Errorf("%q: %q is no token", src, between)
			}
			end = tok.end
		}
	}
}

// TestSplit: a statement ends at a semicolon outside of a trigger's body.
func TestSplit(t *testing.T) {
	for src, want := range map[string][]string{
		"a; b;;c": {"a", "b", "c"},
		"CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 2; END; SELECT 3": {
			"CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 2; END", "SELECT 3"},
		"CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;": {"CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END"},
		"BEGIN; CREATE TABLE trigger_log (a); END;":                    {"BEGIN", "CREATE TABLE trigger_log (a)", "END"},
		"-- first; comment\nSELECT ';' /* ; */ AS \";\";":              {"SELECT ';' /* ; */ AS \";\""},
		"": nil,
	} {
		var got []string
		for _, s := range split(parse.Source{Name: "a.sql", Text: src}) {
			got = append(got, s.sql())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", src, got, want)
		}
	}
}
