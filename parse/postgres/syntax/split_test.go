package syntax

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
)

func read(t *testing.T, text string) (list []*Statement, notes, errs []string) {
	t.Helper()
	sts, ns, es := Statements(context.Background(), parse.Source{Name: "a.sql", Text: text}, nil)
	for _, n := range ns {
		notes = append(notes, string(n.Class)+" "+n.Pos.String()+" "+n.Subject+": "+n.Reason)
	}
	for _, e := range es {
		line := e.Error()
		if e.Hint != "" {
			line += " | " + e.Hint
		}
		errs = append(errs, line)
	}
	return sts, notes, errs
}

func texts(list []*Statement) (out []string) {
	for _, s := range list {
		out = append(out, s.Pos(0).String()+" "+s.SQL)
	}
	return out
}

func TestStatementsAreCutAtSemicolons(t *testing.T) {
	list, notes, errs := read(t, "\ufeff"+`-- first
CREATE TABLE a (b text DEFAULT ';'); /* ; /* ; */ ; */ SELECT E'\';', 'a\', $$;$$, $x$;$$;$x$, U&";" FROM "a;""b";;
CREATE RULE r AS ON INSERT TO a DO (INSERT INTO b VALUES (1); DELETE FROM c);
CREATE FUNCTION f(x int) RETURNS int BEGIN ATOMIC SELECT CASE WHEN x > 1 THEN 1 END; SELECT x.end AS end; END;
CREATE OR REPLACE PROCEDURE p()
BEGIN ATOMIC
  INSERT INTO t VALUES (1);
END;
BEGIN;
SELECT $1, a$b$c, 1 -- no; end
;
SELECT E'a'
'\';b', a--;
;COMMIT`)
	want := []string{
		"a.sql:2:1 CREATE TABLE a (b text DEFAULT ';')",
		`a.sql:2:56 SELECT E'\';', 'a\', $$;$$, $x$;$$;$x$, U&";" FROM "a;""b"`,
		"a.sql:3:1 CREATE RULE r AS ON INSERT TO a DO (INSERT INTO b VALUES (1); DELETE FROM c)",
		"a.sql:4:1 CREATE FUNCTION f(x int) RETURNS int BEGIN ATOMIC SELECT CASE WHEN x > 1 THEN 1 END; SELECT x.end AS end; END",
		"a.sql:5:1 CREATE OR REPLACE PROCEDURE p()\nBEGIN ATOMIC\n  INSERT INTO t VALUES (1);\nEND",
		"a.sql:9:1 BEGIN",
		"a.sql:10:1 SELECT $1, a$b$c, 1",
		"a.sql:12:1 SELECT E'a'\n'\\';b', a",
		"a.sql:14:2 COMMIT",
	}
	if diff := cmp.Diff(want, texts(list)); diff != "" {
		t.Errorf("statements (-want +got):\n%s", diff)
	}
	if notes != nil || errs != nil {
		t.Errorf("notes %q, errors %q; want none", notes, errs)
	}
}

func TestEveryErrorHasItsPlace(t *testing.T) {
	_, _, errs := read(t, `CREATE TABLE é (ü int, x);
CREATE TABLE ok (a int);
  SELECT 'é', FROM;
CREATE TABLE a (b int
CREATE TABLE c (d int);
CREATE TABLE `+"`t`"+` (a int);
SELECT :name;
CREATE TABLE d (a int;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $f$ SELECT 1; $g$;`)
	want := []string{
		`a.sql:1:25: syntax error at or near ")"`,
		`a.sql:3:15: syntax error at or near "FROM"`,
		`a.sql:5:1: syntax error at or near "CREATE" | a semicolon may be missing before this line`,
		"a.sql:6:14: syntax error at or near \"`\" | PostgreSQL quotes names with double quotes, not with backticks",
		`a.sql:7:8: syntax error at or near ":" | variables of psql are not known here: write their values`,
		`a.sql:8:22: syntax error at end of input | a closing parenthesis is missing`,
		`a.sql:9:49: unterminated string $f$: nothing closes it`,
	}
	if diff := cmp.Diff(want, errs); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

func TestTextThatIsNone(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT 1;\nSELECT \x00": "a.sql:2:8: NUL byte: this is no text",
		"SELECT 'é\xff'":         "a.sql:1:10: byte 0xFF is not UTF-8: save the file as UTF-8",
		"SELECT '\nx":            "a.sql:1:8: unterminated quoted string: nothing closes it",
		"SELECT 1; /* /* */":     "",
		"SELECT \"a":             "a.sql:1:8: unterminated quoted name: nothing closes it",
		"SELECT 1 /* a":          "a.sql:1:10: unterminated comment /*: nothing closes it",
		"SELECT 1; SELECT E'\\'": "a.sql:1:18: unterminated quoted string: nothing closes it",
		"DO $$":                  "a.sql:1:4: unterminated string $$: nothing closes it",
		strings.Repeat(" ", maxSource) + "SELECT": "a.sql:1:1: the source has 67,108,870 bytes; the limit is 67,108,864",
	} {
		_, _, errs := read(t, text)
		if got := strings.Join(errs, "\n"); got != want && want != "" {
			t.Errorf("%.40q: error %q, want %q", text, got, want)
		} else if want == "" && got == "" {
			t.Errorf("%.40q: no error", text)
		}
	}
}
