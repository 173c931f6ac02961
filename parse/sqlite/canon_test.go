package sqlite

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// TestCanonical: token streams that differ in case, quotes of names, comments, white space and
// outer parentheses have one canonical text; strings and numbers stay as they are.
func TestCanonical(t *testing.T) {
	known := func(_ int, folded string) bool { return slices.Contains([]string{"a", "b c", "order"}, folded) }
	for want, spellings := range map[string][]string{
		"a > 0":                {"a>0", "( ( A > 0 ) )", `"a" > 0`, "[a] /* x */ > -- y\n 0", "`A` > 0"},
		"( a ) > ( 0 )":        {"(a)>(0)"},
		"a = 1":                {"a == 1", "a=1"},
		"a <> 1":               {"a != 1"},
		`"b c" is null`:        {`"B c" IS NULL`, "[b c] is null"},
		`"order" + a`:          {`"ORDER" + a`, "[order]+A"},
		"'x Y' || a":           {"'x Y'||a", `"x Y" || a`}, // in double quotes and no name: a string
		"a = 'A'":              {"a = 'A'"},
		"t . a":                {"T.a", `"t"."a"`},
		`"true" = true`:        {`[true] = TRUE`},
		"cast ( a as text )":   {"CAST(a AS TEXT)"},
		"a between -1 and 2e5": nil,
	} {
		for _, s := range spellings {
			if got := canonical(s, newCursor(s).tokens, known); got != want {
				t.Errorf("%s: %s, want %s", s, got, want)
			}
		}
	}
}

// TestUnqualified: a table's own name before its columns means nothing; without it the text
// creates the table under another name.
func TestUnqualified(t *testing.T) {
	for _, c := range []struct{ sql, want, bare string }{
		{"t.a > x.a AND \"T\".b = 't'", "a > x . a and b = 't'", "a > x.a AND b = 't'"},
		{"a > t", "a > t", ""},
		{"main.t.a", "main . t . a", ""}, // a schema's name stands before it
	} {
		tokens := newCursor(c.sql).tokens
		if got := canonical(c.sql, unqualified(c.sql, tokens, "t"), nil); got != c.want {
			t.Errorf("%s: %s, want %s", c.sql, got, c.want)
		}
		if got := bare(c.sql, tokens, "t", 0); got != c.bare {
			t.Errorf("%s: %q, want %q", c.sql, got, c.bare)
		}
	}
}

// TestList cuts at the commas outside of parentheses.
func TestList(t *testing.T) {
	const src = "a, f(b, (c, d)), e"
	var got []string
	for _, part := range list(src, newCursor(src).tokens) {
		got = append(got, src[part[0].start:part[len(part)-1].end])
	}
	if want := []string{"a", "f(b, (c, d))", "e"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A name in double quotes is a name where the query around it defines it, and a string
// where nothing is called so: the text of the two views differs in their meaning only.
func TestNamesAndStringsOfBodies(t *testing.T) {
	const tables = "CREATE TABLE t (id, a, \"b c\"); CREATE TABLE u (k); CREATE VIEW w AS SELECT a AS \"of w\" FROM t;\n"
	for _, c := range []struct {
		one, other string
		same       bool
	}{
		{`WITH c AS (SELECT id AS "x y" FROM t) SELECT "x y" FROM c`, `WITH c AS (SELECT id AS "x y" FROM t) SELECT 'x y' FROM c`, false},
		{`SELECT a FROM t WHERE a = "x y"`, `SELECT a FROM t WHERE a = 'x y'`, true},
		{`SELECT "a" FROM "t"`, `SELECT a FROM t`, true},
		{`SELECT a FROM t WHERE a = "k"`, `SELECT a FROM t WHERE a = 'k'`, true},
		{`SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE "a" = k)`, `SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u WHERE 'a' = k)`, false},
		{`SELECT "of w" FROM w`, `SELECT 'of w' FROM w`, false},
		{`SELECT a AS "n" FROM t WHERE "n" > 1`, `SELECT a AS n FROM t WHERE 'n' > 1`, false},
		{`SELECT "lower"(a) COLLATE "nocase" FROM t`, `SELECT lower(a) COLLATE nocase FROM t`, true},
	} {
		one, err := load(tables + "CREATE VIEW v AS " + c.one)
		if err != nil {
			t.Fatal(err)
		}
		other, err := load(tables + "CREATE VIEW v AS " + c.other)
		if err != nil {
			t.Fatal(err)
		}
		if same := one.LooseFingerprint() == other.LooseFingerprint(); same != c.same {
			t.Errorf("%s\n%s\nequal: %t", c.one, c.other, same)
		}
	}
}

// A trigger is the same with and without the schema before its table.
func TestTriggersOnQualifiedTables(t *testing.T) {
	digests := map[string]bool{}
	for _, on := range []string{"t", "main.t", `"main"."t"`, "MAIN . [T]"} {
		s, err := load("CREATE TABLE t (a); CREATE TRIGGER r AFTER INSERT ON " + on + " BEGIN DELETE FROM t WHERE a = new.a; END;")
		if err != nil {
			t.Fatalf("%s: %v", on, err)
		}
		digests[s.Digest().Strict] = true
	}
	if len(digests) != 1 {
		t.Errorf("%d digests of one trigger", len(digests))
	}
}

// Functions that only the application has are those that SQLite would call: no type, no
// WITH, no table, but the operator REGEXP.
func TestUndefinedFunctions(t *testing.T) {
	s, err := load(`CREATE TABLE t (a TEXT, b TEXT CHECK (CAST(a AS VARCHAR(10)) <> 'x'), n DEFAULT (made(1)), CHECK (a REGEXP '^x'));
CREATE TABLE audit (a, g AS (CAST(a AS DECIMAL (10, 2))));
CREATE INDEX i ON audit (CAST(a AS DECIMAL(10,2)) DESC, own(a) COLLATE nocase) WHERE cond(a) > 1;
CREATE VIEW v AS WITH c(a) AS (SELECT inner_one(a) FROM t) SELECT a, "my func"(a), x.value FROM c, json_each(a) AS x;
CREATE VIEW w AS SELECT * FROM v;
CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO audit(a) VALUES (new.a); SELECT other(1), RAISE(ABORT, 'x') FROM v; END;`)
	if err != nil {
		t.Fatal(err)
	}
	for o := range s.All() {
		want := map[string]string{"t": "function made function regexp", "i": "function cond function own", "v": "function inner_one function my func", "r": "function other"}[o.Display()]
		if got := strings.Join(litemodel.SourceOf(o).Undefined, " "); got != want {
			t.Errorf("%s: %s, want %s", o.Key(), got, want)
		}
	}
}
