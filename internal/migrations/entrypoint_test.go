package migrations

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestEntrypoint starts eight copies of the container of the examples.
func TestEntrypoint(t *testing.T) {
	example, err := filepath.Abs("../../examples/container")
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(os.Getenv(dbtest.BinaryEnv), filepath.Join(bin, "schemadiff")); err != nil {
		t.Fatal(err)
	}
	env := []string{"PATH=" + bin + ":" + os.Getenv("PATH")}
	start := func(t *testing.T, db string, args ...string) dbtest.Result {
		return dbtest.RunWith(t, append(env, "DATABASE_URL="+db), example, "", "sh", append([]string{"entrypoint.sh"}, args...)...)
	}
	for _, major := range dbtest.Majors() {
		db := dbtest.Postgres(t, major).Database(t)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if got := start(t, db, "echo", "serving"); got.Code != 0 || !strings.HasSuffix(got.Out, "serving\n") {
					t.Errorf("a copy: %s", got)
				}
			})
		}
		all.Wait()
		if got := value(t, db, "SELECT count(*) FROM schemadiff.schemadiff_migrations WHERE state = 'done'"); got != "2" {
			t.Errorf("%s migrations are applied", got)
		}
		if err := dbtest.Exec(db, "ALTER TABLE posts DROP COLUMN noindex; UPDATE schemadiff.schemadiff_migrations SET state = 'rolled back' WHERE id = '0002'; DROP TABLE posts"); err != nil {
			t.Fatal(err)
		}
		if got := start(t, db, "echo", "serving"); got.Code != 3 || strings.Contains(got.Out, "serving") {
			t.Errorf("the server starts on a database that is not known: %s", got)
		}
	}
	got := dbtest.RunWith(t, env, example, "", os.Getenv(dbtest.BinaryEnv), "check")
	if got.Code != 0 {
		t.Errorf("check of the example: %s", got)
	}
}
