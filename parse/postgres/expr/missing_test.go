package expr

// These tests are about names that mean nothing: only what is sure is noted, so that text
// that may be right is never refused.

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

// notedNames are the names of the shop, which write down what means nothing.
type notedNames struct {
	*fakeNames
	missing []string
}

// NoteMissing leaves out calls of functions that are there: only their arguments are in question.
func (n *notedNames) NoteMissing(m MissingName) {
	if _, _, there := n.Function(m.In, m.Name); there && m.Kind == "function" {
		return
	}
	n.missing = append(n.missing, fmt.Sprintf("%s %s", m.Kind, strings.TrimPrefix(m.In+"."+m.Name, ".")))
}

func TestMissingNames(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"id > 1", ""},
		{"idd > 1", "column idd"},
		{"users.idd > 1", "column users.idd"},
		{"lower(note) = 'a'", ""},
		{"lowre(note) = 'a'", "function lowre"},
		{"app.f(1)", "function app.f"},
		{"add(1, 2)", ""},
		{"note::mood = 'ok'", ""},
		{"note::moood = 'ok'", "type moood"},
		{"(SELECT max(id) FROM orders)", ""},
		{"(SELECT max(id) FROM ordres)", "relation ordres"},
		{"(SELECT o.idd FROM orders o)", "column o.idd"},
		{"(SELECT x.id FROM orders o)", "table x"},
		{"(SELECT user_id FROM orders WHERE note = 'a')", ""}, // a column of the outer query
		{"(SELECT q.n FROM (SELECT 1 AS n) q)", ""},
		{"ctid IS NULL", ""},
	} {
		ns := &notedNames{fakeNames: shop()}
		Canonical(exprOf(t, c.text), ns, userScope())
		slices.Sort(ns.missing)
		if got := strings.Join(slices.Compact(ns.missing), ", "); got != c.want {
			t.Errorf("%s: %q is missing, want %q", c.text, got, c.want)
		}
	}
}

// A renaming is followed wherever the name stands, and nowhere else.
func TestRenamesInQueries(t *testing.T) {
	column := func(table, name string) schema.Key {
		return schema.Key{Kind: schema.KindColumn, Schema: "public", Table: table, Name: name}
	}
	rename := Renaming{From: column("orders", "total"), To: column("orders", "amount")}
	for _, c := range [][2]string{
		{"SELECT orders.total FROM public.orders", "SELECT orders.amount AS total FROM public.orders"},
		{"SELECT o.total AS t FROM public.orders AS o WHERE o.total > 1", "SELECT o.amount AS t FROM public.orders AS o WHERE o.amount > 1"},
		{"SELECT sum(o.total) AS s FROM public.orders AS o GROUP BY o.user_id", "SELECT sum(o.amount) AS s FROM public.orders AS o GROUP BY o.user_id"},
		{"SELECT 1 AS x FROM public.orders AS o ORDER BY o.total", "SELECT 1 AS x FROM public.orders AS o ORDER BY o.amount"},
		{"SELECT u.id FROM public.users AS u WHERE EXISTS (SELECT 1 FROM public.orders AS o WHERE o.total > u.id)",
			"SELECT u.id FROM public.users AS u WHERE EXISTS (SELECT 1 FROM public.orders AS o WHERE o.amount > u.id)"},
		{"SELECT q.total FROM (SELECT o.total FROM public.orders AS o) AS q", "SELECT q.total FROM ( SELECT o.amount AS total FROM public.orders AS o ) AS q"},
		{"WITH t AS (SELECT o.total AS x FROM public.orders AS o) SELECT t.x FROM t", "WITH t AS ( SELECT o.amount AS x FROM public.orders AS o ) SELECT t.x FROM t"},
	} {
		got, changed := RenameInSQL(c[0], true, rename, shop(), Scope{})
		if !changed || oneLine(got) != c[1] {
			t.Errorf("%s\n  became %s\n  want   %s", c[0], oneLine(got), c[1])
		}
	}
}

// Stars are written out as far as the columns are known; a star that stays would change
// its meaning with the next column.
func TestStarsAreWrittenOut(t *testing.T) {
	for _, c := range [][2]string{
		{"SELECT * FROM orders", "id user_id total"},
		{"SELECT o.* FROM orders o, users u", "id user_id total"},
		{"SELECT 1 AS one, o.* FROM orders o", "one id user_id total"},
		{"SELECT * FROM orders JOIN shop.\"Items\" USING (id)", "id user_id total Label"},
		{"SELECT * FROM orders o JOIN shop.\"Items\" i ON i.id = o.id", "id user_id total id Label"},
		{"SELECT * FROM (SELECT id AS x FROM orders) q", "x"},
		{"SELECT * FROM (VALUES (1, 2)) v", "column1 column2"},
		{"SELECT * FROM (VALUES (1, 2)) v(a)", "a column2"},
		{"WITH t AS (SELECT total FROM orders) SELECT * FROM t", "total"},
	} {
		n, ns := queryOf(t, c[0]), shop()
		if err := ExpandStars(n, ns); err != nil {
			t.Errorf("%s: %v", c[0], err)
			continue
		}
		_, outputs, _ := CanonicalQuery(n, ns, Scope{})
		var names []string
		for _, o := range outputs {
			names = append(names, o.Name)
		}
		if got := strings.Join(names, " "); got != c[1] {
			t.Errorf("%s gives %q, want %q", c[0], got, c[1])
		}
	}
}
