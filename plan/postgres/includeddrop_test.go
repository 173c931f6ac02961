package postgres_test

import (
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// TestDropsThatGoWithColumns: what the drop of a column does anyway is no step, and is named.
func TestDropsThatGoWithColumns(t *testing.T) {
	check(t, []example{
		{
			rule: "indexes and checks go with the columns of them that are dropped",
			from: `
CREATE TABLE t (a integer, b integer, c integer CHECK (c > a));
CREATE INDEX t_ab ON t (a, b);
CREATE INDEX t_b ON t (c) WHERE b > 0;
`,
			to: `
CREATE TABLE t (c integer);
`,
			want: `
-- drop columns: column public.t.a is not in the desired schema; column public.t.b is not in the desired schema; index public.t_ab, index public.t_b and check constraint public.t.t_check go with them
-- ACCESS EXCLUSIVE on public.t, loses, all values of public.t.a, all values of public.t.b, --allow drop-column, --allow drop-column
ALTER TABLE public.t DROP COLUMN a, DROP COLUMN b;
`,
		},
		{
			rule: "a foreign key that goes with its column locks the other table",
			from: `
CREATE TABLE o (id integer PRIMARY KEY);
CREATE TABLE t (a integer REFERENCES o, b integer);
`,
			to: `
CREATE TABLE o (id integer PRIMARY KEY);
CREATE TABLE t (b integer);
`,
			want: `
-- drop column: column public.t.a is not in the desired schema; foreign key public.t.t_a_fkey goes with it
-- ACCESS EXCLUSIVE on public.t and public.o, loses, all values of public.t.a, --allow drop-column
ALTER TABLE public.t DROP COLUMN a;
`,
		},
		{
			rule: "an index that comes again under its name goes by itself",
			from: `
CREATE TABLE t (a integer, b integer);
CREATE INDEX x ON t (a, b);
`,
			to: `
CREATE TABLE t (b integer);
CREATE INDEX x ON t (b);
`,
			empty: "t",
			want: `
-- drop index: index public.x: columns changed, and no ALTER can do that
-- ACCESS EXCLUSIVE on public.t
DROP INDEX public.x;
-- undo: CREATE INDEX x ON public.t (a, b)
-- drop column: column public.t.a is not in the desired schema
-- ACCESS EXCLUSIVE on public.t, loses, all values of public.t.a, --allow drop-column
ALTER TABLE public.t DROP COLUMN a;
-- create index: index public.x: columns changed, and no ALTER can do that
-- SHARE on public.t, scan
CREATE INDEX x ON public.t (b);
-- undo: DROP INDEX public.x
`,
		},
		{
			rule: "an exclusion constraint goes before a column that its condition reads",
			from: `
CREATE TABLE t (a int4range, b integer, EXCLUDE USING gist (a WITH &&) WHERE (b > 0));
`,
			to: `
CREATE TABLE t (a int4range);
`,
			want: `
-- drop exclusion constraint: exclusion constraint public.t.t_a_excl is not in the desired schema
-- ACCESS EXCLUSIVE on public.t
ALTER TABLE public.t DROP CONSTRAINT t_a_excl;
-- undo: ALTER TABLE public.t ADD CONSTRAINT t_a_excl EXCLUDE USING gist (a WITH &&) WHERE (b > 0)
-- drop column: column public.t.b is not in the desired schema
-- ACCESS EXCLUSIVE on public.t, loses, all values of public.t.b, --allow drop-column
ALTER TABLE public.t DROP COLUMN b;
`,
		},
		{
			rule: "an index over a column that gets another type goes by itself",
			from: `
CREATE TABLE t (a integer, b text);
CREATE INDEX x ON t (a, b);
`,
			to: `
CREATE TABLE t (b integer -- @using a
);
`,
			empty: "t",
			want: `
-- drop index: index public.x is not in the desired schema
-- ACCESS EXCLUSIVE on public.t
DROP INDEX public.x;
-- undo: CREATE INDEX x ON public.t (a, b)
-- alter column: column public.t.b: type text becomes integer
-- ACCESS EXCLUSIVE on public.t, rewrite, loses, what integer cannot hold of the values of public.t.b, --allow narrow-type
ALTER TABLE public.t ALTER COLUMN b TYPE integer USING a;
-- drop column: column public.t.a is not in the desired schema
-- ACCESS EXCLUSIVE on public.t, loses, all values of public.t.a, --allow drop-column
ALTER TABLE public.t DROP COLUMN a;
`,
		},
	})
}

// TestIncludedObjects: a step lists what it drops beside its own object, with the SQL by which
// the linter judges that.
func TestIncludedObjects(t *testing.T) {
	p, err := example{
		from: "CREATE TABLE t (a integer UNIQUE, b integer); CREATE TABLE u (a integer); CREATE INDEX u_a ON u (a);",
		to:   "CREATE TABLE t (b integer);",
	}.plan(t)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{"public.t.a": {"ALTER TABLE public.t DROP CONSTRAINT t_a_key"}, "public.u": {"DROP INDEX public.u_a"}}
	for _, s := range p.Steps {
		if len(s.Includes) != 1 || !slices.Equal(s.Includes[0].SQL, want[s.Key.Object()]) {
			t.Errorf("%s includes %v", s.Key, s.Includes)
		}
	}
	if k := (schema.Key{Kind: schema.KindUnique, Schema: "public", Table: "t", Name: "t_a_key"}); !slices.ContainsFunc(p.Steps, func(s plan.Step) bool {
		return slices.ContainsFunc(s.Includes, func(i plan.Included) bool { return i.Key == k })
	}) {
		t.Errorf("no step includes %s", k)
	}
}
