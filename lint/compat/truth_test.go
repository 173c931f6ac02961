package compat_test

// The table of truth: statements of a release are run on real databases after a change, and must
// do what the comparison foretells. Where it says that they work, none may fail; where it says that
// they fail, one does; what it calls rare fails only where a statement names no columns or was
// prepared before.

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engine/postgres"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	. "github.com/schemadiff/schemadiff/lint/compat"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// change is a row of the table. Statements begin with what they do, "r" or "w", and a star where
// they name no columns.
type change struct {
	name          string
	base          string // beside the base of all, "" for none
	migration     string
	statements    []string
	reads, writes Effect
}

// verdict is the strongest effect of each sort.
func verdict(breaks []Break) (reads, writes Effect) {
	for _, b := range breaks {
		reads, writes = max(reads, b.Reads), max(writes, b.Writes)
	}
	return reads, writes
}

// read makes schemas of the DDL before and after the migration.
func read(t testing.TB, language engine.Language, base, migration string) (from, to *schema.Schema) {
	t.Helper()
	for _, side := range []struct {
		text string
		s    **schema.Schema
	}{{base, &from}, {base + "\n" + migration, &to}} {
		load, err := language.Read(t.Context(), []parse.Source{{Name: "schema.sql", Text: side.text}})
		if err != nil {
			t.Fatalf("%v\n%s", err, side.text)
		}
		if *side.s, err = load(nil); err != nil {
			t.Fatalf("%v\n%s", err, side.text)
		}
	}
	return from, to
}

// outcome is which of the statements fail: by sort, of those that name columns and of those that do not.
type outcome struct{ failed, rare map[string]string }

func newOutcome() outcome { return outcome{map[string]string{}, map[string]string{}} }

// add notes what became of a statement; prepared says that it was known to the server before.
func (o outcome) add(statement string, prepared bool, err error) {
	sort := statement[:1]
	if err == nil {
		return
	}
	if prepared || strings.HasPrefix(statement[1:], "*") {
		o.rare[sort] = statement + ": " + err.Error()
	} else {
		o.failed[sort] = statement + ": " + err.Error()
	}
}

// judge compares what is foretold with what happened.
func (c change) judge(t *testing.T, language engine.Language, base string, o outcome) {
	t.Helper()
	from, to := read(t, language, base, c.migration)
	breaks := Compare(from, to, Dialect{View: language.View(), Types: language.TypeChange})
	reads, writes := verdict(breaks)
	if reads != c.reads || writes != c.writes {
		t.Errorf("%s: reads %d and writes %d, want %d and %d: %+v", c.migration, reads, writes, c.reads, c.writes, breaks)
	}
	for sort, e := range map[string]Effect{"r": reads, "w": writes} {
		switch {
		case e <= Rarely && o.failed[sort] != "":
			t.Errorf("%s: said to be safe, and fails: %s", c.migration, o.failed[sort])
		case e == Works && o.rare[sort] != "":
			t.Errorf("%s: said to be safe in every form, and fails: %s", c.migration, o.rare[sort])
		case e == Fails && o.failed[sort] == "":
			t.Errorf("%s: said to fail, and no statement does (%s)", c.migration, sort)
		}
	}
	for _, b := range breaks {
		if b.Effect() > Works && (b.What == "" || b.Who == "" || b.Instead == "") {
			t.Errorf("%s: %+v does not say what to do", c.migration, b)
		}
	}
}

func statementText(s string) string { return strings.TrimPrefix(s[1:], "*") }

func TestTruthOnPostgres(t *testing.T) {
	for _, major := range dbtest.Majors() {
		p := dbtest.Postgres(t, major)
		for _, c := range postgresChanges {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				base := postgresBase + c.base
				c.judge(t, postgres.Language{}, base, c.onPostgres(t, p.Database(t, base, postgresRows)))
			})
		}
	}
}

// onPostgres prepares the statements, migrates, and runs them as they are and as they were prepared.
func (c change) onPostgres(t *testing.T, url string) outcome {
	t.Helper()
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	exec := func(sql string) error {
		_, err := conn.PgConn().Exec(ctx, sql).ReadAll()
		return err
	}
	run := func(sql string) error {
		if err := exec("BEGIN"); err != nil {
			t.Fatal(err)
		}
		err := exec(sql)
		if err := exec("ROLLBACK"); err != nil {
			t.Fatal(err)
		}
		return err
	}
	for i, s := range c.statements {
		if err := exec("PREPARE p" + string(rune('a'+i)) + " AS " + statementText(s)); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		if err := run("EXECUTE p" + string(rune('a'+i))); err != nil {
			t.Fatalf("%s fails on the release's own schema: %v", s, err)
		}
	}
	if err := exec(c.migration); err != nil {
		t.Fatalf("%s: %v", c.migration, err)
	}
	o := newOutcome()
	for i, s := range c.statements {
		o.add(s, true, run("EXECUTE p"+string(rune('a'+i))))
		o.add(s, false, run(statementText(s)))
	}
	return o
}

func TestTruthOnSQLite(t *testing.T) {
	for _, c := range sqliteChanges {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			base := sqliteBase + c.base
			c.judge(t, sqlite.Language{}, base, c.onSQLite(t, base))
		})
	}
}

func (c change) onSQLite(t *testing.T, base string) outcome {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	exec := func(text string) error {
		_, err := db.ExecContext(t.Context(), text)
		return err
	}
	run := func(text string) error {
		if err := exec("BEGIN"); err != nil {
			t.Fatal(err)
		}
		err := exec(text)
		if err := exec("ROLLBACK"); err != nil {
			t.Fatal(err)
		}
		return err
	}
	if err := exec(base + sqliteRows); err != nil {
		t.Fatal(err)
	}
	for _, s := range c.statements {
		if err := run(statementText(s)); err != nil {
			t.Fatalf("%s fails on the release's own schema: %v", s, err)
		}
	}
	if err := exec(c.migration); err != nil {
		t.Fatalf("%s: %v", c.migration, err)
	}
	o := newOutcome()
	for _, s := range c.statements {
		o.add(s, false, run(statementText(s)))
	}
	return o
}

// BenchmarkCompare compares 1,000 tables with an index each, of which one has changed.
func BenchmarkCompare(b *testing.B) {
	var text strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&text, "CREATE TABLE t%d (id integer PRIMARY KEY, a text UNIQUE, b integer);\nCREATE UNIQUE INDEX i%d ON t%d (b, a);\n", i, i, i)
	}
	language := postgres.Language{}
	from, to := read(b, language, text.String(), "ALTER TABLE t7 DROP COLUMN b;")
	for b.Loop() {
		Compare(from, to, Dialect{View: language.View(), Types: language.TypeChange})
	}
}
