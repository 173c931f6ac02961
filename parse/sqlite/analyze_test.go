package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// TestActs pins the acts of statements, which are all that the linter sees of them.
func TestActs(t *testing.T) {
	for sql, want := range map[string][]string{
		"CREATE TABLE t (a TEXT NOT NULL)":         {"create t t", "define column t a"},
		"ALTER TABLE t ADD COLUMN b INT DEFAULT 1": {"add column t b"},
		"ALTER TABLE t DROP b":                     {"drop column t b"},
		"ALTER TABLE t RENAME a TO c":              {"rename column t a to c"},
		"ALTER TABLE t RENAME TO u":                {"rename t t to u"},
		"CREATE UNIQUE INDEX i ON t (a)":           {"create t i"},
		"DROP TABLE IF EXISTS t":                   {"drop t t"},
		"DROP VIEW v":                              {"drop v v"},
		"INSERT INTO t VALUES (1)":                 {"insert t"},
		"DELETE FROM t":                            {"delete t"},
		"BEGIN":                                    {"begin BEGIN"},
		"PRAGMA foreign_keys = OFF":                {"pragma foreign_keys to off"},
	} {
		a, err := Analyze(context.Background(), nil, []parse.Source{{Name: "a.sql", Text: sql}}, false)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range a.Statements {
			for _, act := range s.Acts {
				text := fmt.Sprintf("%s %s %s", act.Verb, act.On.Name, act.Name)
				if act.To != "" {
					text += " to " + strings.ToLower(act.To)
				}
				got = append(got, strings.Join(strings.Fields(text), " "))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
}

// TestColumnActs: the clauses of a column are its own, and not the words in its expressions; what
// SQLite refuses is read as far as it is right.
func TestColumnActs(t *testing.T) {
	for clauses, want := range map[string]string{
		"INT NOT NULL":                        "int not-null",
		"VARCHAR(10) CHECK (b NOT NULL)":      "varchar checked",
		"INT DEFAULT (1)":                     "int default",
		"INT DEFAULT (b + 1)":                 "int default volatile",
		"TEXT DEFAULT CURRENT_TIMESTAMP":      "text default volatile",
		"TEXT NOT NULL DEFAULT NULL":          "text not-null default null",
		"TEXT DEFAULT 'unique'":               "text default",
		"INT AS (a * 2) STORED":               "int stored",
		"INT CHECK (stored IS NOT NULL)":      "int checked",
		"INT UNIQUE REFERENCES u (id) STORED": "int unique u",
		"INT PRIMARY KEY ON CONFLICT":         "int primary",
		"":                                    "",
		"INT DEFAULT":                         "int",
		"INT REFERENCES":                      "int",
		"INT COLLATE":                         "int",
		"INT CHECK (":                         "int",
	} {
		for _, head := range []string{"ALTER TABLE t ADD COLUMN c ", "CREATE TABLE t (c "} {
			sql := head + clauses
			if head[0] == 'C' {
				sql += ")"
			}
			a, err := Analyze(context.Background(), nil, []parse.Source{{Name: "a.sql", Text: sql}}, false)
			if err != nil {
				t.Fatal(err)
			}
			if head[0] == 'C' && strings.HasSuffix(clauses, "(") {
				continue // it is no table
			}
			acts := a.Statements[0].Acts
			act := acts[len(acts)-1]
			words := []string{act.Spelled}
			for word, is := range map[string]bool{"a not-null": act.NotNull, "b primary": act.Primary, "c unique": act.Unique, "d checked": act.Checked,
				"e stored": act.Stored, "f default": act.Default, "g null": act.NullDefault, "h volatile": act.Volatile} {
				if is {
					words = append(words, word)
				}
			}
			slices.Sort(words[1:])
			for i := range words[1:] {
				words[i+1] = words[i+1][2:]
			}
			words = append(words, act.References.Name)
			if got := strings.TrimSpace(strings.Join(words, " ")); got != want {
				t.Errorf("%s: %q, want %q", sql, got, want)
			}
		}
	}
}

// TestActsOfCutStatements: a statement that ends too early is read without a panic.
func TestActsOfCutStatements(t *testing.T) {
	for _, sql := range []string{
		"ALTER TABLE main.t ADD COLUMN c DECIMAL(10, 2) CONSTRAINT x NOT NULL ON CONFLICT FAIL DEFAULT -1 UNIQUE COLLATE nocase CHECK (c > 1) REFERENCES u (id) MATCH FULL ON DELETE SET NULL NOT DEFERRABLE INITIALLY DEFERRED GENERATED ALWAYS AS (1) STORED",
		"ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (a, b) REFERENCES u (c, d) ON UPDATE CASCADE DEFERRABLE INITIALLY IMMEDIATE",
		"ALTER TABLE t ADD CONSTRAINT x CHECK (a > 1) ON CONFLICT ABORT",
		"CREATE TABLE t (a INT PRIMARY KEY DESC ON CONFLICT REPLACE AUTOINCREMENT, b DEFAULT (1), PRIMARY KEY (a DESC) ON CONFLICT IGNORE) WITHOUT ROWID, STRICT",
		"CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a COLLATE nocase DESC, (b + 1), c NOTNULL) WHERE a > 1",
		"DROP TABLE IF EXISTS main.t", "ALTER TABLE t RENAME COLUMN a TO b", "PRAGMA main.foreign_keys = OFF",
	} {
		for _, x := range lex(sql) {
			for _, cut := range []string{sql[:x.end], sql[:x.end] + ")"} {
				if _, err := Analyze(context.Background(), nil, []parse.Source{{Name: "a.sql", Text: cut}}, false); err != nil {
					t.Errorf("%s: %v", cut, err)
				}
			}
		}
	}
}

// Clauses of inner queries are not those of the statement, and a WITH before it changes
// nothing.
func TestActsOnRows(t *testing.T) {
	for sql, want := range map[string]string{
		"WITH c AS (SELECT 1) DELETE FROM t":                                                                 "delete t all",
		"UPDATE t SET a = (SELECT 1 FROM t WHERE a = 2)":                                                     "update t all",
		"UPDATE t SET a = b.a FROM t AS b":                                                                   "update t all",
		"DELETE FROM main.t RETURNING (SELECT 1 WHERE 1)":                                                    "delete t all",
		"DELETE FROM t WHERE a IN (SELECT a FROM t)":                                                         "delete t",
		"WITH c AS (SELECT 1) INSERT OR REPLACE INTO t (a) SELECT * FROM c":                                  "insert t replaces [a]",
		"WITH c AS (SELECT 1) SELECT * FROM c":                                                               "select ",
		"INSERT INTO t VALUES (1, 2) ON CONFLICT (a) DO NOTHING ON CONFLICT (b) DO NOTHING":                  "insert t unread INSERT",
		"WITH c AS (SELECT 1) INSERT INTO t VALUES (1, 2) ON CONFLICT (a) DO NOTHING ON CONFLICT DO NOTHING": "insert t unread WITH",
	} {
		from, err := load("CREATE TABLE t (a PRIMARY KEY, b UNIQUE);")
		if err != nil {
			t.Fatal(err)
		}
		a, err := Analyze(context.Background(), from, []parse.Source{{Name: "a.sql", Text: sql}}, true)
		if err != nil || len(a.Statements) != 1 || len(a.Statements[0].Acts) != 1 {
			t.Errorf("%s: %+v, %v", sql, a, err)
			continue
		}
		act := a.Statements[0].Acts[0]
		got := fmt.Sprintf("%s %s", act.Verb, act.On.Name)
		if !act.Where && act.Verb != schema.Selects {
			got += " all"
		}
		if act.Replaces {
			got += " replaces"
		}
		if act.Columns != nil {
			got += fmt.Sprint(" ", act.Columns)
		}
		if a.Statements[0].Unread != "" {
			got += " unread " + a.Statements[0].Unread
		}
		if got != want {
			t.Errorf("%s: %s, want %s", sql, got, want)
		}
	}
}

// TestAnalyzeGoesOn: a statement that SQLite refuses is reported at its place, and the rest of
// the migration is read all the same.
func TestAnalyzeGoesOn(t *testing.T) {
	from, err := load("CREATE TABLE t (a);")
	if err != nil {
		t.Fatal(err)
	}
	a, err := Analyze(context.Background(), from, []parse.Source{{Name: "1.sql", Text: "ALTER TABLE t DROP COLUMN nope;\nALTER TABLE t ADD COLUMN b;\nCREATE VIEW v AS SELECT c FROM t;"}}, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Broken) != 1 || a.Broken[0].Pos.Line != 1 || a.Broken[0].Msg != `no such column: "nope"` {
		t.Errorf("got %v", a.Broken)
	}
	want, err := load("CREATE TABLE t (a, b); CREATE VIEW v AS SELECT c FROM t;")
	if err != nil {
		t.Fatal(err)
	}
	if a.To.Fingerprint() != want.Fingerprint() {
		t.Error("the rest of the migration was not read")
	}
}

// TestUnresolved: names in views and triggers that mean nothing are errors at their place, unless
// the database holds the same object already.
func TestUnresolved(t *testing.T) {
	for _, c := range []struct{ rule, from, to, want string }{
		{"a column", "", "CREATE TABLE t (name);\nCREATE VIEW v AS SELECT nam FROM t;", "to.sql:2:25: no such column: nam"},
		{"a table", "", "CREATE VIEW v AS SELECT 1\n  FROM missing;", "to.sql:2:8: no such table: main.missing"},
		{"in a trigger", "", "CREATE TABLE t (a);\nCREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM gone; END;", "to.sql:2:54: no such table: main.gone"},
		{"only the cause", "", "CREATE TABLE t (a);\nCREATE VIEW v AS SELECT b FROM t;\nCREATE VIEW w AS SELECT * FROM v;", "to.sql:2:25: no such column: b"},
		{"as in the database", "CREATE VIEW v AS SELECT 1 FROM missing;", "CREATE VIEW v AS SELECT 1 FROM missing;", ""},
		{"statistics", "", "CREATE TABLE t (a);\nCREATE VIEW v AS SELECT tbl FROM SQLite_stat1;\nCREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM sqlite_stat1 WHERE idx = 'i'; END;", ""},
		{"a column of statistics", "", "CREATE VIEW v AS SELECT tbl, other FROM sqlite_stat1;", "to.sql:1:30: no such column: other"},
		{"a trigger on main.t", "", "CREATE TABLE t (a);\nCREATE TRIGGER g AFTER UPDATE OF b ON main.t BEGIN SELECT 1; END;", "to.sql:2:34: no such column: b: a trigger on it never fires"},
		{"nothing is wrong", "", "CREATE VIEW v AS SELECT a FROM t;\nCREATE TABLE t (a);", ""},
	} {
		var from *schema.Schema
		if c.from != "" {
			s, err := load(c.from)
			if err != nil {
				t.Fatal(err)
			}
			from = s
		}
		sources := []parse.Source{{Name: "to.sql", Text: c.to}}
		to, err := Load(context.Background(), sources)
		if err != nil {
			t.Fatal(err)
		}
		errs, err := Unresolved(context.Background(), from, to, sources)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(errs) > 0 {
			got = errs.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.rule, got, c.want)
		}
	}
}
