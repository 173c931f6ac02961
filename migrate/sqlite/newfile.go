package sqlite

// A database that does not exist yet is made under another name in the same folder and gets its own by a hard link,
// which fails where the name is taken. So no program sees it before it is complete, nothing is left where that
// fails, and of several programs that create one at the same time one wins and the others see its database.

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	introlite "github.com/schemadiff/schemadiff/introspect/sqlite"
)

// newPrefix begins the names of databases that are not complete yet.
const newPrefix = ".schemadiff-new-"

// newFile is a database in the making.
type newFile struct {
	path string // where it will be
	temp string // where it is until then
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
	n := &newFile{path: real, temp: filepath.Join(filepath.Dir(real), newPrefix+rand.Text())}
	f, err := os.OpenFile(n.temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s cannot be created: this user may not write %s: chmod or chown it", path, filepath.Dir(real))
	case err != nil:
		return nil, fmt.Errorf("%s cannot be created: %w", path, err)
	}
	return n, f.Close()
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
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
		_ = os.Remove(n.temp + suffix)
	}
}
