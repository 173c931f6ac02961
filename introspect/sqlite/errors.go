package sqlite

// What is wrong with a database file, in words that name the file and the way out, and which errors only say that
// other processes changed or locked the files, so that looking again helps.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// fileError says in clear words what is wrong with a database file.
type fileError struct {
	path, text string
	err        error
}

// Error is the path as it was given and the text.
func (e *fileError) Error() string { return e.path + ": " + e.text }

// Unwrap is the cause.
func (e *fileError) Unwrap() error { return e.err }

// movedError says that another process changed the files around the database
// while it was being opened. Looking again is all it takes.
type movedError struct{ what string }

func (e *movedError) Error() string { return e.what }

// code is SQLite's extended result code, 0 for any other error.
func code(err error) int {
	var e *driver.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// busy reports whether another process was in the way.
func busy(err error) bool {
	switch code(err) & 0xff {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_PROTOCOL:
		return true
	}
	return false
}

// explain puts into words what SQLite said while it read what.
func explain(path, what string, waited time.Duration, err error) error {
	switch code(err) & 0xff {
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_PROTOCOL:
		return Busy(path, "a read lock", ToRead, waited, err)
	case codes.SQLITE_CORRUPT:
		return &fileError{path, fmt.Sprintf("the database is damaged, seen while reading %s: %v; run `PRAGMA integrity_check` on it, "+
			"then restore a backup or try the sqlite3 shell's .recover", what, err), err}
	case codes.SQLITE_NOTADB:
		return &fileError{path, fmt.Sprintf("the header of the database is damaged or of a format this SQLite does not know: %v", err), err}
	}
	return fmt.Errorf("%s: %s: %w", path, what, err)
}

// explainFile puts into words why the operating system refused a file.
func explainFile(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &fileError{path, missing(path), err}
	case errors.Is(err, syscall.ENOTDIR):
		return &fileError{path, fmt.Sprintf("no such file; part of %q is not a directory", filepath.Dir(path)), err}
	case errors.Is(err, fs.ErrPermission):
		return &fileError{path, "permission denied; reading needs read permission on the file and its -wal and -journal, " +
			"and search permission on the directories above", err}
	}
	return fmt.Errorf("%s: %w", path, bare(err))
}

// bare drops the path that the os package puts before its errors.
func bare(err error) error {
	var e *fs.PathError
	if errors.As(err, &e) {
		return e.Err
	}
	return err
}

func foreign(path string, h header) error {
	if h.text() {
		return &fileError{path: path, text: "not a SQLite database: it looks like a text file; DDL is given with --schema"}
	}
	return &fileError{path: path, text: "not a SQLite database, or an encrypted one (SQLCipher, SEE); " +
		"an encrypted one must be decrypted into a plain file first"}
}

func truncated(path string, promised, size int64) error {
	return &fileError{path: path, text: fmt.Sprintf("the database is truncated: its header says %d bytes and the file has %d, "+
		"so %d are missing; copy it again or restore a backup", promised, size, promised-size)}
}

func irregular(path string, mode fs.FileMode) error {
	what := map[fs.FileMode]string{
		fs.ModeDir: "a directory; name the database file in it", fs.ModeNamedPipe: "a named pipe, not a database file",
		fs.ModeSocket: "a socket, not a database file",
	}[mode.Type()]
	if what == "" {
		what = "a device, not a database file"
	}
	return &fileError{path: path, text: "it is " + what}
}

// missing says that there is no file, and as much as can be seen of the reason.
func missing(path string) string {
	if target, err := os.Readlink(path); err == nil {
		return fmt.Sprintf("no such file; it is a link to %q, which does not exist", target)
	}
	if _, err := os.Stat(filepath.Dir(path)); errors.Is(err, fs.ErrNotExist) {
		return fmt.Sprintf("no such file; its directory %q does not exist either: check the path", filepath.Dir(path))
	}
	return "no such file: check the path; a new database is created by apply and migrate"
}
