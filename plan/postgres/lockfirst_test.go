package postgres_test

import (
	"strings"
	"testing"
)

// TestLockFirst: a transaction over several tables with rows names them, with what the server locks at
// the other ends of references.
func TestLockFirst(t *testing.T) {
	const from = "CREATE TABLE p (id integer PRIMARY KEY, n integer);\nCREATE TABLE c (p integer REFERENCES p, n integer);\nCREATE TABLE d (p integer REFERENCES p);\n"
	for _, c := range []struct{ rule, from, old, with, want string }{
		{"a column that refers", from, "c (p integer", "c (p bigint", "ACCESS EXCLUSIVE on public.c and public.p: c p"},
		{"a column that is referred to", from, "p (id integer", "p (id bigint", "ACCESS EXCLUSIVE on public.p, public.c and public.d: p c d"},
		{"one that no reference is on", from, "p, n integer", "p, n bigint", "ACCESS EXCLUSIVE on public.c:"},
		{"a reference to its own table", "CREATE TABLE p (id integer PRIMARY KEY, up integer REFERENCES p);", "up integer", "up bigint", "ACCESS EXCLUSIVE on public.p:"},
		{"a reference that goes", from, "c (p integer REFERENCES p", "c (p bigint", "ACCESS EXCLUSIVE on public.c and public.p: c p; ACCESS EXCLUSIVE on public.c:"},
		{"a table that refers", from, "CREATE TABLE c (p integer REFERENCES p, n integer);\n", "", "ACCESS EXCLUSIVE on public.c and public.p: c p"},
		{"columns of a type", "CREATE TYPE m AS ENUM ('a', 'b');\nCREATE TABLE p (id integer PRIMARY KEY, m m);\nCREATE TABLE c (m m[]);", "'a', 'b'", "'b', 'a'",
			": c p; ACCESS EXCLUSIVE on public.c and public.p:; :"},
		{"columns of a range type", "CREATE TYPE r AS RANGE (subtype = integer);\nCREATE TABLE p (r r);\nCREATE TABLE c (r r);", "integer", "bigint",
			"ACCESS EXCLUSIVE on public.c and public.p: c p; ACCESS EXCLUSIVE on public.c and public.p:"},
		{"a table that is recreated", "CREATE TABLE p (id integer PRIMARY KEY);\nCREATE TABLE c (p integer REFERENCES p, n integer);\n", "n integer);", "n integer) PARTITION BY LIST (n);\nCREATE TABLE c1 PARTITION OF c DEFAULT;",
			"ACCESS EXCLUSIVE on public.c:; ACCESS EXCLUSIVE on public.c and public.p:; :; :; :; SHARE ROW EXCLUSIVE on public.p:"},
		{"a partition that leaves", "CREATE TABLE p (id integer PRIMARY KEY);\nCREATE TABLE c (n integer, p integer REFERENCES p) PARTITION BY LIST (n);\nCREATE TABLE c1 PARTITION OF c FOR VALUES IN (1);\nCREATE TABLE c0 PARTITION OF c DEFAULT;", "c1 PARTITION OF c FOR VALUES IN (1)", "c1 (n integer, p integer CONSTRAINT c_p_fkey REFERENCES p)",
			"ACCESS EXCLUSIVE on public.c: c1 c"},
		{"no table in a transaction with what others wait for at its sequence", "CREATE SEQUENCE s AS integer;\nCREATE TABLE t (a integer DEFAULT nextval('s'), b integer);", "b integer", "b integer DEFAULT 3",
			"ACCESS EXCLUSIVE on public.t:"},
	} {
		t.Run(strings.ReplaceAll(c.rule, " ", "-"), func(t *testing.T) {
			to := strings.Replace(c.from, c.old, c.with, 1)
			p, err := example{from: c.from, to: to}.plan(t)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range p.Steps {
				text := s.Lock + ":"
				for _, l := range s.LockFirst {
					text += " " + l.Table.Name
				}
				got = append(got, text)
			}
			if text := strings.Join(got, "; "); text != c.want {
				t.Errorf("got  %s\nwant %s", text, c.want)
			}
		})
	}
	p, err := example{from: "CREATE SEQUENCE s AS integer;\nCREATE TABLE t (a integer DEFAULT nextval('s'));", to: "CREATE SEQUENCE s AS bigint;\nCREATE TABLE t (a integer NOT NULL DEFAULT nextval('s'));"}.plan(t)
	if err != nil {
		t.Fatal(err)
	}
	if s := p.Steps[0]; s.Kind != "alter sequence" || s.Tx != "own" {
		t.Errorf("the first step is %q in transaction %q", s.Kind, s.Tx)
	}
}

// TestLargeTablesOfTypes: a type that is recreated writes the rows of large tables, which has to be permitted.
func TestLargeTablesOfTypes(t *testing.T) {
	for _, from := range []string{"CREATE TYPE m AS ENUM ('a', 'b');", "CREATE TYPE m AS RANGE (subtype = integer);"} {
		from += "\nCREATE TABLE p (m m);\nCREATE TABLE c (m m);"
		p, err := example{from: from, to: strings.NewReplacer("'a', 'b'", "'b', 'a'", "integer", "bigint").Replace(from), large: "p"}.plan(t)
		if err != nil {
			t.Fatal(err)
		}
		if text := hints(p); strings.Count(text, "table-rewrite: every row of public.p is rewritten") != 1 || strings.Contains(text, "public.c") {
			t.Errorf("findings:\n%s", text)
		}
	}
}
