package sqlite

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

const (
	users      = "CREATE TABLE users(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, age TEXT)"
	usersNew   = "CREATE TABLE users(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, age TEXT)"
	usersDef   = "(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, age TEXT)"
	posts      = "CREATE TABLE posts(id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id) ON DELETE CASCADE, title TEXT)"
	someUsers  = "INSERT INTO users(id, name, age) VALUES (1,'ann','30'),(2,'bob','007'),(9,'eve',NULL)"
	somePosts  = "INSERT INTO posts VALUES (1,1,'a'),(2,1,'b'),(3,9,'c')"
	usersTrig  = "CREATE TRIGGER users_ai AFTER INSERT ON users BEGIN UPDATE posts SET title = 'x' WHERE user_id = new.id; END"
	usersIndex = "CREATE UNIQUE INDEX users_name ON users(name)"
	usersView  = "CREATE VIEW names AS SELECT name FROM users"
)

var (
	before = []string{users, posts, usersTrig, usersIndex, usersView, someUsers, somePosts, "DELETE FROM users WHERE id = 9; DELETE FROM posts WHERE id = 3"}
	after  = []string{usersNew, posts, usersTrig, usersIndex, usersView}
)

// blog is a database with a parent, a cascading child, and a rebuild of the parent.
func blog(t testing.TB) (path string, step plan.Step) {
	step = rebuild("users", usersDef, []string{"name", "age"})
	step.Copy.Counter = true
	counter := []plan.Statement{
		{SQL: "DELETE FROM sqlite_sequence WHERE name = '_schemadiff_new_users'"},
		{SQL: "INSERT INTO sqlite_sequence(name, seq) SELECT '_schemadiff_new_users', seq FROM sqlite_sequence WHERE name = 'users'"},
	}
	step.Statements = append(append(step.Statements[:2:2], counter...), step.Statements[2:]...)
	step.Statements = append(step.Statements, plan.Statement{SQL: usersIndex}, plan.Statement{SQL: usersTrig})
	return database(t, before...), step
}

func apply1(t testing.TB, path string, p *plan.Plan) (*migrate.Report, error) {
	t.Helper()
	return Apply(context.Background(), p, Options{Path: path, Wait: time.Second})
}

// unharmed fails unless the file is as blog made it.
func unharmed(t testing.TB, path, from string) {
	t.Helper()
	if have := read(t, path).Fingerprint(); have != from {
		t.Errorf("the schema changed")
	}
	same(t, path, "SELECT * FROM users ORDER BY id", "1|ann|30", "2|bob|007")
	same(t, path, "SELECT * FROM posts ORDER BY id", "1|1|a", "2|1|b")
}

func same(t testing.TB, path, q string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, query(t, path, q)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", q, diff)
	}
}

func TestRebuildOfAParentKeepsEverything(t *testing.T) {
	path, step := blog(t)
	p := planned(t, path, after, step)
	var events []migrate.Event
	report, err := Apply(context.Background(), p, Options{Path: path, Progress: func(e migrate.Event) { events = append(events, e) }})
	if err != nil {
		t.Fatal(err)
	}
	if report.Rows != 2 || report.Steps != 1 || len(report.Warnings) > 0 || len(events) == 0 {
		t.Errorf("report %+v after %d events", report, len(events))
	}
	same(t, path, "SELECT * FROM users ORDER BY id", "1|ann|30", "2|bob|007")
	same(t, path, "SELECT * FROM posts ORDER BY id", "1|1|a", "2|1|b")
	same(t, path, "SELECT seq FROM sqlite_sequence WHERE name = 'users'", "9")
	if _, err := apply1(t, path, p); !errors.As(err, new(*migrate.MovedOnError)) {
		t.Errorf("a second run of the same plan: %v", err)
	}
}

func TestDryRunChangesNothing(t *testing.T) {
	path, step := blog(t)
	p := planned(t, path, after, step)
	if _, err := Apply(context.Background(), p, Options{Path: path, DryRun: true}); err != nil {
		t.Fatal(err)
	}
	unharmed(t, path, p.From)
}

func TestNoFileIsCreated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.db")
	if _, err := apply1(t, path, &plan.Plan{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("want that it does not exist, got %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the file was created")
	}
}

// Names of files that mean something in a URI are only names.
func TestHostileFileName(t *testing.T) {
	path, step := blog(t)
	p := planned(t, path, after, step)
	hostile := filepath.Join(filepath.Dir(path), "a b?mode=memory&x#%41;é.db")
	if err := os.Rename(path, hostile); err != nil {
		t.Fatal(err)
	}
	if _, err := apply1(t, hostile, p); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("files %v, %v", entries, err)
	}
}

// harm is something that a plan does wrong, and what it must be refused for.
type harm struct {
	do   func(p *plan.Plan)
	want string
}

func harms() map[string]harm {
	return map[string]harm{
		"rows left over": {
			func(p *plan.Plan) { p.Steps[0].Statements[1].SQL += " WHERE id < 2" },
			"table users: 1 of 2 rows arrived",
		},
		"columns swapped": {
			func(p *plan.Plan) {
				p.Steps[0].Statements[1].SQL = "INSERT INTO _schemadiff_new_users(rowid, name, age) SELECT rowid, age, name FROM users"
			},
			"table users: 0 of 2 rows arrived unchanged",
		},
		"a value changed": {
			func(p *plan.Plan) {
				p.Steps[0].Statements[1].SQL = "INSERT INTO _schemadiff_new_users(rowid, name, age) SELECT rowid, upper(name), age FROM users"
			},
			"table users: 0 of 2 rows arrived unchanged",
		},
		"rowids renumbered": {
			func(p *plan.Plan) {
				p.Steps[0].Statements[1].SQL = "INSERT INTO _schemadiff_new_users(name, age) SELECT name, age FROM users ORDER BY id DESC"
			},
			"table users: 0 of 2 rows arrived unchanged",
		},
		"a row lost after the copy": {
			func(p *plan.Plan) { p.Steps[0].Statements[6].SQL = "DELETE FROM users WHERE id = 2; " + usersIndex },
			"table users: 1 of 2 rows are there",
		},
		"a child's row lost": {
			func(p *plan.Plan) { p.Steps[0].Statements[6].SQL = "DELETE FROM posts WHERE id = 2; " + usersIndex },
			"table posts: 1 of 2 rows are there",
		},
		"a child's row without its parent": {
			func(p *plan.Plan) { p.Steps[0].Statements[6].SQL = "UPDATE posts SET user_id = 77; " + usersIndex },
			"table posts: 2 rows refer to rows of users that are not there, and did not before",
		},
		"the counter set back": {
			func(p *plan.Plan) { p.Steps[0].Statements[3].SQL = "SELECT 1" },
			"the AUTOINCREMENT counter went from 9 back to",
		},
		"a trigger forgotten": {
			func(p *plan.Plan) { p.Steps[0].Statements = p.Steps[0].Statements[:7] },
			"the schema is",
		},
		"a check that is not true": {
			func(p *plan.Plan) {
				p.Steps[0].Statements[0].Check, p.Steps[0].Statements[0].What = "SELECT 0", "the table is new"
			},
			"not true: the table is new",
		},
	}
}

func TestProofRefuses(t *testing.T) {
	for name, c := range harms() {
		t.Run(name, func(t *testing.T) {
			path, step := blog(t)
			p := planned(t, path, after, step)
			c.do(p)
			_, err := apply1(t, path, p)
			var proof *migrate.ProofError
			if !errors.As(err, &proof) || !strings.Contains(err.Error(), c.want) || !proof.RolledBack {
				t.Errorf("want %q, got %v", c.want, err)
			}
			unharmed(t, path, p.From)
		})
	}
}

func TestStatementThatFails(t *testing.T) {
	path, step := blog(t)
	p := planned(t, path, after, step)
	p.Steps[0].Statements[1].SQL = "INSERT INTO nowhere SELECT '" + strings.Repeat("x", 300) + "'"
	_, err := apply1(t, path, p)
	var failed *migrate.StepError
	if !errors.As(err, &failed) || failed.Step != 0 || failed.Key != litemodel.TableKey("users") {
		t.Fatalf("got %v", err)
	}
	if m := err.Error(); !strings.Contains(m, "no such table: nowhere") || strings.Contains(m, strings.Repeat("x", 201)) {
		t.Errorf("message %q", m)
	}
	unharmed(t, path, p.From)
}

// Rows that referred to nothing before the plan are no reason to refuse it.
func TestOldViolationsAreNoObstacle(t *testing.T) {
	path, step := blog(t)
	conn := connect(t, path)
	execute(t, conn, "INSERT INTO posts VALUES (7, 77, 'orphan')")
	execute(t, conn, "CREATE TABLE odd(a REFERENCES users(age))") // no key there: a mismatch
	p := planned(t, path, append([]string{"CREATE TABLE odd(a REFERENCES users(age))"}, after...), step)
	report, err := apply1(t, path, p)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Warnings) != 1 || !strings.Contains(report.Warnings[0], "table odd") {
		t.Errorf("warnings %q", report.Warnings)
	}
}

// Dropping the index that a foreign key refers to breaks the child.
func TestDroppedParentKey(t *testing.T) {
	child := "CREATE TABLE c(a REFERENCES users(name))"
	path := database(t, users, usersIndex, child, someUsers, "INSERT INTO c VALUES ('ann')")
	step := alter("users", "DROP INDEX users_name", plan.Constant)
	step.Key = schema.Key{Kind: schema.KindIndex, Name: "users_name"}
	_, err := apply1(t, path, planned(t, path, []string{users, child}, step))
	if !errors.As(err, new(*migrate.ProofError)) {
		t.Errorf("got %v", err)
	}
}

func TestStatisticsAreGatheredAgain(t *testing.T) {
	path, step := blog(t)
	execute(t, connect(t, path), "ANALYZE")
	step.Copy.Analyze = []string{step.Copy.Table}
	if _, err := apply1(t, path, planned(t, path, after, step)); err != nil {
		t.Fatal(err)
	}
	same(t, path, "SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'users'", "users_name|2 1")
}

// Foreign keys that the application has on by default are off for the run.
func TestForeignKeysAreOff(t *testing.T) {
	path, step := blog(t)
	p := planned(t, path, after, step)
	_, err := Apply(context.Background(), p, Options{Path: path, setup: []string{"PRAGMA foreign_keys=ON"}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, path, "SELECT count(*) FROM posts", "2")
}
