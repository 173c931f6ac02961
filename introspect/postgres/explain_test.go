package postgres

import (
	"fmt"
	"testing"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func TestCompare(t *testing.T) {
	db := opened(t, "CREATE TABLE t (a varchar(10), n numeric, i int); CREATE TABLE u (a text)")
	row := []Source{{"t", []Column{{"a", "character varying(10)"}, {"n", "numeric"}, {"i", "integer"}}}}
	changed := []Source{{"new", row[0].Columns}, {"old", row[0].Columns}}
	cases := []struct {
		from, to string
		pair     Pair
		want     Answer
	}{
		{"a = 'x'", "(a)::text = 'x'::text", Pair{Sources: row}, Equal},
		{"n > 0", "n > (0)::numeric", Pair{Sources: row}, Equal},
		{"i::numeric > 1", "i > 1", Pair{Sources: row}, Unequal},
		{"a = 'x'", "a = 'y'", Pair{Sources: row}, Unequal},
		{"new.i > old.i", "new.i > old.i", Pair{Sources: changed}, Equal},
		{"new.i > 0", "old.i > 0", Pair{Sources: changed}, Unequal},
		{"missing > 0", "missing > 0", Pair{Sources: row}, NoAnswer},
		{"'x'", "'x'::character varying", Pair{Type: "character varying(10)"}, Equal},
		{"1/0", "1/0", Pair{}, NoAnswer},
		{"SELECT a FROM public.t WHERE a = 'x'", "SELECT t.a FROM public.t WHERE ((t.a)::text = 'x'::text)", Pair{Query: true}, Equal},
		{"SELECT a FROM public.t", "SELECT a FROM public.u", Pair{Query: true}, Unequal},
		{"SELECT a FROM public.missing", "SELECT a FROM public.missing", Pair{Query: true}, NoAnswer},
		{"value > 0", "value > (0)::numeric", Pair{Sources: []Source{{"t", []Column{{"value", "numeric"}}}}}, Equal},
	}
	var pairs []Pair
	for range 20 { // more than go in one round trip
		for _, c := range cases {
			c.pair.From, c.pair.To = pgmodel.Expr{SQL: c.from}, pgmodel.Expr{SQL: c.to}
			pairs = append(pairs, c.pair)
		}
	}
	got, err := db.Compare(t.Context(), pairs)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range got {
		if c := cases[i%len(cases)]; a != c.want {
			t.Errorf("%s and %s: got %d, want %d", c.from, c.to, a, c.want)
		}
	}
	if n, err := db.Count(t.Context(), "SELECT 7"); n != 7 || err != nil {
		t.Errorf("afterwards: %d, %v", n, err)
	}
}

// The server parses all of a round trip first: what it cannot parse takes no answer from others.
func TestCompareBesideWhatCannotBeParsed(t *testing.T) {
	db := opened(t)
	pairs := make([]Pair, 200)
	for i := range pairs {
		sql := fmt.Sprintf("SELECT %d", i)
		if i%70 == 30 {
			sql += " SEARCH ::"
		}
		pairs[i] = Pair{From: pgmodel.Expr{SQL: sql}, To: pgmodel.Expr{SQL: sql}, Query: true}
	}
	got, err := db.Compare(t.Context(), pairs)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range got {
		if (a == NoAnswer) != (i%70 == 30) {
			t.Errorf("%s: got %d", pairs[i].From.SQL, a)
		}
	}
}

func TestCompareNothing(t *testing.T) {
	if got, err := opened(t).Compare(t.Context(), nil); len(got) > 0 || err != nil {
		t.Errorf("got %s, %v", fmt.Sprint(got), err)
	}
}
