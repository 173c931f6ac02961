package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// fields are the attributes of an object that are set, as text.
func fields(o schema.Object) string {
	var list []string
	for _, f := range o.Fields() {
		if f.Value != "" {
			list = append(list, f.Name+": "+f.Value)
		}
	}
	return strings.Join(list, ", ")
}

// TestClauses pins what each clause of a CREATE TABLE becomes in the model, by the key of the
// part that has it.
func TestClauses(t *testing.T) {
	for _, c := range []struct{ clause, part, want string }{
		{"a", "column t.a", ""},
		{"a VARCHAR ( 20 ) NOT NULL", "column t.a", "type: varchar(20), not null: yes"},
		{"a TEXT NOT NULL ON CONFLICT IGNORE", "column t.a", "type: text, not null: yes, not null on conflict: ignore"},
		{"a TEXT CONSTRAINT Here NOT NULL ON CONFLICT ABORT", "column t.a", "type: text, not null: yes, not null name: here"},
		{"a TEXT DEFAULT 'It''s'", "column t.a", "type: text, default: 'It''s'"},
		{"a INT DEFAULT -5", "column t.a", "type: int, default: - 5"},
		{"a INT DEFAULT ( 1+2 )", "column t.a", "type: int, default: (1 + 2)"},
		{"a DEFAULT CURRENT_DATE", "column t.a", "default: current_date"},
		{"a TEXT COLLATE NoCase", "column t.a", "type: text, collation: nocase"},
		{"a TEXT COLLATE BINARY", "column t.a", "type: text"},
		{"b, a AS (B * 2)", "column t.a", "generated: b * 2"},
		{"b, a INT GENERATED ALWAYS AS (b) STORED", "column t.a", "type: int, generated: b, stored: yes"},
		{"a INT UNIQUE ON CONFLICT REPLACE", "unique constraint t.(a)", "columns: a, on conflict: replace"},
		{"a, b, CONSTRAINT U UNIQUE (a COLLATE NOCASE, b DESC)", "unique constraint t.u", "name: u, columns: a collate nocase, b desc"},
		{"a, CHECK (A>0)", "check constraint t.(a > 0)", "expression: a > 0"},
		{"a CONSTRAINT K CHECK (t.a > 0)", "check constraint t.k", "expression: a > 0"},
		{"a REFERENCES P (X) ON DELETE SET NULL ON UPDATE CASCADE", "foreign key t.(a) references p (x)",
			"columns: a, references: p (x), on update: cascade, on delete: set null"},
		{"a, b, CONSTRAINT F FOREIGN KEY (a, b) REFERENCES p DEFERRABLE INITIALLY DEFERRED", "foreign key t.f",
			"columns: a, b, references: p (), deferred: yes"},
		{"a REFERENCES p ON DELETE NO ACTION DEFERRABLE", "foreign key t.(a) references p", "columns: a, references: p ()"},
	} {
		s, err := load("CREATE TABLE t (" + c.clause + ")")
		if err != nil {
			t.Errorf("%s: %v", c.clause, err)
			continue
		}
		got, found := "", false
		var keys []string
		for _, part := range litemodel.TableOf(s, litemodel.TableKey("t")).Parts() {
			keys = append(keys, part.Key().String())
			if part.Key().String() == c.part {
				got, found = fields(part), true
			}
		}
		if !found || got != c.want {
			t.Errorf("%s: %s: %q, want %q; the parts are %q", c.clause, c.part, got, c.want, keys)
		}
	}
}

// TestTableOptions pins what stands after the columns, and which column is the row id.
func TestTableOptions(t *testing.T) {
	for ddl, want := range map[string]string{
		"CREATE TABLE t (a INTEGER PRIMARY KEY)":                       "rowid alias: a",
		"CREATE TABLE t (a INTEGER, PRIMARY KEY (A))":                  "rowid alias: a",
		"CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)":         "autoincrement: yes, rowid alias: a",
		"CREATE TABLE t (a INTEGER PRIMARY KEY DESC)":                  "", // lang_createtable.html, section 5
		"CREATE TABLE t (a INT PRIMARY KEY)":                           "",
		"CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID":            "without rowid: yes",
		"CREATE TABLE t (a INTEGER PRIMARY KEY) STRICT, WITHOUT ROWID": "strict: yes, without rowid: yes",
	} {
		s, err := load(ddl)
		if err != nil {
			t.Fatal(err)
		}
		if got := fields(litemodel.TableOf(s, litemodel.TableKey("t"))); got != want {
			t.Errorf("%s: %q, want %q", ddl, got, want)
		}
	}
}

// TestNamesOfViewsAndTriggers: tables and views that a body may read are known, and virtual
// tables, aliases and what the schema does not have are not.
func TestNamesOfViewsAndTriggers(t *testing.T) {
	s, err := load(`CREATE TABLE t (a); CREATE TABLE u (b); CREATE VIRTUAL TABLE f USING fts5 (c);
CREATE VIEW v AS SELECT a FROM T AS alias;
CREATE VIEW w AS SELECT v.a, c FROM "V" JOIN f JOIN u JOIN v AS again;
CREATE TRIGGER g INSTEAD OF INSERT ON w BEGIN INSERT INTO u SELECT a FROM t; END;`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		key  schema.Key
		want string
	}{
		{schema.Key{Kind: schema.KindView, Name: "v"}, "[table t]"},
		{schema.Key{Kind: schema.KindView, Name: "w"}, "[view v table u]"},
		{schema.Key{Kind: schema.KindTrigger, Name: "g"}, "[view w table u table t]"},
	} {
		var names []schema.Key
		switch o := s.Get(c.key).(type) {
		case *litemodel.View:
			names = o.Names()
		case *litemodel.Trigger:
			names = o.Names()
		}
		if got := fmt.Sprint(names); got != c.want {
			t.Errorf("%s reads %s, want %s", c.key, got, c.want)
		}
	}
}

// TestTextCreatesTheObjectAgain: an object's own text, under its name, makes an equal schema.
func TestTextCreatesTheObjectAgain(t *testing.T) {
	for _, ddl := range constructs {
		s, err := load(ddl)
		if err != nil || len(s.Notes) > 0 {
			continue
		}
		var statements []string
		for _, kind := range []schema.Kind{schema.KindTable, schema.KindVirtual, schema.KindIndex, schema.KindView, schema.KindTrigger} {
			for o := range s.All() {
				if o.Key().Kind == kind {
					statements = append(statements, createSQL(*litemodel.SourceOf(o)))
				}
			}
		}
		again, err := load(strings.Join(statements, ";\n"))
		if err != nil {
			t.Errorf("%s: %v", ddl, err)
			continue
		}
		if s.Fingerprint() != again.Fingerprint() {
			t.Errorf("%s: created again as %q", ddl, statements)
		}
	}
}

// TestBroken: what fails when it is used is found with SQLite's own words, and what only reads
// something broken is too.
func TestBroken(t *testing.T) {
	s, err := load(`CREATE TABLE t (a);
CREATE VIEW fine AS SELECT a FROM t;
CREATE VIEW no_column AS SELECT b FROM t;
CREATE VIEW over AS SELECT * FROM no_column;
CREATE VIEW no_table AS SELECT 1 FROM missing;
CREATE TRIGGER works AFTER INSERT ON t BEGIN SELECT NEW.a FROM fine; END;
CREATE TRIGGER fails AFTER DELETE ON t BEGIN INSERT INTO nowhere VALUES (1); END;`)
	if err != nil {
		t.Fatal(err)
	}
	broken, err := Broken(context.Background(), s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for k, msg := range broken {
		got = append(got, k.String()+": "+msg)
	}
	slices.Sort(got)
	want := []string{
		"trigger fails: no such table: main.nowhere",
		"view no_column: no such column: b",
		"view no_table: no such table: main.missing",
		"view over: no such column: b",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestExecute: statements lead from a schema to another, the first schema stays, and what SQLite
// refuses is returned in its words.
func TestExecute(t *testing.T) {
	from, err := load("CREATE TABLE t (a, b); CREATE VIEW v AS SELECT a FROM t; CREATE INDEX i ON t (b);")
	if err != nil {
		t.Fatal(err)
	}
	print := from.Fingerprint()
	to, err := Execute(context.Background(), from, []string{"ALTER TABLE t RENAME COLUMN a TO c", "DROP INDEX i", "ALTER TABLE t DROP COLUMN b"})
	if err != nil {
		t.Fatal(err)
	}
	want, err := load("CREATE TABLE t (c); CREATE VIEW v AS SELECT c FROM t;")
	if err != nil {
		t.Fatal(err)
	}
	if to.Fingerprint() != want.Fingerprint() || from.Fingerprint() != print {
		t.Error("the statements lead elsewhere, or the first schema has changed")
	}
	_, err = Execute(context.Background(), from, []string{"ALTER TABLE t DROP COLUMN a"})
	if err == nil || err.Error() != "error in view v after drop column: no such column: a" {
		t.Errorf("got %v", err)
	}
}

// ExampleLoad reads desired DDL: statements may come in any order.
func ExampleLoad() {
	s, err := load("CREATE INDEX names ON users (name);", "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);")
	if err != nil {
		fmt.Println(err)
		return
	}
	for o := range s.All() {
		fmt.Println(o.Key(), "at", o.Pos())
	}
	// Output:
	// index names at a.sql:1:1
	// table users at b.sql:1:1
}
