package sqlite

// A database that does not exist yet is made in a hidden folder beside it and gets its name by a hard link, which fails
// where the name is taken. So no program sees it before it is complete, nothing is left where that fails, and of
// several programs that create one at the same time one wins and the others see its database. The folder is locked as
// long as its program lives: what a killed one left is known by that, and the next one removes it.

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	introlite "github.com/schemadiff/schemadiff/introspect/sqlite"
)

// newPrefix begins the names of folders in which databases are made, and newName is the database in one.
const (
	newPrefix = ".schemadiff-new-"
	newName   = "new.db"
)

// newFile is a database in the making.
type newFile struct {
	path    string   // where it will be
	temp    string   // where it is until then
	lock    *os.File // the folder that it is in until then, locked where that is possible
	removed []string // what killed programs had left here
}

// createFile makes an empty file for the database at path, where no file is.
func createFile(path string) (*newFile, error) {
	if path == introlite.Memory {
		return nil, errors.New(path + ": a database in memory ends with the program, so nothing would stay: name a file, such as sqlite:app.db")
	}
	real, err := introlite.NewPath(path)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	n := &newFile{path: real, removed: removeAbandoned(filepath.Dir(real))}
	err = n.makeFolder()
	var f *os.File
	if err == nil {
		if f, err = os.OpenFile(n.temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644); err != nil {
			n.discard()
		}
	}
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s cannot be created: this user may not write %s: chmod or chown it", path, filepath.Dir(real))
	case err != nil:
		return nil, fmt.Errorf("%s cannot be created: %w", path, err)
	}
	return n, f.Close()
}

// makeFolder makes the folder and locks it. Between the two another program can take it for one that a killed
// program has left, and remove it: then another one is made.
func (n *newFile) makeFolder() error {
	for {
		dir := filepath.Join(filepath.Dir(n.path), newPrefix+rand.Text())
		if err := os.Mkdir(dir, 0o755); err != nil {
			return err
		}
		f, err := os.Open(dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			_ = os.Remove(dir)
			return err
		}
		if err == nil {
			_ = waitForFolder(f) // a file system without locks is no reason to stop
			if _, err = os.Stat(dir); err == nil {
				n.temp, n.lock = filepath.Join(dir, newName), f
				return nil
			}
			f.Close()
		}
	}
}

// publish gives the complete database its name. It is an error that wraps fs.ErrExist if there is one of that name
// by now.
func (n *newFile) publish() error {
	err := os.Link(n.temp, n.path)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		err = n.replace()
	}
	n.discard()
	if err != nil {
		return fmt.Errorf("%s cannot be created: %w", n.path, err)
	}
	if dir, err := os.Open(filepath.Dir(n.path)); err == nil { // the name must last as the contents do
		_ = dir.Sync()
		dir.Close()
	}
	return nil
}

// replace is for file systems without hard links: the name is taken first.
func (n *newFile) replace() error {
	f, err := os.OpenFile(n.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	f.Close()
	return os.Rename(n.temp, n.path)
}

// discard removes what is not complete.
func (n *newFile) discard() {
	removeFolder(filepath.Dir(n.temp))
	n.lock.Close()
	_ = os.Remove(filepath.Dir(n.temp)) // where an open folder cannot be removed
}

// removeFolder removes a folder in which a database was made, and nothing that has another name.
func removeFolder(dir string) bool {
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
		_ = os.Remove(filepath.Join(dir, newName+suffix))
	}
	return os.Remove(dir) == nil
}

// removeAbandoned removes the folders that killed programs have left, and returns their names. One whose
// program lives is locked.
func removeAbandoned(dir string) (removed []string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), newPrefix) || !e.IsDir() {
			continue
		}
		f, err := os.Open(filepath.Join(dir, e.Name()))
		if err != nil {
			continue
		}
		if lockFolder(f) && removeFolder(f.Name()) {
			removed = append(removed, e.Name())
		}
		f.Close()
	}
	return removed
}

// cleared reports what killed programs had left; "" where there was nothing.
func (n *newFile) cleared() string {
	if len(n.removed) == 0 {
		return ""
	}
	return "removed what a killed run of schemadiff had left of a database that it was creating: " + strings.Join(n.removed, ", ")
}
