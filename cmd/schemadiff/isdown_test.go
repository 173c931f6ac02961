package main

import (
	"os"
	"path/filepath"
	"testing"
)

// Whether "down" is the end of a title or says what a file is for, the files beside it
// tell.
func TestIsDown(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"0001_a.sql", "0001_a_down.sql", "0002_scale_down.sql", "0003_b.up.sql", "0003_b.down.sql", "count_down.sql", "views.sql", "views_down.sql", "down.sql"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]bool{"0001_a.sql": false, "0001_a_down.sql": true, "0002_scale_down.sql": false, "0003_b.up.sql": false, "0003_b.down.sql": true,
		"count_down.sql": false, "views_down.sql": true, "down.sql": true} {
		if got := isDown(filepath.Join(dir, name)); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
