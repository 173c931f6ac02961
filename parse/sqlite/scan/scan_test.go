package scan_test

import (
	"fmt"
	"testing"

	"github.com/schemadiff/schemadiff/parse/sqlite/scan"
)

func ExampleNext() {
	const sql = "SELECT [a b], 'it''s' -- why"
	for i := scan.Space(sql, 0); i < len(sql); i = scan.Space(sql, i) {
		kind, n := scan.Next(sql[i:])
		fmt.Println(kind, sql[i:i+n])
		i += n
	}
	// Output:
	// 0 SELECT
	// 1 [a b]
	// 6 ,
	// 2 'it''s'
	// 7 -- why
}

func TestNamesLoseTheirQuotes(t *testing.T) {
	for _, c := range []struct {
		kind       scan.Kind
		text, want string
	}{{scan.Word, "a", "a"}, {scan.Quoted, `"a""b"`, `a"b`}, {scan.Quoted, "[a]", "a"}, {scan.Quoted, "`a`", "a"}, {scan.String, "'a''b'", "a'b"}, {scan.Word, `"`, `"`}} {
		if got := scan.Name(c.kind, c.text); got != c.want {
			t.Errorf("%s: %s", c.text, got)
		}
	}
}

func TestBareNames(t *testing.T) {
	for name, want := range map[string]bool{"a": true, "a1$": true, "é": true, "": false, "1a": false, "a b": false, "$a": false} {
		if scan.IsBareName(name) != want {
			t.Errorf("%q", name)
		}
	}
}
