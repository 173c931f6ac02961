package dbtest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func lines(t *testing.T, ddl string, order Order) []string {
	t.Helper()
	list, err := Schema(SQLite(t, ddl), order)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestSchemaSeesNoSpelling(t *testing.T) {
	want := lines(t, `CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT CHECK (b > 'X')); CREATE INDEX i ON t (b) WHERE a > 1`, AnyOrder)
	got := lines(t, "create table [T]( -- c\n`A` integer primary key, \"b\" Text check(/* d */ b>'X'));create index I on T(B)where a>1", AnyOrder)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("spelling made a difference (-want +got):\n%s", diff)
	}
}

// Each pair differs, and the oracle must see it.
func TestSchemaSeesDifferences(t *testing.T) {
	for _, pair := range [][2]string{
		{`CREATE TABLE t (a)`, `CREATE TABLE u (a)`},
		{`CREATE TABLE t (a)`, `CREATE TABLE t (a, b)`},
		{`CREATE TABLE t (a)`, `CREATE TABLE t (a TEXT)`},
		{`CREATE TABLE t (a)`, `CREATE TABLE t (a NOT NULL)`},
		{`CREATE TABLE t (a)`, `CREATE TABLE t (a DEFAULT 1)`},
		{`CREATE TABLE t (a)`, `CREATE TABLE t (a COLLATE NOCASE)`},
		{`CREATE TABLE t (a)`, `CREATE TABLE t (a CHECK (a))`},
		{`CREATE TABLE t (a CHECK (a > 1))`, `CREATE TABLE t (a CHECK (a > 2))`},
		{`CREATE TABLE t (a CHECK (a))`, `CREATE TABLE t (a CONSTRAINT c CHECK (a))`},
		{`CREATE TABLE t (a)`, `CREATE TABLE t (a UNIQUE)`},
		{`CREATE TABLE t (a UNIQUE)`, `CREATE TABLE t (a UNIQUE ON CONFLICT IGNORE)`},
		{`CREATE TABLE t (a, b AS (a))`, `CREATE TABLE t (a, b AS (a) STORED)`},
		{`CREATE TABLE t (a, b AS (a))`, `CREATE TABLE t (a, b AS (a + 1))`},
		{`CREATE TABLE t (a INTEGER PRIMARY KEY)`, `CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)`},
		{`CREATE TABLE t (a INT PRIMARY KEY)`, `CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID`},
		{`CREATE TABLE t (a INT)`, `CREATE TABLE t (a INT) STRICT`},
		{`CREATE TABLE t (a REFERENCES u)`, `CREATE TABLE t (a REFERENCES u ON DELETE CASCADE)`},
		{`CREATE TABLE t (a REFERENCES u)`, `CREATE TABLE t (a REFERENCES u DEFERRABLE INITIALLY DEFERRED)`},
		{`CREATE TABLE t (a, b, UNIQUE (a, b))`, `CREATE TABLE t (a, b, UNIQUE (b, a))`},
		{`CREATE TABLE t (a); CREATE INDEX i ON t (a)`, `CREATE TABLE t (a); CREATE INDEX i ON t (a DESC)`},
		{`CREATE VIEW v AS SELECT 'A'`, `CREATE VIEW v AS SELECT 'a'`},
		{`CREATE VIRTUAL TABLE v USING fts5 (a)`, `CREATE VIRTUAL TABLE v USING fts5 (b)`},
	} {
		if slices.Equal(lines(t, pair[0], AnyOrder), lines(t, pair[1], AnyOrder)) {
			t.Errorf("no difference seen between\n%s\n%s", pair[0], pair[1])
		}
	}
}

func TestSchemaOrderOfColumns(t *testing.T) {
	ab, ba := `CREATE TABLE t (a, b)`, `CREATE TABLE t (b, a)`
	if !slices.Equal(lines(t, ab, AnyOrder), lines(t, ba, AnyOrder)) {
		t.Error("AnyOrder sees the order of columns")
	}
	if slices.Equal(lines(t, ab, StrictOrder), lines(t, ba, StrictOrder)) {
		t.Error("StrictOrder does not see the order of columns")
	}
}

func rowsOf(t *testing.T, script string) Rows {
	t.Helper()
	rows, err := ReadRows(SQLite(t, script))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestKept(t *testing.T) {
	from := `CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b); INSERT INTO t VALUES (1, 'x'), (2, '5')`
	for _, c := range []struct{ name, to, wrong string }{
		{"nothing changed", from, ""},
		{"a row is gone", from + `; DELETE FROM t WHERE a = 2`, "held 2 rows and holds 1"},
		{"a value changed", from + `; UPDATE t SET b = 5 WHERE a = 2`, "(2, 5, 2)"},
		{"the counter changed", from + `; UPDATE sqlite_sequence SET seq = 9`, "counter"},
		{"a rowid changed", `CREATE TABLE t (b); INSERT INTO t (rowid, b) VALUES (1, 'x'), (3, '5')`, "('5', 3)"},
		{"the table is gone", ``, ""},
	} {
		got := strings.Join(Kept(rowsOf(t, from), rowsOf(t, c.to), Changes{}), "\n")
		if c.wrong == "" && got != "" || !strings.Contains(got, c.wrong) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.wrong)
		}
	}
}

func TestKeptUnderOtherNames(t *testing.T) {
	from := rowsOf(t, `CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x')`)
	changes := Changes{Renamed: map[string]string{"u": "t", "u.c": "b"}, Values: map[string]string{"u.a": "'1'"}}
	good := rowsOf(t, `CREATE TABLE u (a, c); INSERT INTO u VALUES ('1', 'x')`)
	if wrong := Kept(from, good, changes); wrong != nil {
		t.Error(wrong)
	}
	bad := rowsOf(t, `CREATE TABLE u (a, c); INSERT INTO u VALUES ('2', 'y')`)
	if wrong := Kept(from, bad, changes); len(wrong) != 2 {
		t.Errorf("want two complaints, got %q", wrong)
	}
}

func TestNormal(t *testing.T) {
	for in, want := range map[string]string{
		"SELECT \"A b\" -- x\n, [c]": "select a b , c",
		"'It''s' || `q``r`":          "'It''s' | | q`r",
		"/* open":                    "",
		`"open`:                      "open",
		`"`:                          "",
		"x'0F' <> 'É' and émile = 1": "x '0F' < > 'É' and émile = 1",
	} {
		if got := Normal(in); got != want {
			t.Errorf("Normal(%q) = %q, want %q", in, got, want)
		}
	}
}
