package postgres

import (
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// What functions may make that the files call is named by their bodies.
func TestCallsOfOwnFunctionsAreOpaque(t *testing.T) {
	const inner = "CREATE FUNCTION inner_one() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE made (id int); END $$;"
	const outer = "CREATE FUNCTION outer_one() RETURNS void LANGUAGE plpgsql AS $$ BEGIN PERFORM inner_one(); END $$;"
	for sql, want := range map[string]bool{
		inner + "SELECT inner_one()":         true,
		"SELECT inner_one();" + inner:        true,
		inner + outer + "SELECT outer_one()": true,
		inner + outer:                        false,
		inner + "SELECT now()":               false,
		"CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE made (id int); END $$; CALL p()": true,
	} {
		s, err := Load(t.Context(), []parse.Source{{Name: "a.sql", Text: sql}})
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.ContainsFunc(s.Opaque, func(text string) bool { return pgmodel.NamedIn([]string{text}, "made") }); got != want {
			t.Errorf("%s: made may be made is %v, want %v", sql, got, want)
		}
	}
}
