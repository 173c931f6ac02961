package expr

// The tables of forms hold, for each text of an author, the three texts that are made of
// it: what a plan prints, with names qualified; what is compared, which is the form that
// the server stores; and the loose form, in which casts and qualifiers are left out: where
// only that one is equal, the database is asked.

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

type form struct{ author, sql, strict, loose string }

func checkForms(t *testing.T, list []form) {
	t.Helper()
	for _, f := range list {
		f.check(t, canonText(t, f.author))
		again := canonText(t, f.sql) // what is printed means the same
		if again.Strict != f.strict {
			t.Errorf("%s\n  printed %s\n  reads as %s", f.author, f.sql, again.Strict)
		}
	}
}

func checkQueries(t *testing.T, list []form) {
	t.Helper()
	for _, f := range list {
		e := queryText(t, f.author)
		e.SQL, e.Strict, e.Loose = oneLine(e.SQL), oneLine(e.Strict), oneLine(e.Loose)
		f.check(t, e)
	}
}

func (f form) check(t *testing.T, e pgmodel.Expr) {
	t.Helper()
	for _, c := range []struct{ what, got, want string }{{"printed", e.SQL, f.sql}, {"strict", e.Strict, f.strict}, {"loose", e.Loose, f.loose}} {
		if c.got != c.want {
			t.Errorf("%s, %s\n  is   %s\n  want %s", f.author, c.what, c.got, c.want)
		}
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
