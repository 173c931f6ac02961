package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// database makes a file that holds what the statements leave.
func database(t testing.TB, statements ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "app.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	conn := connect(t, path)
	for _, s := range statements {
		execute(t, conn, s)
	}
	return path
}

// connect opens a file beside the code under test.
func connect(t testing.TB, path string) *sql.Conn {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(); db.Close() })
	return conn
}

func execute(t testing.TB, conn *sql.Conn, statement string) {
	t.Helper()
	if _, err := conn.ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// query returns the rows as text, values joined by "|".
func query(t testing.TB, path, q string) []string {
	t.Helper()
	rows, err := connect(t, path).QueryContext(context.Background(), q)
	if err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(values))
		for i, v := range values {
			texts[i] = fmt.Sprint(*v.(*any))
		}
		out = append(out, strings.Join(texts, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// read is the schema of a file.
func read(t testing.TB, path string) *schema.Schema {
	t.Helper()
	s, err := parsesqlite.Read(context.Background(), connect(t, path))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// planned completes a plan: it starts from the schema of the file and ends in
// the one that the statements in to describe.
func planned(t testing.TB, path string, to []string, steps ...plan.Step) *plan.Plan {
	t.Helper()
	return &plan.Plan{
		Dialect: schema.SQLite,
		From:    read(t, path).Fingerprint(),
		To:      read(t, database(t, to...)).Fingerprint(),
		Steps:   steps,
	}
}

// rebuild is a step that gives a table with INTEGER PRIMARY KEY id the
// definition, keeps the columns and runs the statements in after.
func rebuild(table, definition string, columns []string, after ...string) plan.Step {
	scratch := "_schemadiff_new_" + table
	list := strings.Join(columns, ", ")
	step := plan.Step{
		Kind: "rebuild table", Key: litemodel.TableKey(table), Cost: plan.Rewrite, Loss: plan.Keeps, Rows: -1, Bytes: -1,
		Statements: []plan.Statement{
			{SQL: "CREATE TABLE " + quote(scratch) + " " + definition},
			{SQL: fmt.Sprintf("INSERT OR ABORT INTO %s (rowid, %s) SELECT rowid, %s FROM %s", quote(scratch), list, list, quote(table))},
			{SQL: "DROP TABLE " + quote(table)},
			{SQL: "ALTER TABLE " + quote(scratch) + " RENAME TO " + quote(table)},
		},
		Copy: &plan.Copy{Table: table, Scratch: scratch, RowID: "rowid", CopyAt: 1},
	}
	for _, c := range columns {
		step.Copy.Columns = append(step.Copy.Columns, plan.CopyColumn{Name: c, Exact: true})
	}
	for _, s := range after {
		step.Statements = append(step.Statements, plan.Statement{SQL: s})
	}
	return step
}

// alter is a step of one statement on a table.
func alter(table, statement string, cost plan.Cost) plan.Step {
	return plan.Step{
		Kind: "alter table", Key: litemodel.TableKey(table), Cost: cost, Loss: plan.Keeps, Rows: -1, Bytes: -1,
		Statements: []plan.Statement{{SQL: statement}},
	}
}

// smallCache makes the engine write pages to the file long before COMMIT.
var smallCache = []string{"PRAGMA cache_size=10"}

// duplicate copies a database that no process has open.
func duplicate(t testing.TB, from, to string) {
	t.Helper()
	execute(t, connect(t, from), "PRAGMA wal_checkpoint(TRUNCATE)")
	content, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content, 0o600); err != nil {
		t.Fatal(err)
	}
}
