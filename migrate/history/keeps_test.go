package history_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// A name that others use too counts only with the columns of the tool.
func TestOwners(t *testing.T) {
	for _, c := range []struct {
		table, columns string
		want           []string
	}{
		{"goose_db_version", "anything", []string{"goose"}},
		{"GOOSE_DB_VERSION", "anything", []string{"goose"}},
		{"schema_migrations", "version dirty", []string{"golang-migrate"}},
		{"schema_migrations", "VERSION", []string{"dbmate", "rails"}},
		{"schema_migrations", "version inserted_at", []string{"ecto"}},
		{"schema_migrations", "version note", nil},
		{"schema_version", "version", []string{"tern"}},
		{"schema_version", "installed_rank version script checksum success description", []string{"flyway"}},
		{"migrations", "id migration batch", []string{"laravel"}},
		{"migrations", "id payload", nil},
		{"drizzle.anything", "x", []string{"drizzle"}},
		{"hdb_catalog.hdb_metadata", "x", []string{"hasura"}},
		{"_cf_KV", "x", []string{"cloudflare d1"}},
		{"_schemadiff_users", "x", []string{"a stopped script of schemadiff"}},
		{"_schemadiff_guard", "what ok", nil},  // a reader of the database knows it
		{"public._schemadiff_users", "x", nil}, // scripts keep none in PostgreSQL
		{"public._cf_KV", "x", nil},
		{"public.libsql_things", "x", nil},
		{"public.goose_db_version", "x", []string{"goose"}},
		{"users", "version", nil},
	} {
		name := history.Name{Table: c.table}
		if space, table, ok := strings.Cut(c.table, "."); ok {
			name = history.Name{Schema: space, Table: table}
		}
		if got := history.Owners(name, strings.Fields(c.columns)); !slices.Equal(got, c.want) {
			t.Errorf("%s (%s) is of %q, want %q", name, c.columns, got, c.want)
		}
	}
}

// Each tool of adopt finds its own table under the names that it looks for.
func TestToolsFindTheirTables(t *testing.T) {
	for _, tool := range history.Tools() {
		for _, name := range tool.Tables("") {
			if !slices.Contains(history.Owners(name, tool.Columns), tool.Name) {
				t.Errorf("%s does not own %s", tool.Name, name)
			}
		}
		if misfit := tool.Misfit(&history.Table{Columns: tool.Columns}); misfit != "" {
			t.Errorf("the table of %s is not its own: %s", tool.Name, misfit)
		}
		if tool.Misfit(&history.Table{Columns: []string{"other"}}) == "" {
			t.Errorf("a table without the columns of %s is its own", tool.Name)
		}
		if got := tool.Tables("app.log"); len(got) != 1 || got[0].String() != "app.log" {
			t.Errorf("configured as app.log, %s looks at %v", tool.Name, got)
		}
	}
}

func read(t *testing.T, sql string) *schema.Schema {
	t.Helper()
	s, err := parsepg.Load(t.Context(), []parse.Source{{Name: "schema.sql", Text: sql}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func names(s *schema.Schema) string {
	var out []string
	for o := range s.All() {
		out = append(out, o.Key().Name)
	}
	return strings.Join(out, " ")
}

const kept = `CREATE TABLE users (id integer);
CREATE TABLE goose_db_version (id integer, version_id bigint, is_applied boolean);
CREATE INDEX goose_idx ON goose_db_version (id);`

// What a tool keeps is in the desired schema just as the database has it, with what belongs to
// it; and neither schema that was read changes.
func TestLeave(t *testing.T) {
	from, to := read(t, kept), read(t, "CREATE TABLE users (id integer, name text);")
	got := history.Leave(from, to, false)
	if want := "goose_idx goose_db_version users"; names(got) != want || names(to) != "users" || len(to.Notes) != 0 {
		t.Errorf("the desired schema has %s, want %s; the one that was read %s", names(got), want, names(to))
	}
	if len(got.Notes) != 1 || !strings.Contains(got.Notes[0].Reason, "goose") {
		t.Errorf("the notes are %v", got.Notes)
	}
	if same := history.Leave(to, to, false); same != to {
		t.Error("where no tool keeps anything the schema is another one")
	}
}

// A table that files define is managed like any other.
func TestDefinedTableIsManaged(t *testing.T) {
	from, to := read(t, kept), read(t, "CREATE TABLE goose_db_version (id integer);")
	if got := history.Leave(from, to, false); got != to {
		t.Errorf("the desired schema has %s", names(got))
	}
	if left, notes := history.Without(from, to); left != from || notes != nil {
		t.Errorf("left are %s", names(left))
	}
}

// The tools of one database are not wanted in another.
func TestLeaveBetweenDatabases(t *testing.T) {
	from, to := read(t, "CREATE TABLE users (id integer);"), read(t, kept)
	if got := history.Leave(from, to, true); names(got) != "users" {
		t.Errorf("the desired schema has %s", names(got))
	}
	left, notes := history.Without(to, &schema.Schema{})
	if names(left) != "users" || len(notes) != 1 || names(to) == "users" {
		t.Errorf("left are %s, with the notes %v; read was %s", names(left), notes, names(to))
	}
}
