package postgres

// Where a mistake is. In the text of a case ^ stands before the place that the error has; the text
// comes as it is, with the line ends of Windows, and after other statements and another file.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// marked takes the mark out of a text and returns its line and column, in characters.
func marked(t *testing.T, text string) (plain string, line, col int) {
	t.Helper()
	before, after, found := strings.Cut(text, "^")
	if !found {
		t.Fatalf("%q has no mark", text)
	}
	return before + after, strings.Count(before, "\n") + 1, len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1
}

func TestErrorsHaveTheirPlace(t *testing.T) {
	const table = "CREATE TABLE users (id bigint PRIMARY KEY, name text);\n"
	for _, c := range []struct{ name, text, message string }{
		{"a word that the grammar does not have", "CREATE TABLE t (\n  a integer,\n  b text ^NUL\n);", "syntax error"},
		{"a bracket too many", "CREATE TABLE t (a integer)^);", "syntax error"},
		{"a statement that ends too soon", "CREATE TABLE t (a integer,^;", "syntax error"},
		{"a mistake in the second statement of a line", "SELECT 1; CREATE ^TABEL t (a integer);", "syntax error"},
		{"a column of a view", table + "CREATE VIEW v AS\n\tSELECT id,\n\t\t^u.nmae FROM users u;", "nmae"},
		{"a column behind letters of several bytes", table + "CREATE VIEW v AS SELECT 'äöü' AS \"ñ\", ^nmae FROM users;", "nmae"},
		{"a relation", "CREATE VIEW v AS SELECT 1\nFROM ^nothing;", "nothing"},
		{"a relation with its schema", table + "CREATE VIEW v AS SELECT 1 FROM ^public.nothing;", "nothing"},
		{"a type of a column", "CREATE TABLE t (a integer,\n  b ^nothing NOT NULL);", "nothing"},
		{"a function of a default", "CREATE TABLE t (a integer DEFAULT ^nothing(1));", "nothing"},
		{"a function of a CHECK", "CREATE TABLE t (a integer, CHECK (a > 0 AND\n ^nothing(a)));", "nothing"},
		{"a column of a CHECK", "CREATE TABLE t (a integer, CHECK (a > 0 AND ^b > 0));", "b"},
		{"a column of a generated column", "CREATE TABLE t (a integer GENERATED ALWAYS AS (^b + 1) STORED);", "b"},
		{"a column of an index", table + "CREATE INDEX i ON users (id, ^nmae);", "nmae"},
		{"a column of an index's condition", table + "CREATE INDEX i ON users (id) WHERE ^nmae <> '';", "nmae"},
		{"a relation of an index", "CREATE INDEX i ON ^nothing (id);", "nothing"},
		{"a column of a policy", table + "CREATE POLICY p ON users\n  USING (^nmae = current_user);", "nmae"},
		{"a function of a trigger", table + "CREATE TRIGGER g BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION ^nothing();", "nothing"},
		{"a parent", "CREATE TABLE t (a integer) INHERITS (^nothing);", "nothing"},
		{"a target of a reference", "CREATE TABLE t (a integer REFERENCES ^nothing);", "nothing"},
		{"a column that is dropped", table + "ALTER TABLE users DROP COLUMN ^nmae;", "nmae"},
		{"a column that gets another type", table + "ALTER TABLE users ADD COLUMN x text, ALTER COLUMN ^nmae TYPE text;", "nmae"},
		{"a server", "CREATE FOREIGN TABLE t (a integer) SERVER nothing^;", ""},
		{"a relation of a comment", "COMMENT ON TABLE ^nothing IS 'x';", "nothing"},
		{"a relation of a privilege", "GRANT SELECT ON ^nothing TO r;", "nothing"},
		{"a statement after a block comment", "/* one\n /* two */ */\nCREATE INDEX i ON ^nothing (a);", "nothing"},
		{"a statement after a text with semicolons", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $x$ SELECT 1; SELECT ';' $x$;\nCREATE INDEX i ON ^nothing (a);", "nothing"},
		{"a string with line ends in it", "COMMENT ON SCHEMA public IS 'a\nb\nc'; CREATE INDEX i ON ^nothing (a);", "nothing"},
		{"a tab is one character", "CREATE\tINDEX\ti ON\t^nothing (a);", "nothing"},
	} {
		text, line, col := marked(t, c.text)
		for _, s := range []struct {
			name, text string
			down       int
		}{{"as it is", text, 0}, {"with CRLF", strings.ReplaceAll(text, "\n", "\r\n"), 0}, {"with a byte order mark", "\ufeff" + text, 0}, {"lower down", "CREATE TABLE before (a integer);\n\n-- é\n" + text, 3}} {
			_, err := Load(t.Context(), []parse.Source{{Name: "a.sql", Text: "CREATE TABLE first (a integer);\n"}, {Name: "b.sql", Text: s.text}})
			list, ok := err.(parse.Errors)
			if !ok || len(list) == 0 {
				t.Errorf("%s, %s: %v is no list of errors\n%s", c.name, s.name, err, s.text)
				continue
			}
			if c.message == "" { // only that there is an error in the file
				continue
			}
			want := fmt.Sprintf("b.sql:%d:%d", line+s.down, col)
			if list[0].Pos.String() != want || !strings.Contains(list[0].Msg, c.message) {
				t.Errorf("%s, %s: %s: %s, want it at %s\n%s", c.name, s.name, list[0].Pos, list[0].Msg, want, s.text)
			}
		}
	}
}

func TestEveryMistakeIsReported(t *testing.T) {
	_, err := Load(t.Context(), []parse.Source{
		{Name: "a.sql", Text: "CREATE TABLE t (a integer, CHECK (b > 0), CHECK (c > 0));\nCREATE VIEW v AS SELECT x FROM t;\nCREATE VIEW w AS SELECT a FROM gone;\n"},
		{Name: "b.sql", Text: "CREATE INDEX i ON t (y);\nCREATE TABEL u;\nCREATE TABLE ok (a integer);\nCREATE TABLE t (a integer);"}})
	list, _ := err.(parse.Errors)
	var got []string
	for _, e := range list {
		got = append(got, fmt.Sprintf("%s:%d", e.Pos.File, e.Pos.Line))
	}
	if want := "a.sql:1 a.sql:1 a.sql:2 a.sql:3 b.sql:1 b.sql:2 b.sql:4"; strings.Join(got, " ") != want {
		t.Errorf("mistakes at %s, want %s\n%v", strings.Join(got, " "), want, err)
	}
}

// A name that is nearly right is offered; one that is not like any is not.
func TestErrorsOfferWhatIsAlike(t *testing.T) {
	const table = "CREATE TABLE users (id bigint PRIMARY KEY, email_address text, \"Role\" text);\n"
	for sql, want := range map[string]string{
		"CREATE VIEW v AS SELECT email_adress FROM users": "email_address", "CREATE VIEW v AS SELECT role FROM users": `"Role"`,
		"CREATE INDEX i ON users (email_adress)": "email_address", "CREATE VIEW v AS SELECT zzzzzzzzz FROM users": "", "CREATE VIEW v AS SELECT lenght(email_address) FROM users": "length",
	} {
		_, err := Load(t.Context(), []parse.Source{{Name: "a.sql", Text: table + sql}})
		list, _ := err.(parse.Errors)
		if len(list) != 1 {
			t.Errorf("%s: %v", sql, err)
			continue
		}
		if hint := list[0].Hint; want != "" && !strings.Contains(hint, want) || want == "" && strings.Contains(hint, "did you mean") {
			t.Errorf("%s: hint %q, want %q in it", sql, hint, want)
		}
	}
}
