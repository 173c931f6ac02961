package expr

import (
	"testing"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
)

// The names of a view's list go into its query, which goes on meaning the same.
func TestNameOutputs(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"SELECT name AS n FROM users ORDER BY n", "SELECT name AS x FROM public.users ORDER BY 1"},
		{"SELECT name AS n, count(*) FROM users GROUP BY n", "SELECT name AS x, count(*) FROM public.users GROUP BY 1"},
		{"SELECT lower(name) AS id FROM users GROUP BY id, name", "SELECT lower(name) AS x FROM public.users GROUP BY id, name"},
		{"SELECT DISTINCT ON (n) name AS n FROM users u ORDER BY n", "SELECT DISTINCT ON (1) name AS x FROM public.users AS u ORDER BY 1"},
		{"SELECT name AS n FROM users UNION SELECT 'a' ORDER BY n", "SELECT name AS x FROM public.users UNION SELECT 'a' ORDER BY 1"},
		{"VALUES (1)", ""},
	} {
		tree, err := grammar.Parse(c.query)
		if err != nil {
			t.Fatal(err)
		}
		query := tree.Stmts[0].Stmt
		if ok := NameOutputs(query, []string{"x"}, shop()); ok != (c.want != "") {
			t.Errorf("%s: %t", c.query, ok)
		}
		if e, _, _ := CanonicalQuery(query, shop(), Scope{}); c.want != "" && oneLine(e.SQL) != c.want {
			t.Errorf("%s\nis   %s\nwant %s", c.query, oneLine(e.SQL), c.want)
		}
	}
}

// SELECT from VALUES alone, by which the server gives names to columns, is VALUES.
func TestPlainValues(t *testing.T) {
	for query, names := range map[string]int{
		`SELECT "*VALUES*".column1 AS a, "*VALUES*".column2 FROM (VALUES (1, 2)) "*VALUES*" ORDER BY "*VALUES*".column1`: 2,
		`SELECT "*VALUES*".column2 AS a, "*VALUES*".column1 FROM (VALUES (1, 2)) "*VALUES*"`:                             0,
		`SELECT v.column1 FROM (VALUES (1)) v`:                                     0,
		`SELECT "*VALUES*".column1 FROM (VALUES (1)) "*VALUES*" WHERE column1 > 0`: 0,
	} {
		tree, err := grammar.Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		if got := PlainValues(tree.Stmts[0].Stmt); len(got) != names {
			t.Errorf("%s: %q", query, got)
		}
	}
}
