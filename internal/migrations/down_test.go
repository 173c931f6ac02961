package migrations

import (
	"strings"
	"testing"
)

// TestDown reverts migrations: with losses reported and allowed, the rows that are
// not lost kept, and a journal that lets them be applied again.
func TestDown(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := newProject(t, e.dialect)
		p.want(blogFirst)
		p.generate("init")
		db := e.create(t)
		p.must("migrate", "--db", db)
		e.exec(t, db, blogRows)
		before := e.state(t, db)
		p.want(blogSecond)
		p.generate("grow")
		p.must("migrate", "--db", db)
		grown := e.state(t, db)

		wants(t, p.run(nil, "down", "--db", db, "--yes"), 3, "0002_grow", "seen")
		wants(t, p.run(nil, "down", "--db", db, "--allow", "destructive"), 1, "no terminal", "--yes")
		wants(t, p.run(nil, "down", "--db", db, "--allow", "destructive", "--dry-run"), 0, "reverts 0002_grow", "post_title")
		if got := e.state(t, db); got != grown {
			t.Errorf("something was changed:\n%s\n%s", grown, got)
		}
		wants(t, p.run(nil, "down", "--db", db, "--allow", "destructive", "--yes"), 0, "reverted 0002_grow", "DESTRUCTIVE", "seen")
		if got := e.state(t, db); got != before {
			t.Errorf("it is not what it was:\n%s\n%s", before, got)
		}
		wants(t, p.run(nil, "history", "--db", db), 0, "applied", "rolled back")
		wants(t, p.run(nil, "status", "--db", db, "--exit-code"), 2, "0002_grow", "pending")
		wants(t, p.run(nil, "migrate", "--db", db), 0, "applied 0002_grow")
		if got := e.state(t, db); got != grown {
			t.Errorf("the second time it is something else:\n%s\n%s", grown, got)
		}
		wants(t, p.run(nil, "down", "--db", db, "--to", "2", "--yes"), 0, "Nothing to revert")
		wants(t, p.run(nil, "down", "--db", db, "--to", "7", "--yes"), 1, "7 is no migration")
		wants(t, p.run(nil, "down", "--db", db, "--to", "0", "--allow", "destructive", "--yes"), 0, "reverted 0002_grow", "reverted 0001_init")
		wants(t, p.run(nil, "down", "--db", db, "--yes"), 0, "Nothing to revert")
		p.must("migrate", "--db", db)
	})
}

// TestDownOfRows refuses where nobody knows what the rows were.
func TestDownOfRows(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := blog(newProject(t, e.dialect))
		db := e.create(t)
		p.must("migrate", "--db", db)
		e.exec(t, db, "INSERT INTO acct VALUES (1, 100, 'a', 0), (2, 200, 'b', 0)")
		wants(t, p.run(nil, "down", "--db", db, "--yes"), 3, "0003_bump changes rows", "0003_bump.down.sql")
		p.write("migrations/0003_bump.down.sql", "UPDATE acct SET bal = bal - 1;\n")
		wants(t, p.run(nil, "down", "--db", db, "--yes"), 0, "reverted 0003_bump")
		if got := e.sum(t, db); got != "298" {
			t.Errorf("the sum is %s", got)
		}
	})
}

// TestDownByHand runs what somebody has written: a wrong end is rolled back, and drift
// is refused.
func TestDownByHand(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := newProject(t, e.dialect)
		p.want(blogFirst)
		p.generate("init")
		p.want(blogFirst + "CREATE INDEX post_acct ON post (acct_id);\nCREATE INDEX acct_name ON acct (name);\n")
		p.generate("indexes")
		db := e.create(t)
		p.must("migrate", "--db", db)
		indexed := e.state(t, db)
		p.write("migrations/0002_indexes.down.sql", "DROP INDEX post_acct;\n")
		wants(t, p.run(nil, "down", "--db", db, "--yes"), 3, "acct_name")
		if got := e.state(t, db); got != indexed {
			t.Errorf("the wrong end stayed:\n%s\n%s", indexed, got)
		}
		p.write("migrations/0002_indexes.down.sql", "DROP INDEX post_acct;\nDROP INDEX acct_name;\n")
		if e.dialect == "postgres" { // it runs in one transaction
			p.write("migrations/0002_indexes.down.sql", "DROP INDEX CONCURRENTLY post_acct;\nDROP INDEX acct_name;\n")
		}
		e.exec(t, db, "CREATE TABLE stray (id integer)")
		wants(t, p.run(nil, "down", "--db", db, "--yes"), 3, "stray")
		e.exec(t, db, "DROP TABLE stray")
		wants(t, p.run(nil, "down", "--db", db, "--yes"), 0, "reverted 0002_indexes")
		wants(t, p.run(nil, "migrate", "--db", db), 0, "applied 0002_indexes")
	})
}

// TestDownOfGenerate writes the way back with the migration: in one transaction, though
// forward an index is built beside the others.
func TestDownOfGenerate(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		p := newProject(t, e.dialect)
		p.want(blogFirst + "CREATE INDEX post_acct ON post (acct_id);\n")
		p.generate("init")
		p.want(blogFirst + "CREATE INDEX acct_name ON acct (name);\n")
		p.generate("indexes", "--down")
		db := e.create(t)
		p.must("migrate", "--db", db, "--to", "1")
		before := e.state(t, db)
		p.must("migrate", "--db", db)
		if text := p.read("migrations/0002_indexes.down.sql"); strings.Contains(text, "CONCURRENTLY") || !strings.Contains(text, "CREATE INDEX") {
			t.Errorf("it runs in no transaction: %s", text)
		}
		wants(t, p.run(nil, "down", "--db", db, "--yes"), 0, "reverted 0002_indexes")
		if got := e.state(t, db); got != before {
			t.Errorf("it is not what it was:\n%s\n%s", before, got)
		}
		wants(t, p.run(nil, "check", "--dialect", e.dialect, "--schema", "schema.sql"), 0)
	})
}
