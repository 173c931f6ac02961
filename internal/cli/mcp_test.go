package cli

// An agent's tasks through the server, by a client that is not ours: the SDK's own, over the standard
// input and output of the program as a process of its own.

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	ours "github.com/schemadiff/schemadiff/internal/mcp"
)

// agent is a client in a folder of its own, with a count of its calls.
type agent struct {
	t       *testing.T
	session *mcp.ClientSession
	calls   int
}

// args are the arguments of a call.
type args map[string]any

// newAgent starts the program in a folder with files; app.db is made of the file app.sql.
func newAgent(t *testing.T, files map[string]string) *agent {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range databaseVariables {
		t.Setenv(name, "")
	}
	write(t, ".git/HEAD", "")
	for name, text := range files {
		write(t, name, text)
	}
	if text, ok := files["app.sql"]; ok {
		if err := dbtest.Create("app.db", text); err != nil {
			t.Fatal(err)
		}
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "schemadiff")
	if err := os.Symlink(program, link); err != nil {
		t.Fatal(err)
	}
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &mcp.CommandTransport{Command: exec.Command(link, "mcp")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = session.Close() })
	return &agent{t: t, session: session}
}

// call calls a tool and wants a status.
func (a *agent) call(tool string, in args, want string) *ours.Envelope {
	a.t.Helper()
	a.calls++
	got, err := a.session.CallTool(a.t.Context(), &mcp.CallToolParams{Name: tool, Arguments: map[string]any(in)})
	if err != nil {
		a.t.Fatalf("%s: %v", tool, err)
	}
	text, err := json.Marshal(got.StructuredContent)
	if err != nil {
		a.t.Fatal(err)
	}
	var e ours.Envelope
	if err := json.Unmarshal(text, &e); err != nil || e.Version != 1 || e.Tool != tool || e.Summary == "" || e.Decisions == nil || e.Notes == nil || e.Next == nil {
		a.t.Fatalf("%s: %v: no envelope: %s %v", tool, err, text, got.Content)
	}
	if e.Status != want || got.IsError != (want == ours.StatusFailed || want == ours.StatusTryAgain) {
		a.t.Fatalf("%s: status %s, want %s\n%s", tool, e.Status, want, text)
	}
	return &e
}

// answer is the answer of the decision with an ID that begins with a text.
func (a *agent) answer(e *ours.Envelope, decision, answer string) string {
	a.t.Helper()
	for _, d := range e.Decisions {
		for _, given := range d.Answers {
			if d.ID == decision && strings.HasPrefix(given.Answer, answer) {
				return given.Answer
			}
		}
	}
	a.t.Fatalf("no answer %s… of decision %s in %+v", answer, decision, e.Decisions)
	return ""
}

// has demands a text in the result, and the commands, of an envelope.
func (a *agent) has(e *ours.Envelope, texts ...string) {
	a.t.Helper()
	all, err := json.Marshal(e)
	if err != nil {
		a.t.Fatal(err)
	}
	for _, text := range texts {
		quoted, _ := json.Marshal(text)
		if !strings.Contains(string(all), strings.Trim(string(quoted), `"`)) {
			a.t.Errorf("%q is not in %s", text, all)
		}
	}
}

const (
	usersBefore = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age TEXT);\n"
	usersRows   = "INSERT INTO users VALUES (1, 'ann', '30'), (2, 'bob', NULL);\n"
	pgUsers     = "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, age text);\n"
)

// tasks are what agents are asked for; none may take more than three calls.
var tasks = []struct {
	name  string
	files map[string]string
	do    func(*agent)
}{
	{"rename a column", map[string]string{"app.sql": usersBefore + usersRows, "schema.sql": strings.Replace(usersBefore, "name", "full_name", 1)}, func(a *agent) {
		e := a.call("plan", args{"database": "app.db"}, ours.StatusDecide)
		e = a.call("plan", args{"database": "app.db", "answers": []string{a.answer(e, "possible-rename:users.name", "rename:")}}, ours.StatusDifferences)
		a.has(e, "RENAME COLUMN name TO full_name", "schemadiff apply --db app.db --rename users.name=full_name")
	}},
	{"drop a column and not rename it", map[string]string{"app.sql": usersBefore + usersRows, "schema.sql": strings.Replace(usersBefore, "name TEXT NOT NULL", "full_name TEXT", 1)}, func(a *agent) {
		e := a.call("plan", args{"database": "app.db"}, ours.StatusDecide)
		e = a.call("plan", args{"database": "app.db", "answers": []string{a.answer(e, "possible-rename:users.name", "allow:")}}, ours.StatusDecide)
		e = a.call("plan", args{"database": "app.db", "answers": []string{"allow:possible-rename:users.name", a.answer(e, "drop-column:users.name", "allow:")}}, ours.StatusDifferences)
		a.has(e, "--allow drop-column:users.name")
	}},
	{"rename a table of PostgreSQL", map[string]string{"before.sql": pgUsers, "schema.sql": strings.Replace(pgUsers, "users", "people", 1)}, func(a *agent) {
		e := a.call("plan", args{"from": "before.sql", "dialect": "postgres"}, ours.StatusDecide)
		e = a.call("plan", args{"from": "before.sql", "dialect": "postgres", "answers": []string{a.answer(e, e.Decisions[0].ID, "rename:")}}, ours.StatusDifferences)
		a.has(e, "RENAME TO people")
	}},
	{"NOT NULL with NULLs", map[string]string{"app.sql": usersBefore + usersRows, "schema.sql": strings.Replace(usersBefore, "age TEXT", "age TEXT NOT NULL", 1)}, func(a *agent) {
		e := a.call("plan", args{"database": "app.db"}, ours.StatusDecide)
		a.has(e, "set-not-null:users.age", "UPDATE users SET age", "1 row with NULL")
		write(a.t, "schema.sql", usersBefore)
		a.call("plan", args{"database": "app.db"}, ours.StatusDone)
	}},
	{"a new NOT NULL column", map[string]string{"app.sql": usersBefore + usersRows, "schema.sql": usersBefore[:len(usersBefore)-3] + ", email TEXT NOT NULL);\n"}, func(a *agent) {
		e := a.call("plan", args{"database": "app.db"}, ours.StatusDecide)
		a.has(e, "add-column-not-null-no-default:users.email", "DEFAULT")
		write(a.t, "schema.sql", usersBefore[:len(usersBefore)-3]+", email TEXT NOT NULL DEFAULT '');\n")
		a.has(a.call("plan", args{"database": "app.db"}, ours.StatusDifferences), "ADD COLUMN email TEXT NOT NULL DEFAULT ''")
	}},
	{"change a type on SQLite", map[string]string{"app.sql": usersBefore + usersRows, "schema.sql": strings.Replace(usersBefore, "age TEXT", "age INTEGER", 1)}, func(a *agent) {
		a.has(a.call("plan", args{"database": "app.db"}, ours.StatusDifferences), "rebuild table", "type text becomes integer", "schemadiff apply --db app.db")
	}},
	{"change a type on PostgreSQL", map[string]string{"before.sql": pgUsers, "schema.sql": strings.Replace(pgUsers, "age text", "age integer", 1)}, func(a *agent) {
		e := a.call("plan", args{"from": "before.sql", "dialect": "postgres"}, ours.StatusDecide)
		e = a.call("plan", args{"from": "before.sql", "dialect": "postgres", "answers": []string{a.answer(e, "narrow-type:public.users.age", "allow:")}}, ours.StatusDifferences)
		a.has(e, "ALTER COLUMN age TYPE integer USING age::integer")
	}},
	{"split a table", map[string]string{"migrations/0001_users.sql": usersBefore, "schema.sql": "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nCREATE TABLE ages (user_id INTEGER PRIMARY KEY REFERENCES users (id), age TEXT);\n"}, func(a *agent) {
		e := a.call("generate", args{"name": "split_ages", "dialect": "sqlite"}, ours.StatusDecide)
		a.has(e, "drop-column:users.age")
		e = a.call("generate", args{"name": "split_ages", "dialect": "sqlite", "answers": []string{a.answer(e, "drop-column:users.age", "allow:")}}, ours.StatusDone)
		a.has(e, "migrations/0002_split_ages.sql", "CREATE TABLE ages")
		a.call("check", args{"dialect": "sqlite"}, ours.StatusDone)
	}},
	{"the first migration", map[string]string{"schema.sql": pgUsers}, func(a *agent) {
		a.has(a.call("generate", args{"dialect": "postgres"}, ours.StatusDone), "migrations/0001_", "CREATE TABLE public.users")
		a.call("generate", args{"dialect": "postgres"}, ours.StatusDone)
		a.call("check", args{"dialect": "postgres"}, ours.StatusDone)
	}},
	{"a migration by hand", map[string]string{"migrations/0001_users.sql": usersBefore, "schema.sql": usersBefore}, func(a *agent) {
		a.has(a.call("generate", args{"dialect": "sqlite", "name": "fill_ages", "empty": true}, ours.StatusDone), "migrations/0002_fill_ages.sql")
		write(a.t, "migrations/0002_fill_ages.sql", "UPDATE users SET age = '0' WHERE age IS NULL;\n")
		a.call("lint", args{"paths": []string{"migrations"}, "dialect": "sqlite"}, ours.StatusDone)
	}},
	{"a migration that is missing", map[string]string{"migrations/0001_users.sql": usersBefore, "schema.sql": usersBefore + "CREATE INDEX users_name ON users (name);\n"}, func(a *agent) {
		a.has(a.call("check", args{"dialect": "sqlite"}, ours.StatusDifferences), "call generate")
		a.call("generate", args{"dialect": "sqlite"}, ours.StatusDone)
		a.call("check", args{"dialect": "sqlite"}, ours.StatusDone)
	}},
	{"lint and fix a text", nil, func(a *agent) {
		e := a.call("lint", args{"text": "ALTER TABLE t ADD COLUMN b int;\nCREATE INDEX i ON t (b);\n", "dialect": "postgres", "kind": "migration", "fix": true}, ours.StatusDecide)
		a.has(e, "CREATE INDEX CONCURRENTLY", "schemadiff:allow")
	}},
	{"lint and fix a file", map[string]string{"migrations/0001_a.sql": "CREATE TABLE t (id bigint PRIMARY KEY);\n", "migrations/0002_b.sql": "CREATE INDEX i ON t (id);\n"}, func(a *agent) {
		e := a.call("lint", args{"paths": []string{"migrations/0002_b.sql"}, "dialect": "postgres", "fix": true}, ours.StatusDecide)
		a.has(e, "+CREATE INDEX CONCURRENTLY", "schemadiff lint --fix --dialect postgres migrations/0002_b.sql")
		write(a.t, "migrations/0002_b.sql", "SET lock_timeout = '2s';\nCREATE INDEX CONCURRENTLY i ON t (id);\n")
		a.call("lint", args{"paths": []string{"migrations/0002_b.sql"}, "dialect": "postgres"}, ours.StatusDone)
	}},
	{"explain a finding", map[string]string{"m.sql": "ALTER TABLE t DROP COLUMN a;\n"}, func(a *agent) {
		e := a.call("lint", args{"paths": []string{"m.sql"}, "dialect": "postgres", "kind": "migration"}, ours.StatusDecide)
		rule, _, _ := strings.Cut(e.Decisions[0].ID, ":")
		a.has(a.call("explain", args{"rule": rule}, ours.StatusDone), "# "+rule)
	}},
	{"a rule that does not exist", nil, func(a *agent) {
		a.has(a.call("explain", args{"rule": "drop-colum"}, ours.StatusFailed), "did you mean drop-column?")
		a.has(a.call("explain", args{}, ours.StatusDone), "drop-column")
	}},
	{"look at a database", map[string]string{"app.sql": usersBefore + usersRows}, func(a *agent) {
		a.has(a.call("inspect", args{"source": "app.db"}, ours.StatusDone), "CREATE TABLE users")
		a.has(a.call("inspect", args{"source": "app.db", "format": "json"}, ours.StatusDone), "fingerprint", "users")
	}},
	{"adopt a database", map[string]string{"app.sql": usersBefore + usersRows, "migrations/.keep": ""}, func(a *agent) {
		a.has(a.call("adopt", args{"database": "app.db"}, ours.StatusDone), "0001_baseline", "schemadiff adopt --db app.db")
		if _, err := os.Stat("migrations/0001_baseline.sql"); err == nil {
			a.t.Error("adopt has written a file")
		}
	}},
	{"what is pending", map[string]string{"app.sql": "", "migrations/0001_users.sql": usersBefore}, func(a *agent) {
		a.has(a.call("status", args{"database": "app.db"}, ours.StatusDifferences), "1 pending", "schemadiff migrate --db app.db")
	}},
	{"an environment", map[string]string{"app.sql": usersBefore, "schema.sql": usersBefore, "schemadiff.toml": "[env.dev]\nurl = 'sqlite:app.db'\nprotected = true\n"}, func(a *agent) {
		a.call("plan", args{"env": "dev"}, ours.StatusDone)
		a.has(a.call("plan", args{"env": "dve"}, ours.StatusFailed), "did you mean dev?")
	}},
	{"drop a table", map[string]string{"app.sql": usersBefore + usersRows, "schema.sql": "CREATE TABLE posts (id INTEGER PRIMARY KEY);\n"}, func(a *agent) {
		e := a.call("plan", args{"database": "app.db"}, ours.StatusDecide)
		e = a.call("plan", args{"database": "app.db", "answers": []string{a.answer(e, "drop-table:users", "allow:")}}, ours.StatusDifferences)
		a.has(e, "schemadiff apply --db app.db --allow drop-table:users")
		a.has(a.call("plan", args{"database": "app.db", "answers": []string{"yes"}}, ours.StatusFailed), "want one that a decision returned")
	}},
	{"broken DDL", map[string]string{"app.sql": "", "schema.sql": "CREATE TABLE t (id INTEGER PRIMARY KEY,);\n"}, func(a *agent) {
		a.has(a.call("plan", args{"database": "app.db"}, ours.StatusFailed), "schema.sql:1:")
	}},
	{"a password stays secret", nil, func(a *agent) {
		e := a.call("inspect", args{"source": "postgres://u:verysecret@127.0.0.1:1/d?connect_timeout=1"}, ours.StatusFailed)
		if text, _ := json.Marshal(e); strings.Contains(string(text), "verysecret") {
			a.t.Errorf("the answer shows the password: %s", text)
		}
	}},
}

func TestAgentTasks(t *testing.T) {
	if len(tasks) < 20 {
		t.Errorf("only %d tasks", len(tasks))
	}
	for _, task := range tasks {
		t.Run(task.name, func(t *testing.T) {
			a := newAgent(t, task.files)
			task.do(a)
			if a.calls > 3 {
				t.Errorf("%d calls", a.calls)
			}
			if task.files["app.sql"] == "" {
				return
			}
			tables, err := dbtest.Query("app.db", "SELECT group_concat(sql) FROM sqlite_master")
			if err != nil || !strings.Contains(task.files["app.sql"], tables[0]) {
				t.Errorf("the database was changed: %q, %v", tables, err)
			}
		})
	}
}

// TestAgentTools: no tool has the rights that apply needs, and each says what it takes.
func TestAgentTools(t *testing.T) {
	a := newAgent(t, nil)
	list, err := a.session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		if tool.Annotations == nil || tool.Annotations.DestructiveHint == nil || *tool.Annotations.DestructiveHint || tool.OutputSchema == nil {
			t.Errorf("%s: %+v", tool.Name, tool)
		}
	}
	if got := strings.Join(names, " "); got != "adopt check explain generate inspect lint plan status" {
		t.Errorf("the tools are %s", got)
	}
}
