package postgres

import (
	"context"
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func columnTypes(t *testing.T, s *schema.Schema, table string) []string {
	t.Helper()
	o, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: "public", Name: table}).(*pgmodel.Table)
	if !ok {
		t.Fatalf("there is no table %s", table)
	}
	var list []string
	for _, c := range o.Columns {
		list = append(list, c.Name+" "+c.Type)
	}
	return list
}

func foldText(t *testing.T, text string, env *Env) *schema.Schema {
	t.Helper()
	s, err := Fold(syntax.Read(context.Background(), []parse.Source{{Name: "files", Text: text}}), env)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestATableOfAQueryHasItsColumns(t *testing.T) {
	s := foldText(t, `CREATE TABLE t (x, y) AS SELECT a, upper(b) FROM s; SELECT count(*) AS n INTO u FROM s; CREATE TABLE s (a varchar(3), b text)`, &Env{})
	if got, want := columnTypes(t, s, "t"), []string{"x character varying(3)", "y text"}; !slices.Equal(got, want) {
		t.Errorf("t has %q, want %q", got, want)
	}
	if got, want := columnTypes(t, s, "u"), []string{"n bigint"}; !slices.Equal(got, want) {
		t.Errorf("u has %q, want %q", got, want)
	}
}

// What the text does not say of a query's columns is taken from the table that the database has.
func TestATableOfAQueryTakesUnknownTypesFromTheDatabase(t *testing.T) {
	const made = "CREATE TABLE s (a integer); CREATE TABLE t AS SELECT unheard_of(a) AS f, a FROM s"
	live := foldText(t, "CREATE TABLE s (a integer); CREATE TABLE t (f numeric(4,2), a bigint)", &Env{})
	env := &Env{Live: func() *schema.Schema { return live }, Routines: []EnvName{{Kind: schema.KindFunction, Schema: "public", Name: "unheard_of"}}}
	if got, want := columnTypes(t, foldText(t, made, env), "t"), []string{"f numeric(4,2)", "a integer"}; !slices.Equal(got, want) {
		t.Errorf("t has %q, want %q", got, want)
	}
}

// A table whose columns cannot be known is not one that the files do not want.
func TestATableThatCannotBeReadIsLeftAlone(t *testing.T) {
	to := foldText(t, "CREATE TABLE t AS EXECUTE q", &Env{})
	from := foldText(t, "CREATE TABLE t (a integer); CREATE INDEX i ON t (a); CREATE TABLE other (a integer)", &Env{})
	scope := pgmodel.Scope{}.Resolve(from, to)
	from, _ = scope.Filter(from)
	var left []string
	for o := range from.All() {
		left = append(left, o.Key().String())
	}
	if want := []string{"table public.other"}; !slices.Equal(left, want) {
		t.Errorf("what is managed is %q, want %q", left, want)
	}
}

// What a DO block creates under names that it puts together is never dropped.
func TestObjectsThatATextMayHaveMadeAreLeftAlone(t *testing.T) {
	from := foldText(t, "CREATE TABLE part_1 (a integer); CREATE INDEX i ON part_1 (a); CREATE TABLE t (a integer)", &Env{})
	for do, want := range map[string]int{
		`DO $$ BEGIN FOR i IN 1..9 LOOP EXECUTE format('CREATE TABLE part_%s (a integer)', i); END LOOP; END $$`: 1,
		`DO $$ BEGIN EXECUTE 'GRANT SELECT ON t TO x'; END $$`:                                                   3,
	} {
		db, _ := pgmodel.Scope{}.Resolve(from, foldText(t, "CREATE TABLE t (a integer);"+do, &Env{})).Filter(from)
		if db.Len() != want {
			t.Errorf("%s: %d objects are managed, want %d", do, db.Len(), want)
		}
	}
}
