package sqlite

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWrites(t *testing.T) {
	for name, want := range map[string][2]bool{
		"app.db": {true, true}, "sqlite:app.db": {true, true}, "file:app.db?mode=rwc": {true, true}, "file:app.db?mode=rw": {true, false},
		"sqlite:app.db?mode=ro": {false, false}, "sqlite://u:secret@host": {true, false}, "x?mode=ro.db": {true, true},
	} {
		if writes, creates := Writes(name); [2]bool{writes, creates} != want {
			t.Errorf("%s: writes %v, creates %v", name, writes, creates)
		}
	}
}

func TestAbsent(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "there.db"), nil)
	for _, link := range [][2]string{{"new.db", "link.db"}, {"link.db", "second.db"}, {"round.db", "round.db"}, {"no/a.db", "away.db"}} {
		if err := os.Symlink(link[0], filepath.Join(dir, link[1])); err != nil {
			t.Skip(err)
		}
	}
	for name, want := range map[string]bool{
		"new.db": true, "there.db": false, "link.db": true, "second.db": true, "round.db": false, "away.db": false, "no/a.db": false, "there.db/a.db": false, "": false,
	} {
		if got := Absent(filepath.Join(dir, name)); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
	if path, err := NewPath(filepath.Join(dir, "second.db")); path != filepath.Join(dir, "new.db") {
		t.Errorf("got %s, %v", path, err)
	}
	if Absent(Memory) {
		t.Error("a database in memory is no file")
	}
}
