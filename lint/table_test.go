package lint_test

// These tests hold the two views of a table side by side: what a rule asks must be answered
// for each dialect.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// only is the table of that name of a pass.
func only(t *testing.T, p *lint.Pass, name string) *lint.Table {
	t.Helper()
	var found *lint.Table
	look(p, func(p *lint.Pass) {
		for _, table := range p.Tables {
			if table.Name == name {
				found = table
			}
		}
	})
	if found == nil {
		t.Fatalf("no table %s", name)
	}
	return found
}

// parts is a table in a line for each of its parts.
func parts(t *lint.Table) []string {
	var out []string
	for _, c := range t.Columns {
		out = append(out, fmt.Sprintf("column %s %s notnull=%v default=%q null=%v generated=%v identity=%v", c.Name, c.Type, c.NotNull, c.Default, c.NullDefault, c.Generated, c.Identity))
	}
	index := func(what string, list ...*lint.Index) {
		for _, x := range list {
			out = append(out, fmt.Sprintf("%s %s %q %q unique=%v partial=%v", what, x.Name, x.Columns, x.Text, x.Unique, x.Partial))
		}
	}
	if t.Primary != nil {
		index("primary", t.Primary)
	}
	index("key", t.Uniques...)
	index("index", t.Indexes...)
	for _, f := range t.ForeignKeys {
		out = append(out, fmt.Sprintf("reference %q to %s %q deferrable=%v", f.Columns, f.References.Name, f.Referenced, f.Deferrable))
	}
	for _, c := range t.Checks {
		out = append(out, "check "+c.Expr)
	}
	return out
}

func TestTableOfPostgreSQL(t *testing.T) {
	p := desired(t, lines(
		"CREATE TABLE other (id int PRIMARY KEY);",
		"CREATE TABLE a (",
		"  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,",
		"  code text NOT NULL DEFAULT 'x' UNIQUE,",
		"  twice int GENERATED ALWAYS AS (1 + 1) STORED,",
		"  ref int REFERENCES other DEFERRABLE,",
		"  CHECK (ref > 0)",
		");",
		"CREATE UNIQUE INDEX a_lower ON a (lower(code), id DESC) WHERE ref > 1;",
		"ALTER TABLE a ENABLE ROW LEVEL SECURITY;",
		"CREATE POLICY mine ON a USING (true);",
		"COMMENT ON TABLE a IS 'it';",
	))
	a := only(t, p, "a")
	equal(t, []string{
		`column id bigint notnull=true default="" null=false generated=false identity=true`,
		`column code text notnull=true default="'x'" null=false generated=false identity=false`,
		`column twice integer notnull=false default="" null=false generated=true identity=false`,
		`column ref integer notnull=false default="" null=false generated=false identity=false`,
		`primary a_pkey ["id"] ["id"] unique=true partial=false`,
		`key a_code_key ["code"] ["code"] unique=true partial=false`,
		`index a_lower ["" "id"] ["(lower(code))" "id desc"] unique=true partial=true`,
		`reference ["ref"] to other ["id"] deferrable=true`,
		`check ref > 0`,
	}, parts(a))
	equal(t, true, a.RowSecurity)
	equal(t, "mine", a.Policies[0].Name)
	equal(t, "it", a.Comment)
	equal(t, 2, len(a.Keys())) // a partial index is no key
}

func TestTableOfSQLite(t *testing.T) {
	p := desiredSQLite(t, lines(
		"CREATE TABLE other (id INTEGER PRIMARY KEY);",
		"CREATE TABLE a (",
		"  Id INTEGER PRIMARY KEY AUTOINCREMENT,",
		"  code TEXT NOT NULL DEFAULT 'x' UNIQUE,",
		"  empty TEXT DEFAULT NULL,",
		"  twice INT GENERATED ALWAYS AS (1 + 1) STORED,",
		"  ref INT REFERENCES other DEFERRABLE INITIALLY DEFERRED,",
		"  CHECK (ref > 0)",
		") STRICT;",
		"CREATE UNIQUE INDEX a_code ON a (code, Id DESC);",
	))
	a := only(t, p, "a")
	equal(t, []string{
		`column Id integer notnull=false default="" null=false generated=false identity=false`,
		`column code text notnull=true default="'x'" null=false generated=false identity=false`,
		`column empty text notnull=false default="null" null=true generated=false identity=false`,
		`column twice int notnull=false default="" null=false generated=true identity=false`,
		`column ref int notnull=false default="" null=false generated=false identity=false`,
		`primary  ["id"] ["id"] unique=true partial=false`,
		`key  ["code"] ["code"] unique=true partial=false`,
		`index a_code ["code" "id"] ["code" "id desc"] unique=true partial=false`,
		`reference ["ref"] to other [] deferrable=true`,
		`check ref > 0`,
	}, parts(a))
	if !a.Strict || !a.Autoincrement || a.WithoutRowID || a.RowIDAlias != "id" {
		t.Errorf("strict %v, autoincrement %v, without rowid %v, alias %q", a.Strict, a.Autoincrement, a.WithoutRowID, a.RowIDAlias)
	}
	equal(t, 3, len(a.Keys()))
	if a.Column("ID") == nil { // names have no case
		t.Error("there is no column ID")
	}
}

func TestWhatIsNoTable(t *testing.T) {
	p := desired(t, "CREATE VIEW v AS SELECT 1 AS x; CREATE SEQUENCE s;")
	look(p, func(p *lint.Pass) { equal(t, 0, len(p.Tables)) })
}

func TestKindsOfTables(t *testing.T) {
	p := desired(t, lines(
		"CREATE TABLE p (id int) PARTITION BY RANGE (id);",
		"CREATE TABLE p1 PARTITION OF p DEFAULT;",
		"CREATE TABLE c () INHERITS (u);",
		"CREATE UNLOGGED TABLE u (id int);",
	))
	var got []string
	look(p, func(p *lint.Pass) {
		for _, x := range p.Tables {
			got = append(got, fmt.Sprintf("%s %v %v %v %v", x.Name, x.Partitioned, x.Partition, x.Inherits, x.Unlogged))
		}
	})
	equal(t, "c false false true false, p true false false false, p1 false true false false, u false false false true", strings.Join(got, ", "))
}

func TestNamesForFindings(t *testing.T) {
	table := &lint.Table{Key: schema.Key{Kind: schema.KindTable, Schema: "s", Name: "a"}, Name: "a", Pos: schema.Pos{File: "f", Line: 1, Col: 1}}
	equal(t, "s.a", table.Display())
	part := table.Part("x", schema.Pos{})
	equal(t, "s.a.x", part.Name)
	equal(t, table.Pos, part.Pos) // a part without a place is where its table is
	equal(t, schema.Key{Kind: schema.KindColumn, Schema: "s", Table: "a", Name: "x"}, part.Key)
	table.Key.Schema = "public"
	equal(t, "a", table.Display())
}
