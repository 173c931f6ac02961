// Package migrations runs folders of migrations with the compiled binary on real
// databases of every dialect: killed and cut off at every point, many at once, in
// generated histories, and without schemadiff at all.
package migrations

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(dbtest.WithFailpoints(func() int { return dbtest.Main(m) }))
}

// engine is a kind of databases that migrations are run on.
type engine struct {
	name, dialect string
	create        func(t testing.TB) string // an empty database, as --db names it
	exec          func(t testing.TB, db, sql string)
	state         func(t testing.TB, db string) string // schema and rows of the application
	sum           func(t testing.TB, db string) string // of all balances of the blog
	cut           func(t testing.TB, db string)        // breaks all connections; nil where there are none
}

// engines are SQLite, with each kind of journal, and PostgreSQL in the versions that
// are asked for.
func engines(t testing.TB) []engine {
	list := []engine{sqlite("sqlite-delete", "DELETE"), sqlite("sqlite-wal", "WAL")}
	for _, major := range dbtest.Majors() {
		list = append(list, postgres(t, major))
	}
	return list
}

// eachEngine runs a test on every engine.
func eachEngine(t *testing.T, do func(t *testing.T, e engine)) {
	t.Helper()
	for _, e := range engines(t) {
		t.Run(e.name, func(t *testing.T) {
			if e.create == nil {
				t.Skip("no server")
			}
			do(t, e)
		})
	}
}

func sqlite(name, mode string) engine {
	path := func(db string) string { return strings.TrimPrefix(db, "sqlite:") }
	return engine{name: name, dialect: "sqlite",
		create: func(t testing.TB) string {
			file := filepath.Join(t.TempDir(), "app.db")
			if err := dbtest.Create(file, "PRAGMA journal_mode="+mode); err != nil {
				t.Fatal(err)
			}
			return "sqlite:" + file
		},
		exec: func(t testing.TB, db, sql string) {
			if err := dbtest.Create(path(db), sql); err != nil {
				t.Fatalf("%s: %v", sql, err)
			}
		},
		sum: func(t testing.TB, db string) string {
			list, err := dbtest.Query(path(db), "SELECT sum(bal) FROM acct")
			if err != nil {
				t.Fatal(err)
			}
			return strings.Join(list, "")
		},
		state: func(t testing.TB, db string) string {
			s, err := dbtest.ReadState(path(db), dbtest.AnyOrder)
			if err != nil {
				t.Fatal(err)
			}
			for name := range s.Rows {
				if strings.HasPrefix(name, "schemadiff_") {
					delete(s.Rows, name)
				}
			}
			ours := func(line string) bool { return strings.Contains(line, "schemadiff_") }
			return fmt.Sprintln(strings.Join(slices.DeleteFunc(s.Schema, ours), "\n")) + printed(s.Rows) + fmt.Sprint(s.Violations, s.Damage)
		},
	}
}

func postgres(t testing.TB, major int) engine {
	e := engine{name: fmt.Sprintf("postgres-%d", major), dialect: "postgres", exec: func(t testing.TB, db, sql string) {
		if err := dbtest.Exec(db, sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}, cut: cut, sum: func(t testing.TB, db string) string { return value(t, db, "SELECT sum(bal) FROM acct") }}
	e.create = func(t testing.TB) string { return dbtest.Postgres(t, major).Database(t) }
	e.state = func(t testing.TB, db string) string { return pgState(t, major, db) }
	return e
}

// pgState is what pg_dump or the catalog and the tables say, and what is left over.
func pgState(t testing.TB, major int, db string) string {
	dump, err := dbtest.Postgres(t, major).Dump(db, dbtest.DumpOptions{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := dbtest.PGRows(db)
	if err != nil {
		t.Fatal(err)
	}
	for name := range rows {
		if strings.Contains(name, "schemadiff") {
			delete(rows, name)
		}
	}
	left := value(t, db, `(SELECT count(*) FROM pg_index WHERE NOT indisvalid) + (SELECT count(*) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND (conname LIKE 'schemadiff%' OR NOT convalidated))
 + (SELECT count(*) FROM pg_description WHERE description LIKE 'schemadiff%')`)
	dump = slices.DeleteFunc(dump, func(line string) bool { return strings.Contains(line, "schemadiff") })
	return strings.Join(dump, "\n") + "\n" + printed(rows) + "left over: " + left
}

// printed are rows as text, in the order of their tables.
func printed(rows dbtest.Rows) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		fmt.Fprintf(&b, "%s: %v\n", name, *rows[name])
	}
	return b.String()
}

func value(t testing.TB, url, query string) string {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var text string
	if err := conn.QueryRow(context.Background(), "SELECT ("+query+")::text").Scan(&text); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return text
}

// cut ends all connections of schemadiff to a database.
func cut(t testing.TB, db string) {
	value(t, db, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'schemadiff%'")
}

// project is a folder with a desired schema and its migrations.
type project struct {
	t       testing.TB
	dir     string
	dialect string
}

func newProject(t testing.TB, dialect string) *project {
	return &project{t, t.TempDir(), dialect}
}

func (p *project) run(env []string, args ...string) dbtest.Result {
	p.t.Helper()
	return dbtest.RunWith(p.t, env, p.dir, "", os.Getenv(dbtest.BinaryEnv), args...)
}

// must runs a command that has to end with exit status 0.
func (p *project) must(args ...string) dbtest.Result {
	p.t.Helper()
	got := p.run(nil, args...)
	if got.Code != 0 {
		p.t.Fatalf("%q: %s", args, got)
	}
	return got
}

// want writes the desired schema.
func (p *project) want(schema string) {
	p.t.Helper()
	p.write("schema.sql", schema)
}

func (p *project) write(name, text string) {
	p.t.Helper()
	path := filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

func (p *project) read(name string) string {
	p.t.Helper()
	data, err := os.ReadFile(filepath.Join(p.dir, name))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(data)
}

// generate writes the next migration and returns its path.
func (p *project) generate(args ...string) string {
	p.t.Helper()
	got := p.must(append([]string{"generate", "--dialect", p.dialect, "--schema", "schema.sql", "--allow", "all"}, args...)...)
	return strings.TrimSpace(got.Out)
}

// add writes a migration by hand.
func (p *project) add(name, sql string) string {
	p.t.Helper()
	path := p.generate(name, "--empty")
	p.write(path, p.read(path)+"\n"+sql)
	return path
}
