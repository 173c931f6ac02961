package folder_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

func TestRenumbered(t *testing.T) {
	for _, c := range []struct{ name, id, want, title string }{
		{"0004_add_posts.sql", "0005", "0005_add_posts.sql", "add_posts"},
		{"0004_add_posts.down.sql", "0005", "0005_add_posts.down.sql", "add_posts"},
		{"20240131120000_x.sql", "20240131120001", "20240131120001_x.sql", "x"},
		{"V1_2__mail.sql", "1.3", "V1.3__mail.sql", "mail"},
		{"0003_a/migration.sql", "0004", "0004_a/migration.sql", "a"},
	} {
		if got := folder.Renumbered(c.name, c.id); got != c.want {
			t.Errorf("%s with number %s: got %s, want %s", c.name, c.id, got, c.want)
		}
		files := folder.Of("m", map[string]string{c.name: ""}).Files
		if len(files) == 1 && files[0].Title() != c.title {
			t.Errorf("%s: got title %q, want %q", c.name, files[0].Title(), c.title)
		}
	}
}

func TestBeside(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"0001_a.sql", "0001_a.down.sql", "0001_ab.down.sql", "0001_a.txt", "backfills/0001_a.sql", "backfills/0001_ab.sql", "old/0001_a.down.sql"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f, err := folder.Read(dir)
	if err != nil || len(f.Files) != 1 {
		t.Fatal(f, err)
	}
	got, err := folder.Beside(dir, &f.Files[0])
	if want := []string{"0001_a.down.sql", "backfills/0001_a.sql"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// Two branches each add a line after the same one; a merge that keeps both, in either
// order, breaks the chain.
func TestBothLinesBreakTheChain(t *testing.T) {
	of := func(names ...string) []folder.File {
		texts := map[string]string{}
		for _, n := range names {
			texts[n] = n
		}
		return folder.Of("m", texts).Files
	}
	ours, theirs := folder.Chain(of("0001_a.sql", "0002_b.sql")), folder.Chain(of("0001_a.sql", "0003_c.sql"))
	for _, lines := range [][]folder.Line{{ours[0], ours[1], theirs[1]}, {ours[0], theirs[1], ours[1]}} {
		faults := folder.Faults(lines, of("0001_a.sql", "0002_b.sql", "0003_c.sql"))
		if !slices.ContainsFunc(faults, func(f folder.Fault) bool { return f.Kind == folder.Broken }) {
			t.Errorf("%v: got %v", lines, faults)
		}
	}
}
