package migrations

import (
	"strings"
	"testing"
)

// A plain column that becomes generated loses what it held where the expression gives
// something else: counted on the rows of a database, refused without one.
func TestPlainColumnBecomesGenerated(t *testing.T) {
	const (
		plain     = "CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer);"
		generated = "CREATE TABLE t (id integer PRIMARY KEY, a integer, b integer GENERATED ALWAYS AS (a * 10) STORED);"
	)
	eachDialect(t, func(t *testing.T, e engine) {
		for _, c := range []struct {
			rows, says string
			code       int
		}{
			{"INSERT INTO t VALUES (1, 1, 99), (2, 2, 20), (3, 3, 7), (4, 4, NULL);", "2 values of", 3},
			{"INSERT INTO t VALUES (1, 1, 99);", "1 value of", 3},
			{"INSERT INTO t VALUES (1, 1, 10), (2, 2, NULL);", "", 0},
			{"", "", 0},
		} {
			db := e.create(t)
			e.exec(t, db, plain+c.rows)
			before := e.state(t, db)
			p := newProject(t, e.dialect)
			p.want(generated)
			got := p.run(nil, "apply", "--db", db, "--schema", "schema.sql", "--yes")
			if got.Code != c.code || !strings.Contains(got.Err, c.says) || c.code == 3 && !strings.Contains(got.Err, "drop-column") {
				t.Errorf("%s: %s", c.rows, got)
			}
			if c.code == 3 && e.state(t, db) != before {
				t.Errorf("%s: a refused apply changed the database", c.rows)
			}
			p.must("apply", "--db", db, "--schema", "schema.sql", "--yes", "--allow", "drop-column")
			p.must("plan", "--db", db, "--schema", "schema.sql", "--exit-code")
		}
		p := newProject(t, e.dialect)
		p.want(plain)
		p.generate("first")
		p.want(generated)
		if got := p.run(nil, "generate", "--dialect", e.dialect, "--schema", "schema.sql"); got.Code != 3 || !strings.Contains(got.Err, "drop-column") {
			t.Errorf("generate, which asks no rows: %s", got)
		}
	})
}

// What cannot be asked counts as lost.
func TestUncomparableColumnBecomesGenerated(t *testing.T) {
	eachDialect(t, func(t *testing.T, e engine) {
		if e.dialect != "postgres" {
			t.Skip("SQLite compares everything")
		}
		db := e.create(t)
		e.exec(t, db, "CREATE TABLE t (id integer PRIMARY KEY, a integer, b json); INSERT INTO t VALUES (1, 1, '{}');")
		p := newProject(t, e.dialect)
		p.want("CREATE TABLE t (id integer PRIMARY KEY, a integer, b json GENERATED ALWAYS AS (to_json(a)) STORED);")
		got := p.run(nil, "apply", "--db", db, "--schema", "schema.sql", "--yes")
		if got.Code != 3 || !strings.Contains(got.Err, "drop-column") {
			t.Errorf("apply: %s", got)
		}
	})
}
