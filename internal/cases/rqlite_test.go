package cases

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// refusedByCluster are what a cluster refuses of the cases, in the words of the refusal.
var refusedByCluster = []string{"[volatile-value]", "with foreign keys on they cannot be copied back"}

// TestRqlite applies every case on a cluster, through a node that need not be the leader.
func TestRqlite(t *testing.T) {
	if *update {
		t.Skip("-update rewrites, and tests nothing")
	}
	for name, flags := range map[string][]string{"keys off": nil, "keys on": {"-fk"}} {
		t.Run(name, func(t *testing.T) {
			cluster := dbtest.StartRqlite(t, dbtest.RqliteOptions{Nodes: 3, Flags: flags})
			paths, err := filepath.Glob("../../testdata/cases/sqlite/*.txtar")
			if err != nil || len(paths) == 0 {
				t.Fatalf("no cases: %v", err)
			}
			for i, path := range paths {
				if testing.Short() && i%8 != 0 {
					continue
				}
				t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
					load(t, path).applyRemote(t, cluster, i%3)
				})
			}
			cluster.WaitEqual(t)
		})
	}
}

// doctor looks at the nodes and at the data, and changes nothing.
func TestDoctorOfRqlite(t *testing.T) {
	if *update {
		t.Skip("-update rewrites, and tests nothing")
	}
	cluster := dbtest.StartRqlite(t, dbtest.RqliteOptions{Nodes: 1, Flags: []string{"-fk"}})
	if err := cluster.Exec(cluster.Nodes[0], "CREATE TABLE a (id INTEGER PRIMARY KEY)", "CREATE TABLE b (a REFERENCES a)"); err != nil {
		t.Fatal(err)
	}
	got := schemadiff(t, t.TempDir(), "doctor", "--db", cluster.URL(0))
	for _, want := range []string{"ok    SQLite ", "ok    foreign keys   on", "ok    integrity ", "ok    references ", "1 of 1 voting nodes are there, leader http"} {
		if !strings.Contains(got.Out, want) {
			t.Errorf("no %q: %s", want, got)
		}
	}
	if got.Code != 0 {
		t.Errorf("exit status %d", got.Code)
	}
}

// applyRemote applies the case on a cluster whose database it replaces.
func (c *testCase) applyRemote(t *testing.T, cluster *dbtest.Rqlite, node int) {
	t.Helper()
	cluster.Load(t, c.fromDB)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "to.sql"), []byte(c.section("to.sql")), 0o644); err != nil {
		t.Fatal(err)
	}
	command := func(name string, more ...string) dbtest.Result {
		args := append([]string{name, "--db", cluster.URL(node), "--schema", "to.sql"}, c.args()...)
		return schemadiff(t, dir, append(args, more...)...)
	}
	got := command("apply", "--yes", "--allow", c.allow())
	file := cluster.Backup(t)
	refused := false
	for _, text := range refusedByCluster {
		refused = refused || strings.Contains(got.Out+got.Err, text)
	}
	if refused || c.has("refused") {
		if got.Code != exitRefused {
			t.Errorf("apply must be refused: %s", got)
		}
		if wrong := untouched(c.from, file, c.order); wrong != nil {
			t.Errorf("a refused apply wrote to the database:\n%s", strings.Join(wrong, "\n"))
		}
		return
	}
	if got.Code != exitDone {
		t.Fatalf("apply: %s", got)
	}
	if wrong := c.desired(file); wrong != nil {
		t.Fatalf("after apply:\n%s\n%s", strings.Join(wrong, "\n"), got)
	}
	if again := command("plan", "--exit-code"); again.Code != exitDone {
		t.Errorf("second plan is not empty: %s", again)
	}
	if err := dbtest.Create(file, "PRAGMA foreign_keys = ON;\n"+c.section("after.sql")); err != nil {
		t.Errorf("after apply: %v", err)
	}
}
