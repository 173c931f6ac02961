package sqlite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Names of files are bytes to SQLite and to us.
func TestHostilePaths(t *testing.T) {
	for _, name := range []string{
		"a b.db", "a?mode=rwc.db", "a#b.db", "a%41.db", "a%.db", "é☃.db", "a\nb.db", "a\x1b[31m.db", "-a.db", "'\"`;--.db",
		"file:a.db", ":memory: ", "a&b=c+d.db", "\xff\xfe.db", strings.Repeat("x", 240), "a\\b.db", "~", "a;vfs=x.db",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, name)
			create(t, path, tableT+rows(3))
			expectSuffixesOf(t, dir, name)
			unchanged(t, dir, func() { expectCount(t, path, 3) })
		})
	}
}

func expectSuffixesOf(t *testing.T, dir, name string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != name {
		t.Fatalf("%q holds %v, %v", dir, entries, err)
	}
}

// SQLite's paths end at 512 bytes; a database further down is read as a copy.
func TestLongPath(t *testing.T) {
	root := t.TempDir()
	short := filepath.Join(root, "a.db")
	create(t, short, tableT+rows(3))
	dir := root
	for range 4 {
		dir = filepath.Join(dir, strings.Repeat("d", 200))
	}
	path := filepath.Join(dir, "a.db")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(short, path); err != nil {
		t.Fatal(err)
	}
	unchanged(t, root, func() { expectCount(t, path, 3) })
}

// A name that leaves no room for the suffix of a journal.
func TestLongName(t *testing.T) {
	dir := t.TempDir()
	short, path := filepath.Join(dir, "a.db"), filepath.Join(dir, strings.Repeat("x", 255))
	create(t, short, tableT+rows(3))
	if err := os.Rename(short, path); err != nil {
		t.Skip(err)
	}
	unchanged(t, dir, func() { expectCount(t, path, 3) })
}

// SQLite looks for a -wal beside the file that a link leads to.
func TestLink(t *testing.T) {
	dir, path := killedWAL(t)
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Skip(err)
	}
	unchanged(t, dir, func() { expectCount(t, link, 1500) })
	remove(t, path+shmSuffix)
	unchanged(t, dir, func() { expectCount(t, link, 1500) })
}
