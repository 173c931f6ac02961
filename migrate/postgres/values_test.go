package postgres

import (
	"slices"
	"testing"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Texts that differ in values alone ask for those; all others are no question of values.
func TestValuePairs(t *testing.T) {
	column, view, table := &pgmodel.Column{}, &pgmodel.View{}, &pgmodel.Table{}
	for _, c := range []struct {
		of       schema.Object
		field    string
		from, to string
		pairs    [][2]string // nil where there is no question
	}{
		{column, "default", "'{sad}'::mood[]", "'{ sad }'::mood[]", [][2]string{{"'{sad}'::mood[]", "'{ sad }'::mood[]"}}},
		{column, "default", "'a'::text", "'b'::text", nil},
		{column, "default", "'a'::mood", "'a'::other", nil},
		{column, "default", "'1'::bit", "'10'::bit", nil},
		{column, "default", "'00:00:02'::interval", "'1.5 s'::interval(0)", [][2]string{{"'00:00:02'::interval + '0'::interval", "'1.5 s'::interval(0) + '0'::interval"}}},
		{view, "query", "SELECT '1 day'::interval", "SELECT '24 h'::interval(0)", nil},
		{table, pgmodel.FieldBound, "FROM (100, MINVALUE) TO ('b'::text, 2)", "FROM (10 * 10, MINVALUE) TO ('b'::text, (1 + 1))", [][2]string{{"100", "10 * 10"}, {"2", "(1 + 1)"}}},
		{table, pgmodel.FieldBound, "FROM (100) TO (MAXVALUE)", "FROM (100) TO (200)", nil},
		{table, pgmodel.FieldBound, "IN (1, 2)", "IN (1)", nil},
		{table, pgmodel.FieldBound, "IN (1)", "DEFAULT", nil},
		{table, pgmodel.FieldBound, "IN (f(1, 2), ARRAY[1, 2])", "IN (f(1, 3), ARRAY[1, 2])", [][2]string{{"f(1, 2)", "f(1, 3)"}}},
		{table, "partition by", "list (a + 1)", "list (a + 2)", nil},
	} {
		pairs, ok := valuePairs(c.of, plan.FieldChange{Name: c.field, From: c.from, To: c.to})
		var want []introspect.Pair
		for _, p := range c.pairs {
			want = append(want, pairOf(p[0], p[1]))
		}
		equal := slices.EqualFunc(pairs, want, func(a, b introspect.Pair) bool { return a.From.SQL == b.From.SQL && a.To.SQL == b.To.SQL })
		if ok != (c.pairs != nil) || ok && !equal {
			t.Errorf("%s and %s: %v, %t", c.from, c.to, pairs, ok)
		}
	}
}

// The planner inlines and folds calls, which may show nothing of their arguments: other constants
// in a call are a change, whatever the plans of both look like.
func TestArgumentsOfInlinedCallsAreCompared(t *testing.T) {
	const objects = "CREATE FUNCTION f(a integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT 1'; "
	url := server(t).Database(t, objects+"CREATE TABLE t (a integer DEFAULT f(1) CHECK (a > f(1)), b boolean DEFAULT (1 + 1 = 2))")
	for ddl, steps := range map[string]int{
		"CREATE TABLE t (a integer DEFAULT f(1) CHECK (a > f(1)), b boolean DEFAULT (1 + 1 = 2))": 0,
		"CREATE TABLE t (a integer DEFAULT f(2) CHECK (a > f(1)), b boolean DEFAULT (1 + 1 = 2))": 1,
		"CREATE TABLE t (a integer DEFAULT f(1) CHECK (a > f(2)), b boolean DEFAULT (1 + 1 = 2))": 2,
		"CREATE TABLE t (a integer DEFAULT f(1) CHECK (a > f(1)), b boolean DEFAULT (2 + 0 = 2))": 1,
	} {
		if p := planned(t, url, objects+ddl); len(p.Steps) != steps {
			t.Errorf("%s: %d steps, want %d", ddl, len(p.Steps), steps)
		}
	}
}

// A constant that is too long for its column is another one: the assignment fails, and does not
// cut it as a cast would.
func TestLongDefaultIsNotCut(t *testing.T) {
	url := server(t).Database(t, "CREATE TABLE t (a varchar(4) DEFAULT 'aal1', b char(2)[] DEFAULT '{ab}')")
	for _, ddl := range []string{"CREATE TABLE t (a varchar(4) DEFAULT 'aal17', b char(2)[] DEFAULT '{ab}')", "CREATE TABLE t (a varchar(4) DEFAULT 'aal1', b char(2)[] DEFAULT '{abc}')"} {
		if p := planned(t, url, ddl); len(p.Steps) != 1 {
			t.Errorf("%s: %d steps", ddl, len(p.Steps))
		}
	}
}
