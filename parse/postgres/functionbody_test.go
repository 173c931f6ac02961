package postgres

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// remarksOn are the remarks on the bodies of a text, each as line:column and message.
func remarksOn(t *testing.T, text string) (list []string) {
	t.Helper()
	got, err := Analyze(t.Context(), nil, []parse.Source{{Name: "a.sql", Text: text}}, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range got.Statements {
		for _, r := range s.Remarks {
			if r.Kind == schema.BrokenBody {
				_, message, _ := strings.Cut(r.Text, ": ")
				list = append(list, fmt.Sprintf("%d:%d %s", r.Pos.Line, r.Pos.Col, message))
			}
		}
	}
	return list
}

// TestBrokenBodies looks for mistakes in bodies, at the place where the parser stops.
func TestBrokenBodies(t *testing.T) {
	const function, trigger = "CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS ", "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
	for _, c := range []struct {
		sql  string
		want []string
	}{
		{function + "$$ BEGIN\n  RETURN 1;\nEND $$", nil},
		{function + "$$ BEGIN\n  RETURN SELEC 1;\nEND $$", []string{`2:16 syntax error at or near "1"`}},
		{trigger + "$a$\nBEGIN\n  NEW.n := NEW.n + 1\n  RETURN NEW;\nEND $a$", []string{`4:10 syntax error at or near "NEW"`}},
		{trigger + "$$\n-- FROM\nBEGIN\n  INSERT INTO t SELECT a, FROM b;\nEND $$", []string{`4:27 syntax error at or near "FROM"`}},
		{trigger + "'BEGIN\n  NEW.x := ''a'' ''b'';\nEND'", []string{`2:3 syntax error at or near "'b'"`}},
		{function + "$$ BEGIN\n  RETURN coalesce((1), (2);\nEND $$", []string{`2:27 mismatched parentheses at or near ";"`}},
		{function + "$$ BEGIN\n  IF true THEN\n    RETURN 1;\nEND $$", []string{`4:1 syntax error at end of input`}},
		{function + "$$ BEGIN\n  RAISE 'a % %', 1;\nEND $$", []string{`2:3 too few parameters specified for RAISE`}},
		{function + "$$\nDECLARE\n  a int;\n  a text;\nBEGIN\nEND $$", []string{`4:3 duplicate declaration at or near "a"`}},
		{"CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN COMIT; END $$", []string{`1:51 syntax error at or near "COMIT"`}},
		{"DO $$\nBEGIN\n  ALTER TABLE t ADD COLUMN;\nEND $$", []string{`3:27 syntax error at end of input`}},
		{"DO LANGUAGE plperl 'x('", nil},
		{"CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $$SELECT 'é',\n 1 FORM t$$", []string{`2:9 syntax error at or near "t"`}},
		{"CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS ''", nil},
		{"CREATE FUNCTION f() RETURNS integer LANGUAGE sql RETURN 1", nil},
		{"CREATE FUNCTION f(cstring) RETURNS integer LANGUAGE c AS 'lib', 'SELEC'", nil},
		{"SET check_function_bodies = off;\n" + function + "$$ BEGIN SELEC 1; END $$", nil},
		{"SET check_function_bodies TO false;\nRESET check_function_bodies;\n" + function + "$$ BEGIN SELEC 1; END $$", []string{`3:66 syntax error at or near "SELEC"`}},
		// What the parser cannot know: OUT arguments by number, rows of unknown types, servers yet to come.
		{"CREATE FUNCTION f(integer, OUT integer) LANGUAGE plpgsql AS $$ BEGIN $2 := $1; END $$", nil},
		{"CREATE FUNCTION f(OUT a integer, OUT b integer) RETURNS SETOF record LANGUAGE plpgsql AS $$ BEGIN a := 1; RETURN NEXT; END $$", nil},
		{trigger + "$$ DECLARE r record; BEGIN r.x := 1; RETURN NEW; END $$", nil},
		{trigger + "$$ BEGIN MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE RETURNING t.a; END $$", nil},
		{trigger + "$$ BEGIN INSERT INTO {schema}.t SELECT 1; RETURN NEW; END $$", nil},
		{trigger + "$$ BEGIN INSERT INTO :schema.t SELECT 1; RETURN NEW; END $$", nil},
		{"CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1 FROM %s.t'", nil},
		{trigger + "$$ DECLARE c CURSOR (k int) FOR SELECT k; BEGIN OPEN c(k => 3); END $$", nil},
	} {
		if got := remarksOn(t, c.sql); !slices.Equal(got, c.want) {
			t.Errorf("%s\ngot  %q\nwant %q", c.sql, got, c.want)
		}
	}
}
