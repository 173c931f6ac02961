package migrations

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// wants checks how a run ended and what it said.
func wants(t testing.TB, got dbtest.Result, code int, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(got.Out+got.Err, text) {
			t.Errorf("the output lacks %q: %s", text, got)
		}
	}
	if got.Code != code {
		t.Errorf("exit %d, want %d: %s", got.Code, code, got)
	}
}

// TestEdited tells a changed statement from a changed comment.
func TestEdited(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := newProject(t, e.dialect)
		p.want(blogFirst)
		path := p.generate("init")
		db := e.create(t)
		p.must("migrate", "--db", db)
		text := p.read(path)
		p.write(path, text+"\n-- a remark\n")
		wants(t, p.run(nil, "migrate", "--db", db), 0, "warning", "comments or empty lines", "Nothing to do")
		p.write(path, strings.Replace(text, "bal", "balance", 1))
		wants(t, p.run(nil, "migrate", "--db", db), 3, "was edited after it was applied", "+", "balance")
		wants(t, p.run(nil, "status", "--db", db, "--exit-code"), 2, "edited")
	})
}

// TestOldImage starts a version that lacks the newest migrations: it has nothing to do.
func TestOldImage(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := blog(newProject(t, e.dialect))
		db := e.create(t)
		p.must("migrate", "--db", db)
		if err := os.Remove(filepath.Join(p.dir, "migrations", "0003_bump.sql")); err != nil {
			t.Fatal(err)
		}
		wants(t, p.run(nil, "migrate", "--db", db), 0, "warning", "0003_bump", "Nothing to do")
		wants(t, p.run(nil, "migrate", "--db", db, "--strict"), 3, "0003_bump")
		wants(t, p.run(nil, "status", "--db", db), 0, "missing")
		p.write("migrations/0002_other.sql", "SELECT 1;\n")
		wants(t, p.run(nil, "migrate", "--db", db), 1, "same number")
	})
}

// TestOutOfOrder adds a migration that sorts before an applied one.
func TestOutOfOrder(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := newProject(t, e.dialect)
		p.write("migrations/0001_a.sql", "CREATE TABLE a (id integer PRIMARY KEY);\n")
		p.write("migrations/0030_c.sql", "CREATE TABLE c (id integer PRIMARY KEY);\n")
		db := e.create(t)
		p.must("migrate", "--db", db)
		p.write("migrations/0020_b.sql", "ALTER TABLE a ADD COLUMN x integer;\n")
		wants(t, p.run(nil, "migrate", "--db", db), 3, "0020_b", "out of order", "rebase")
		wants(t, p.run(nil, "status", "--db", db), 0, "out of order")
		wants(t, p.run(nil, "migrate", "--db", db, "--out-of-order", "if-commutes"), 0, "both orders lead to the same schema", "applied 0020_b")
		p.write("migrations/0025_d.sql", "ALTER TABLE c ADD COLUMN y integer;\n")
		wants(t, p.run(nil, "migrate", "--db", db, "--out-of-order", "if-commutes"), 3, "different schemas") // c comes behind
		wants(t, p.run(nil, "migrate", "--db", db, "--out-of-order", "apply"), 0, "applied 0025_d")
	})
}

// TestDrift changes a database by hand.
func TestDrift(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := blog(newProject(t, e.dialect))
		db := e.create(t)
		p.must("migrate", "--db", db, "--to", "0001")
		e.exec(t, db, "ALTER TABLE acct ADD COLUMN by_hand integer")
		wants(t, p.run(nil, "migrate", "--db", db), 3, "by_hand", "nothing was changed", "generate --db")
		wants(t, p.run(nil, "status", "--db", db, "--exit-code"), 2, "drift", "by_hand")
		e.exec(t, db, "ALTER TABLE acct DROP COLUMN by_hand; CREATE TABLE other (id integer)")
		wants(t, p.run(nil, "migrate", "--db", db), 3, "other")
		wants(t, p.run(nil, "migrate", "--db", db, "--exclude", "*other"), 0, "applied 0003_bump")
		db = e.create(t)
		e.exec(t, db, "CREATE TABLE other (id integer)")
		wants(t, p.run(nil, "migrate", "--db", db), 3, "other", "adopt")
		wants(t, p.run(nil, "migrate", "--db", db, "--on-drift", "warn"), 0, "warning", "other is there and no migration makes it", "applied 0003_bump")
	})
}

// TestFailing shows the place of a statement that fails and leaves nothing behind.
func TestFailing(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := newProject(t, e.dialect)
		p.want(blogFirst)
		p.generate("init")
		p.add("wrong", "INSERT INTO acct VALUES (1, 1, 'a');\nINSERT INTO acct\n  VALUES (1, NULL, 'b');\n")
		db := e.create(t)
		wants(t, p.run(nil, "migrate", "--db", db), 1, "0002_wrong.sql:7:1", "INSERT INTO acct", "^", "the migration was rolled back", "applied 0001_init")
		wants(t, p.run(nil, "history", "--db", db), 0, "failed", "0002")
		wants(t, p.run(nil, "status", "--db", db, "--exit-code"), 2, "pending", "0002_wrong")
		p.write("migrations/0002_wrong.sql", "INSERT INTO acct VALUES (1, 1, 'a');\n")
		wants(t, p.run(nil, "migrate", "--db", db), 0, "applied 0002_wrong")
	})
}

// TestNothingThere tells what is missing.
func TestNothingThere(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := newProject(t, e.dialect)
		db := e.create(t)
		wants(t, p.run(nil, "migrate", "--db", db), 1, "no folder of migrations")
		p.write("migrations/README.md", "none yet")
		wants(t, p.run(nil, "migrate", "--db", db), 0, "Nothing to do")
		wants(t, p.run(nil, "status", "--db", db), 0, "No migrations")
		wants(t, p.run(nil, "history", "--db", db), 0, "has no migrations")
		p.write("migrations/0001_a.sql", "CREATE TABLE a (id integer PRIMARY KEY;\n")
		wants(t, p.run(nil, "migrate", "--db", db), 1, "0001_a.sql:1:", "^")
	})
}

// TestReadOnly has nothing to do as a role that may only read, and on a standby.
func TestReadOnly(t *testing.T) {
	for _, major := range dbtest.Majors() {
		p := blog(newProject(t, "postgres"))
		own := dbtest.OwnPostgres(t, major)
		const name = "postgres" // which no test drops
		db := own.URLAs("postgres", name)
		p.must("migrate", "--db", db)
		if err := dbtest.Exec(db, "CREATE ROLE looker LOGIN; GRANT USAGE ON SCHEMA schemadiff TO looker; GRANT SELECT ON ALL TABLES IN SCHEMA schemadiff TO looker"); err != nil {
			t.Fatal(err)
		}
		wants(t, p.run(nil, "migrate", "--db", own.URLAs("looker", name)), 0, "Nothing to do")
		wants(t, p.run(nil, "status", "--db", own.URLAs("looker", name), "--exit-code"), 0)
		if err := dbtest.Exec(db, "CHECKPOINT"); err != nil { // such servers are quick to forget
			t.Fatal(err)
		}
		own.BecomeStandby(t)
		own.Crash()
		own.Restart(t)
		wants(t, p.run(nil, "migrate", "--db", db), 0, "Nothing to do")
		p.add("more", "SELECT 1;\n")
		wants(t, p.run(nil, "migrate", "--db", db), 1, "standby")
	}
}

// TestWrongEnd has a migration do something else than its statements say.
func TestWrongEnd(t *testing.T) {
	for _, major := range dbtest.Majors() {
		e := postgres(t, major)
		p := newProject(t, "postgres")
		p.want(blogFirst)
		p.generate("init")
		p.add("sneaky", "-- schemadiff:step rows-only\nDO $$ BEGIN CREATE TABLE sneaky (id integer); END $$;\n")
		db := e.create(t)
		wants(t, p.run(nil, "migrate", "--db", db), 3, "ended in another schema", "sneaky", "rolled back")
		if got := value(t, db, "SELECT to_regclass('sneaky') IS NULL"); got != "true" {
			t.Errorf("the table is there")
		}
	}
}

// TestStarting waits for a server that is not there yet.
func TestStarting(t *testing.T) {
	for _, major := range dbtest.Majors() {
		own := dbtest.OwnPostgres(t, major)
		p := blog(newProject(t, "postgres"))
		db := own.Database(t)
		own.Crash()
		wants(t, p.run(nil, "migrate", "--db", db, "--wait", "300ms"), 75, "does the server run there?")
		done := make(chan dbtest.Result)
		go func() {
			done <- dbtest.Run(t, p.dir, "", os.Getenv(dbtest.BinaryEnv), "migrate", "--db", db, "--wait", "60s")
		}()
		own.Restart(t)
		wants(t, <-done, 0, "applied 0003_bump")
	}
}

// TestSessionSettings has a file change its session: the next one starts anew.
func TestSessionSettings(t *testing.T) {
	for _, major := range dbtest.Majors() {
		e := postgres(t, major)
		p := newProject(t, "postgres")
		p.write("migrations/1_dump.sql", "SET check_function_bodies = false;\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.a (id integer PRIMARY KEY);\n")
		p.write("migrations/2_more.sql", "CREATE TABLE b (id integer PRIMARY KEY REFERENCES a);\n")
		p.write("migrations/3_block.sql", "DO $$ BEGIN CREATE TABLE c (id integer); END $$;\n")
		db := e.create(t)
		wants(t, p.run(nil, "migrate", "--db", db), 0, "Applied 3 migrations", "not compared", "3_block.sql:1:1")
		p.write("migrations/4_last.sql", "ALTER TABLE c ADD COLUMN x integer;\n")
		wants(t, p.run(nil, "migrate", "--db", db), 0, "applied 4_last")
	}
}

// TestOnlyPsql refuses what a server would never see.
func TestOnlyPsql(t *testing.T) {
	p := newProject(t, "postgres")
	for _, text := range []string{"COPY a FROM STDIN;\n1\n\\.\n", "\\i other.sql\n", "\\copy a from 'x'\n"} {
		p.write("migrations/1_a.sql", "CREATE TABLE a (id integer);\n"+text)
		p.want("CREATE TABLE a (id integer);")
		wants(t, p.run(nil, "check", "--dialect", "postgres", "--schema", "schema.sql"), 1, "1_a.sql:2:1", "only psql runs this")
		for _, major := range dbtest.Majors() {
			wants(t, p.run(nil, "migrate", "--db", dbtest.Postgres(t, major).Database(t)), 1, "1_a.sql:2:1")
		}
	}
}

// TestHistoryInPart shows a migration of which some steps are committed.
func TestHistoryInPart(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		if e.dialect != "postgres" {
			t.Skip("every migration is one transaction")
		}
		p := newProject(t, e.dialect)
		p.write("migrations/0001_init.sql", "CREATE TABLE a (id integer);\nINSERT INTO a VALUES (1), (1);\n")
		p.write("migrations/0002_key.sql", "ALTER TABLE a ADD COLUMN b integer;\nCREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id);\n")
		db := e.create(t)
		wants(t, p.run(nil, "migrate", "--db", db), 1, "a_id")
		wants(t, p.run(nil, "history", "--db", db), 0, "in part", "0002_key", "1 of 2 steps", "failed")
		e.exec(t, db, "DELETE FROM a")
		wants(t, p.run(nil, "migrate", "--db", db), 0, "applied 0002_key")
		if got := p.run(nil, "history", "--db", db); strings.Contains(got.Out, "in part") {
			t.Errorf("it is whole: %s", got)
		}
	})
}
