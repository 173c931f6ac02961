package review

import (
	"os"
	"path/filepath"
	"testing"
)

// The files beside it decide whether "down" is the end of a title or marks a down migration.
func TestDownMigrations(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"0001_a.sql", "0001_a_down.sql", "0002_scale_down.sql", "0003_b.up.sql", "0003_b.down.sql", "count_down.sql", "views.sql", "views_down.sql", "down.sql", "0004_UP_up.sql", "0004_UP_DOWN.SQL"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]bool{"0001_a.sql": false, "0001_a_down.sql": true, "0002_scale_down.sql": false, "0003_b.up.sql": false, "0003_b.down.sql": true,
		"count_down.sql": false, "views_down.sql": true, "down.sql": true, "0004_UP_DOWN.SQL": true}
	for name, want := range want {
		path := filepath.Join(dir, name)
		if got := downMigrations([]string{path})[path]; got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	in := []string{"nowhere/0001_a.sql", "nowhere/0001_a_down.sql", "nowhere/0002_scale_down.sql"} // as of a commit
	if got := downMigrations(in); got[in[0]] || !got[in[1]] || got[in[2]] {
		t.Errorf("in git: %v", got)
	}
}
