package sqlite_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestAfter: each step names the earlier ones that it must come after, and why.
func TestAfter(t *testing.T) {
	for _, e := range []example{
		{
			rule: "readers of a column, and what is on a table",
			from: `
CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, g INTEGER AS (a + 1));
CREATE INDEX i ON t (g);
CREATE VIEW v AS SELECT a FROM t;
CREATE VIEW w AS SELECT 1 FROM v;
`,
			to: `
CREATE TABLE t (id INTEGER PRIMARY KEY, b INTEGER);
CREATE TABLE u (id INTEGER PRIMARY KEY);
CREATE INDEX i ON t (b);
CREATE VIEW v AS SELECT b FROM t;
CREATE VIEW w AS SELECT 1 FROM v;
`,
			want: `
0 drop view view v
1 drop view view w
2 drop index index i
3 drop column column t.g
  after 1: views and triggers go before a column does, for SQLite tests all of them
  after 2: an index goes before the columns of its table change
4 drop column column t.a
  after 3: what reads a column is dropped before it
5 add column column t.b
  after 1: views and triggers go before a column does, for SQLite tests all of them
  after 2: an index goes before the columns of its table change
6 create table table u
  after 1: views and triggers go before a column does, for SQLite tests all of them
7 create index index i
  after 5: a table has its columns before an index on them is built
8 create view view v
  after 0: a name is free before another object takes it
  after 6: what a view reads is there before it
9 create view view w
  after 6: what a view reads is there before it
`,
		},
		{
			rule: "renames come first",
			from: `CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER);`,
			to: `CREATE TABLE u ( -- @renamed from=t
  id INTEGER PRIMARY KEY,
  c INTEGER, -- @renamed from=a
  b INTEGER
);
CREATE INDEX i ON u (c);`,
			want: `
0 rename table table u
1 rename column column u.c
  after 0: the steps of one change run in their order
2 create index index i
  after 1: what is renamed has its new name before other steps use it
`,
		},
		{
			rule: "of tables that refer to each other one is dropped first",
			from: `
CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b);
CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a);
CREATE TABLE c (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a);
`,
			want: `
0 drop table table c
1 drop table table a
  after 0: a table is dropped before the tables that it refers to
2 drop table table b
  after 1: a table is dropped before the tables that it refers to
`,
		},
		{
			rule: "a rebuild that copies others runs in its turn", runner: "transaction",
			from: `
CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT);
CREATE TABLE b (id INTEGER PRIMARY KEY, x TEXT, a INTEGER REFERENCES a ON DELETE CASCADE);
`,
			to: `
CREATE TABLE a (id INTEGER PRIMARY KEY, x INTEGER);
CREATE TABLE b (id INTEGER PRIMARY KEY, x INTEGER, a INTEGER REFERENCES a ON DELETE CASCADE);
`,
			want: `
0 rebuild table table a
1 rebuild table table b
  after 0: a rebuild that copies other tables finds them as the steps before it left them
`,
		},
	} {
		t.Run(strings.ReplaceAll(e.rule, " ", "-"), func(t *testing.T) {
			p, err := e.plan(t)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for i, s := range p.Steps {
				fmt.Fprintf(&got, "%d %s %s\n", i, s.Kind, s.Key)
				for _, w := range s.After {
					fmt.Fprintf(&got, "  after %d: %s\n", w.Step, w.Rule)
				}
			}
			if want := strings.TrimPrefix(e.want, "\n"); got.String() != want {
				t.Errorf("got:\n%s\nwant:\n%s", got.String(), want)
			}
			executes(t, e, p)
		})
	}
}
