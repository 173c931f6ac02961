//go:build unix

package sqlite

import (
	"errors"
	"fmt"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// writable is why a database file takes no changes, nil if it may: SQLite finds out in
// the middle of its work, and says nothing but that it is read-only. The journal is a
// file beside the database, so its directory must take new files, too.
func writable(path string) error {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	for _, place := range []struct{ path, what string }{{real, "the file"}, {filepath.Dir(real), "its directory, where SQLite puts the journal"}} {
		switch err := unix.Access(place.path, unix.W_OK); {
		case errors.Is(err, unix.EACCES), errors.Is(err, unix.EPERM):
			return fmt.Errorf("%s cannot be changed: this user may not write %s: chmod or chown %s", path, place.what, place.path)
		case errors.Is(err, unix.EROFS):
			return fmt.Errorf("%s cannot be changed: %s is on a read-only file system", path, place.what)
		}
	}
	return nil
}
