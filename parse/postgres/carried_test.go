package postgres

// What an expression carries follows it: through renamings, to the tables that copy or inherit
// it, and from the catalog's spelling as from an author's.

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// expressionsOf are the expressions of a table's checks, generated columns and indexes.
func expressionsOf(s *schema.Schema, name string) (list []pgmodel.Expr) {
	for o := range s.All() {
		switch o := o.(type) {
		case *pgmodel.Table:
			if o.ID.Name != name {
				continue
			}
			for _, c := range o.Columns {
				list = append(list, c.Extra().Generated)
			}
			for _, c := range o.Constraints {
				list = append(list, c.Expr)
			}
		case *pgmodel.Index:
			if o.Table.Name == name {
				list = append(append(list, pgmodel.PartExprs(o.Parts)...), o.Extra().Where)
			}
		}
	}
	return list
}

func TestExpressionsCarryTheirColumns(t *testing.T) {
	const table = `CREATE TABLE t (a integer, b text, c integer GENERATED ALWAYS AS (a * 2) STORED, CHECK (b <> 'a'));
		CREATE INDEX i ON t (lower(b)) WHERE a > 1; `
	for _, test := range []struct{ ddl, table, want string }{
		{table, "t", "[a] [a] [b] [b]"},
		{table + "ALTER TABLE t RENAME COLUMN b TO title", "t", "[a] [a] [title] [title]"},
		{table + "ALTER TABLE t RENAME TO u", "u", "[a] [a] [b] [b]"},
		{table + "ALTER TABLE t SET SCHEMA s; ", "t", "[a] [a] [b] [b]"},
		{table + "CREATE TABLE u (LIKE t INCLUDING ALL)", "u", "[a] [a] [b] [b]"},
		{table + "CREATE TABLE u () INHERITS (t)", "u", "[a]"},
		{table + "CREATE TABLE u () INHERITS (t); ALTER TABLE t RENAME COLUMN a TO n", "u", "[n]"},
	} {
		var got []string
		for _, e := range expressionsOf(loaded(t, []string{"CREATE SCHEMA s", test.ddl}), test.table) {
			if !e.IsZero() {
				got = append(got, "["+strings.Join(e.Columns(), " ")+"]")
			}
		}
		if sortedText(got) != test.want {
			t.Errorf("%s\n  carries %s, want %s", test.ddl, sortedText(got), test.want)
		}
	}
}

func TestDefaultsCarryTheirFunctions(t *testing.T) {
	for ddl, want := range map[string]string{
		"CREATE TABLE t (a serial)": "nextval",
		"CREATE SEQUENCE s; CREATE TABLE t (a integer DEFAULT nextval('s'))":                                              "nextval",
		"CREATE TABLE t (a text DEFAULT 'random()')":                                                                      "",
		"CREATE TABLE t (a timestamptz DEFAULT now())":                                                                    "now",
		"CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE TABLE t (a integer DEFAULT f() + abs(1))": "abs public.f",
	} {
		table, _ := loaded(t, []string{ddl}).Get(schema.Key{Kind: schema.KindTable, Schema: "public", Name: "t"}).(*pgmodel.Table)
		if got := strings.Join(table.Columns[0].Default.Functions(), " "); got != want {
			t.Errorf("%s\n  calls %q, want %q", ddl, got, want)
		}
	}
}

func sortedText(list []string) string {
	slices.Sort(list)
	return strings.Join(list, " ")
}
