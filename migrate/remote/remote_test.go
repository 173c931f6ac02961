package remote

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	introspector "github.com/schemadiff/schemadiff/introspect/remote"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	planner "github.com/schemadiff/schemadiff/plan/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

var ctx = context.Background()

// fate is what becomes of a write.
type fate int

const (
	answered  fate = iota
	lostAfter      // it takes effect, and the answer is lost
	lost           // it never arrives, and no answer comes
	late           // no answer comes, and it takes effect before the next write
	away           // no node takes it
)

// client is a database in memory behind a network that loses answers.
type client struct {
	t      *testing.T
	db     *sql.Conn
	fates  []fate // of the next writes
	late   [][]introspector.Statement
	writes int
	before func() // another session, before the next write
}

func newClient(t *testing.T, script string) *client {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = conn.Close(), db.Close() })
	c := &client{t: t, db: conn}
	c.exec(script)
	return c
}

func (c *client) exec(script string) {
	c.t.Helper()
	if _, err := c.db.ExecContext(ctx, script); err != nil {
		c.t.Fatal(err)
	}
}

// ask is a value of the database.
func (c *client) ask(query string) string {
	c.t.Helper()
	var s sql.NullString
	if err := c.db.QueryRowContext(ctx, query).Scan(&s); err != nil {
		c.t.Fatalf("%s: %v", query, err)
	}
	return s.String
}

func (*client) Name() string { return "rqlite://test" }

func (c *client) Read(_ context.Context, queries ...introspector.Statement) ([]introspector.Result, error) {
	return c.run(queries)
}

func (c *client) Write(_ context.Context, statements ...introspector.Statement) ([]introspector.Result, error) {
	c.writes++
	if other := c.before; other != nil {
		c.before = nil
		other()
	}
	for _, late := range c.late {
		_, _ = c.transaction(late)
	}
	c.late = nil
	now := answered
	if len(c.fates) > 0 {
		now, c.fates = c.fates[0], c.fates[1:]
	}
	unknown := &introspector.UnknownError{Database: c.Name(), Err: errors.New("EOF")}
	switch now {
	case away:
		return nil, &introspector.NotSentError{Database: c.Name(), Err: errors.New("no leader")}
	case lost:
		return nil, unknown
	case late:
		c.late = append(c.late, statements)
		return nil, unknown
	case lostAfter:
		_, _ = c.transaction(statements)
		return nil, unknown
	}
	return c.transaction(statements)
}

func (c *client) transaction(statements []introspector.Statement) ([]introspector.Result, error) {
	c.exec("BEGIN")
	results, err := c.run(statements)
	if err != nil {
		c.exec("ROLLBACK")
		return nil, err
	}
	c.exec("COMMIT")
	return results, nil
}

func (c *client) run(statements []introspector.Statement) (out []introspector.Result, err error) {
	for i, s := range statements {
		args := s.Args
		for name, value := range s.Named {
			args = append(args, sql.Named(name, value))
		}
		rows, err := c.db.QueryContext(ctx, s.SQL, args...)
		if err != nil {
			return nil, &introspector.StatementError{Index: i, Text: err.Error()}
		}
		r := introspector.Result{}
		r.Columns, _ = rows.Columns()
		for rows.Next() {
			row, to := make([]any, len(r.Columns)), make([]any, len(r.Columns))
			for j := range row {
				to[j] = &row[j]
			}
			if err := rows.Scan(to...); err != nil {
				return nil, err
			}
			r.Rows = append(r.Rows, row)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, &introspector.StatementError{Index: i, Text: err.Error()}
		}
		out = append(out, r)
	}
	return out, nil
}

// planTo plans from what the database has.
func (c *client) planTo(ddl string) *plan.Plan {
	c.t.Helper()
	from, err := introspector.ReadCatalog(ctx, c)
	if err != nil {
		c.t.Fatal(err)
	}
	to, err := parser.Load(ctx, []parse.Source{{Name: "to.sql", Text: ddl}})
	if err != nil {
		c.t.Fatal(err)
	}
	p, err := planner.New("3.46", planner.RunnerNoSwitch, false)
	if err != nil {
		c.t.Fatal(err)
	}
	out, err := migrate.Prepare(ctx, migrate.Job{From: from.Schema, To: to, Planner: p, Fold: parser.Execute})
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

const (
	before = `CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE k (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id) ON DELETE CASCADE);
INSERT INTO p VALUES (1, 'a'), (2, 'B'); INSERT INTO k VALUES (1, 1), (2, 2);`
	after = `CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE k (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id) ON DELETE CASCADE);`
)

// fates are all ways in which the first writes can end before an answer comes.
var fates = map[string][]fate{
	"answered": nil, "lost after it took effect": {lostAfter}, "never arrived": {lost}, "arrives late": {late}, "no leader": {away},
	"lost twice": {lost, lostAfter}, "late, then lost": {late, lost}, "no leader, late, lost": {away, late, lost, lost},
}

// Whatever becomes of answers, a plan takes effect once and no row is lost.
func TestApplyOnceWhateverIsLost(t *testing.T) {
	for name, list := range fates {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, "PRAGMA foreign_keys = ON;"+before)
			c.fates = list
			report, err := Apply(ctx, c, c.planTo(after), Options{Wait: time.Second})
			if err != nil || report.Steps != 1 {
				t.Fatalf("got %+v, %v", report, err)
			}
			if got := c.ask("SELECT (SELECT group_concat(name) FROM p) || (SELECT count(*) FROM k) || (SELECT count(*) FROM sqlite_schema)"); got != "a,B22" {
				t.Errorf("the database holds %s", got)
			}
			if p := c.planTo(after); len(p.Steps) > 0 {
				t.Errorf("the second plan has %d steps", len(p.Steps))
			}
		})
	}
}

// An answer that never comes is an error that says to run it again.
func TestApplyThatIsNeverAnswered(t *testing.T) {
	c := newClient(t, before)
	for range 1000 {
		c.fates = append(c.fates, lost)
	}
	limited, cancel := context.WithCancel(ctx)
	defer cancel()
	c.before = func() { time.AfterFunc(300*time.Millisecond, cancel) } // from the first request on
	_, err := Apply(limited, c, c.planTo(after), Options{})
	var unanswered *migrate.UnansweredError
	if !errors.As(err, &unanswered) || !unanswered.Retry {
		t.Errorf("got %T: %v", err, err)
	}
}

// What is refused has changed nothing, and says which proof or statement it was.
func TestApplyRefused(t *testing.T) {
	t.Run("another catalog", func(t *testing.T) {
		c := newClient(t, before)
		p := c.planTo(after)
		c.before = func() { c.exec("CREATE TABLE other (x)") }
		var moved *migrate.MovedOnError
		if _, err := Apply(ctx, c, p, Options{}); !errors.As(err, &moved) || moved.Have == moved.Want {
			t.Errorf("got %T: %v", err, err)
		}
	})
	t.Run("a row in the way", func(t *testing.T) {
		c := newClient(t, before)
		p := c.planTo(after)
		c.before = func() { c.exec("INSERT INTO p VALUES (3, NULL)") }
		var failed *migrate.StepError
		if _, err := Apply(ctx, c, p, Options{}); !errors.As(err, &failed) || !strings.Contains(failed.SQL, "INSERT OR ABORT INTO p") {
			t.Errorf("got %T: %v", err, err)
		}
		if got := c.ask("SELECT count(*) FROM p"); got != "3" {
			t.Errorf("%s rows", got)
		}
	})
	t.Run("a check that is not true", func(t *testing.T) {
		c := newClient(t, before)
		p := c.planTo(after)
		p.Steps[0].Statements[1].Check, p.Steps[0].Statements[1].What = "SELECT 0", `it's "so"`
		var refuted *migrate.ProofError
		if _, err := Apply(ctx, c, p, Options{}); !errors.As(err, &refuted) || refuted.What != `not true: it's "so"` {
			t.Errorf("got %T: %v", err, err)
		}
	})
	t.Run("a dry run", func(t *testing.T) {
		c := newClient(t, before)
		if _, err := Apply(ctx, c, c.planTo(after), Options{DryRun: true}); err != nil {
			t.Error(err)
		}
		if p := c.planTo(after); len(p.Steps) != 1 {
			t.Error("it has changed the database")
		}
	})
}

// job is a migration file with its statements.
func job(t *testing.T, name, text string) migrate.FileJob {
	t.Helper()
	f := folder.Of("m", map[string]string{name: text}).Files[0]
	judged, err := parser.Analyze(ctx, nil, []parse.Source{{Name: f.Path, Text: f.SQL}}, true)
	if err != nil {
		t.Fatal(err)
	}
	return migrate.FileJob{File: f, Statements: judged.Statements}
}

func files(jobs ...migrate.FileJob) *migrate.Files {
	return &migrate.Files{Jobs: jobs, Run: "r" + fmt.Sprint(time.Now().UnixNano()), Wait: time.Second, Progress: func(migrate.Event) {}, Warn: func(string) {},
		Differences: func(have, want *schema.Schema) (out []string) {
			for _, c := range migrate.Differences(have, want) {
				out = append(out, migrate.Describe(c))
			}
			return out
		}}
}

// Whatever becomes of answers, each migration runs once and is recorded with it.
func TestMigrateOnceWhateverIsLost(t *testing.T) {
	for name, list := range fates {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, "")
			jobs := []migrate.FileJob{job(t, "0001_a.sql", "BEGIN;\nCREATE TABLE a (n);\nINSERT INTO a VALUES (1);\nCOMMIT;\n"), job(t, "0002_b.sql", "UPDATE a SET n = n + 1;\n")}
			c.fates = list
			n, err := Migrate(ctx, c, files(jobs...))
			if err != nil || n != 2 {
				t.Fatalf("applied %d, %v", n, err)
			}
			if n, err := Migrate(ctx, c, files(jobs...)); err != nil || n != 0 {
				t.Errorf("again: applied %d, %v", n, err)
			}
			if got := c.ask("SELECT (SELECT group_concat(n) FROM a) || ' ' || (SELECT count(*) FROM schemadiff_migrations) || (SELECT count(*) FROM schemadiff_attempts)"); got != "2 22" {
				t.Errorf("the database holds %s", got)
			}
			list, err := Journal(ctx, c, true)
			if err != nil || len(list) != 2 || list[0].Started.IsZero() || list[0].SQL == "" {
				t.Errorf("the journal has %+v, %v", list, err)
			}
		})
	}
}

// Two runs at the same time apply each migration once.
func TestAnotherRunIsFaster(t *testing.T) {
	c := newClient(t, "CREATE TABLE a (n); INSERT INTO a VALUES (0)")
	one := job(t, "0001_a.sql", "UPDATE a SET n = n + 1;\n")
	c.before = func() {
		if n, err := Migrate(ctx, c, files(one)); n != 1 || err != nil {
			t.Errorf("the other applied %d, %v", n, err)
		}
	}
	if n, err := Migrate(ctx, c, files(one)); n != 0 || err != nil {
		t.Errorf("applied %d, %v", n, err)
	}
	if got := c.ask("SELECT n FROM a"); got != "1" {
		t.Errorf("it ran %s times", got)
	}
}

// A migration that would lose rows, or fails, leaves nothing.
func TestMigrateRefused(t *testing.T) {
	c := newClient(t, "PRAGMA foreign_keys = ON;"+before)
	var proof *migrate.ProofError
	bad := job(t, "0001_a.sql", "CREATE TABLE p2 (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nDROP TABLE k;\nDROP TABLE p;\nALTER TABLE p2 RENAME TO p;\nCREATE TABLE k (id INTEGER PRIMARY KEY, p INTEGER);\n")
	if _, err := Migrate(ctx, c, files(bad)); !errors.As(err, &proof) {
		t.Errorf("got %T: %v", err, err)
	}
	var failed *migrate.FileError
	if _, err := Migrate(ctx, c, files(job(t, "0001_a.sql", "CREATE TABLE z (x);\nINSERT INTO nothing VALUES (1);\n"))); !errors.As(err, &failed) || failed.Index != 1 {
		t.Errorf("got %T: %v", err, err)
	}
	if got := c.ask("SELECT (SELECT count(*) FROM p) || (SELECT count(*) FROM k) || (SELECT group_concat(event) FROM schemadiff_attempts)"); got != "22failed" {
		t.Errorf("the database holds %s", got)
	}
}

// Rows get their time and random numbers here, and not from the default of a column on each node.
func TestMigrateFixesValues(t *testing.T) {
	c := newClient(t, "CREATE TABLE a (n, at TEXT DEFAULT CURRENT_TIMESTAMP, r)")
	fixedOne := job(t, "0001_a.sql", "INSERT INTO a (n, at, r) VALUES (1, datetime('now'), random());\nUPDATE a SET n = strftime('%s') WHERE at <= CURRENT_TIMESTAMP;\n")
	if n, err := Migrate(ctx, c, files(fixedOne)); n != 1 || err != nil {
		t.Fatalf("applied %d, %v", n, err)
	}
	if c.ask("SELECT abs(n - unixepoch()) < 100 AND abs(unixepoch(at) - unixepoch()) < 100 AND typeof(r) = 'integer' FROM a") != "1" {
		t.Errorf("the row is not of now: %s", c.ask("SELECT n || ' ' || at || ' ' || r FROM a"))
	}
	var failed *migrate.FileError
	if _, err := Migrate(ctx, c, files(job(t, "0002_b.sql", "UPDATE a SET n = 2;\nINSERT INTO A (n) VALUES (1);\n"))); !errors.As(err, &failed) || failed.Index != 1 ||
		!strings.Contains(err.Error(), "a.at reads CURRENT_TIMESTAMP") {
		t.Errorf("got %T: %v", err, err)
	}
	if n, err := Migrate(ctx, c, files(job(t, "0002_b.sql", "INSERT INTO a VALUES (1, 'x', 2);\nINSERT INTO a (n, \"AT\") VALUES (1, 'x');\n"))); n != 1 || err != nil {
		t.Errorf("applied %d, %v", n, err)
	}
}

func TestAdoptOnce(t *testing.T) {
	for name, list := range fates {
		c := newClient(t, "")
		c.fates = list
		entries := []journal.Entry{{ID: "1", State: journal.Adopted}, {ID: "2", State: journal.Adopted}}
		for range 2 {
			if err := Adopt(ctx, c, time.Second, entries); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if got := c.ask("SELECT (SELECT count(*) FROM schemadiff_migrations) || (SELECT count(*) FROM schemadiff_attempts)"); got != "22" {
			t.Errorf("%s: the database holds %s", name, got)
		}
	}
}

// Each row is filled once, whatever becomes of answers.
func TestFillOnceWhateverIsLost(t *testing.T) {
	for name, list := range fates {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, "CREATE TABLE a (id INTEGER PRIMARY KEY, n INT DEFAULT 0); INSERT INTO a (id) VALUES (1), (2), (5), (6), (9)")
			c.fates = append([]fate{answered}, list...)
			run := &migrate.BackfillRun{Wait: time.Second, Backfill: folder.Backfill{Table: []string{"a"}, Key: "id", Size: 2,
				File: folder.File{ID: "1", Name: "1_x", Path: "1_x.sql", Checksum: "c", SQL: "UPDATE a SET n = n + 1 WHERE id BETWEEN :lo AND :hi"}}}
			f, err := Fill(ctx, c, run)
			if err != nil || !f.Done || f.Rows != 5 || f.Batches != 3 {
				t.Fatalf("got %+v, %v", f, err)
			}
			if got := c.ask("SELECT group_concat(n, '') FROM a"); got != "11111" {
				t.Errorf("the rows are %s", got)
			}
		})
	}
}

// What no cluster should get is refused at its place.
func TestCheck(t *testing.T) {
	for text, want := range map[string]string{
		"PRAGMA foreign_keys=OFF;":                                                  "start rqlited with -fk",
		"PRAGMA legacy_alter_table=ON;":                                             "connection of each node",
		"PRAGMA writable_schema=ON;":                                                "connection of each node",
		"PRAGMA defer_foreign_keys=ON;":                                             "",
		"SAVEPOINT a;":                                                              "SAVEPOINT",
		"CREATE TABLE a (x);\nBEGIN;\nCREATE TABLE b (x);":                          "BEGIN",
		"BEGIN;\nCREATE TABLE a (x);\nCOMMIT;":                                      "",
		"BEGIN;\nSAVEPOINT x;\nCREATE TABLE a (x);\nCOMMIT;":                        "SAVEPOINT",
		"/* x */ ATTACH 'x.db' AS x;":                                               "every node",
		"VACUUM INTO 'x.db';":                                                       "VACUUM",
		"CREATE TEMP TABLE t (x);":                                                  "temporary",
		"CREATE TABLE t (x DEFAULT CURRENT_TIMESTAMP);":                             "CURRENT_TIMESTAMP",
		"CREATE TABLE t (x DEFAULT (datetime('now')));":                             "datetime('now')",
		"CREATE VIEW v AS SELECT datetime('now');":                                  "",
		"CREATE TABLE t (x DEFAULT 'current_timestamp');":                           "",
		"CREATE TABLE t (x); -- random()":                                           "",
		"CREATE TABLE t (x);\nINSERT INTO t VALUES (abs(random()));":                "",
		"CREATE TABLE t (x);\nINSERT INTO t SELECT random() FROM t;":                "only in the rows of values",
		"CREATE TABLE t (x);\nUPDATE t SET x = hex(randomblob(16));":                "randomblob()",
		"CREATE TABLE t (x);\nINSERT INTO t VALUES (strftime('%s', '2020-01-01'));": "",
		"CREATE TABLE t (x);\nINSERT INTO t VALUES (strftime('%s'));":               "",
		"CREATE TABLE t (x);\nUPDATE t SET x = date();":                             "",
		"CREATE TABLE t (x);\nUPDATE t SET x = date(x, 'localtime');":               "localtime",
		"CREATE TABLE t (x);\nUPDATE t SET x = date(x, '+1 day');":                  "",
	} {
		j := job(t, "0001_a.sql", text)
		err := Check(&j)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(want)) {
			t.Errorf("%s\ngot %v, want %q", text, err, want)
		}
	}
}

// A migration may drop tables for good.
func TestMigrateDropsTables(t *testing.T) {
	for name, text := range map[string]string{
		"dropped":   "DROP TABLE k;\nDROP TABLE p;\n",
		"recreated": "DROP TABLE k;\nCREATE TABLE p2 (id INTEGER PRIMARY KEY);\nINSERT INTO p2 SELECT id FROM p;\nDROP TABLE p;\nALTER TABLE p2 RENAME TO p;\nDROP TABLE p;\n",
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, before)
			if n, err := Migrate(ctx, c, files(job(t, "0001_a.sql", text))); n != 1 || err != nil {
				t.Fatalf("applied %d, %v", n, err)
			}
			if got := c.ask("SELECT count(*) FROM sqlite_schema WHERE name IN ('p', 'k')"); got != "0" {
				t.Errorf("%s tables are left", got)
			}
		})
	}
}

// Where memory cannot compute what a migration leads to, its statements say which tables remain.
func TestRemains(t *testing.T) {
	for text, want := range map[string]bool{
		"DROP TABLE p;\n":                       false,
		"DROP TABLE p;\nCREATE TABLE p (id);\n": true,
		"CREATE TABLE q (id);\nDROP TABLE p;\nALTER TABLE q RENAME TO p;\n": true,
		"ALTER TABLE p RENAME TO q;\nDROP TABLE q;\n":                       false,
		"DROP INDEX p;\n": true,
		"DROP TABLE p;\nCREATE TABLE p (id);\nALTER TABLE \"p\" RENAME TO old;\n": false,
	} {
		job := job(t, "0001_a.sql", text)
		if got := (&migration{job: &job}).remains("p"); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// What a stopped script has left under the name of the guard is dropped by whatever comes next; a table of the
// user's is named.
func TestNameOfTheGuardIsTaken(t *testing.T) {
	const leftover = "CREATE TABLE _schemadiff_guard (what TEXT, ok INTEGER NOT NULL CHECK (ok));CREATE TABLE _schemadiff_before(n);"
	entry := []journal.Entry{{ID: "1", Name: "1", State: journal.Done}}
	for name, do := range map[string]func(c *client) error{
		"adopt": func(c *client) error { return Adopt(ctx, c, time.Second, entry) },
		"apply": func(c *client) error { _, err := Apply(ctx, c, c.planTo(after), Options{}); return err },
		"clear": func(c *client) error {
			names, err := Clear(ctx, c, time.Second)
			if len(names) != 2 {
				t.Errorf("it dropped %v", names)
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClient(t, before+leftover)
			if err := do(c); err != nil {
				t.Error(err)
			}
			if got := c.ask("SELECT count(*) FROM sqlite_schema WHERE name LIKE '\\_schemadiff%' ESCAPE '\\' AND name <> '_schemadiff_before'"); got != "0" {
				t.Errorf("%s are left", got)
			}
		})
	}
	c := newClient(t, before+"CREATE TABLE _schemadiff_guard (mine); CREATE TABLE _schemadiff_before (mine);")
	if _, err := Apply(ctx, c, c.planTo(after+"CREATE TABLE _schemadiff_guard (mine); CREATE TABLE _schemadiff_before (mine);"), Options{}); err == nil || !strings.Contains(err.Error(), "rename that table") {
		t.Errorf("got %v", err)
	}
	c = newClient(t, before+"CREATE TABLE _schemadiff_before (mine);")
	if _, err := Apply(ctx, c, c.planTo(after+"CREATE TABLE _schemadiff_before (mine);"), Options{}); err != nil {
		t.Error(err)
	}
}
