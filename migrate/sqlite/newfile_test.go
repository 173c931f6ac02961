package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/migrate"
)

// names are the files of a folder.
func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestNewFileIsSeenWhenComplete(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.db")
	file, err := createFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it is there before it is complete: %v", err)
	}
	if err := file.publish(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 1 || got[0] != "app.db" {
		t.Errorf("the folder has %v", got)
	}
}

// Somebody else's database of that name stays what it is.
func TestNewFileTakesNoName(t *testing.T) {
	for name, give := range map[string]func(*newFile) error{"link": (*newFile).publish, "no links": (*newFile).replace} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "app.db")
			file, err := createFile(path)
			if err != nil {
				t.Fatal(err)
			}
			defer file.discard()
			if err := os.WriteFile(path, []byte("theirs"), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := give(file); !errors.Is(err, fs.ErrExist) {
				t.Errorf("got %v", err)
			}
			if text, err := os.ReadFile(path); string(text) != "theirs" {
				t.Errorf("it holds %q, %v", text, err)
			}
		})
	}
}

func TestNewFileAtTheEndOfALink(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "link.db")
	if err := os.Symlink("real.db", link); err != nil {
		t.Skip(err)
	}
	file, err := createFile(link)
	if err != nil {
		t.Fatal(err)
	}
	if err := file.publish(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 2 || got[1] != "real.db" {
		t.Errorf("the folder has %v", got)
	}
}

// Of many that create the same database one wins, and the others find its schema.
func TestManyCreateOneDatabase(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.db")
	p := prepared(t, database(t), "", "CREATE TABLE t (a);")
	var wg sync.WaitGroup
	outcomes := make([]error, 8)
	for i := range outcomes {
		wg.Go(func() {
			_, outcomes[i] = Apply(context.Background(), p, Options{Path: path, Wait: time.Minute, Create: true})
		})
	}
	wg.Wait()
	won := 0
	for _, err := range outcomes {
		var moved *migrate.MovedOnError
		switch {
		case err == nil:
			won++
		case !errors.As(err, &moved):
			t.Errorf("got %v", err)
		}
	}
	if got := names(t, dir); won != 1 || len(got) != 1 {
		t.Errorf("%d won, and the folder has %v", won, got)
	}
}

func TestFailedApplyLeavesNoNewFile(t *testing.T) {
	dir := t.TempDir()
	p := prepared(t, database(t), "", "CREATE TABLE t (a);")
	p.Steps[0].Statements[0].SQL = "CREATE TABLE t (a,)"
	if _, err := Apply(context.Background(), p, Options{Path: filepath.Join(dir, "app.db"), Create: true}); err == nil {
		t.Error("no error")
	}
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("the folder has %v", got)
	}
}

// What a killed program has left is removed by the next one that creates a database there, and reported; what one
// that lives is making is not, and neither is a folder with files that are not schemadiff's.
func TestNewFileRemovesWhatWasLeft(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "app.db")
	living, err := createFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer living.discard()
	if !lockFolder(living.lock) {
		t.Skip("no locks of folders here")
	}
	killed, err := createFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(killed.temp+"-journal", []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	killed.lock.Close() // as the system does
	foreign := filepath.Join(dir, newPrefix+"X")
	if err := errors.Join(os.Mkdir(foreign, 0o755), os.WriteFile(filepath.Join(foreign, "mine"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	next, err := createFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if left := filepath.Base(filepath.Dir(killed.temp)); len(next.removed) != 1 || next.removed[0] != left || !strings.Contains(next.cleared(), left) {
		t.Errorf("removed %v, and says %q", next.removed, next.cleared())
	}
	if err := next.publish(); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 3 || got[2] != "app.db" {
		t.Errorf("the folder has %v", got)
	}
}
