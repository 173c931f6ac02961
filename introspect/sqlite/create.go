package sqlite

// Databases that do not exist yet: whether a name may become a new file, and which of the modes of a URL (uri.html,
// section 3.3) keep it from being created or changed. Creating it is for migrate/sqlite.

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Exists is an error if path names no file.
func Exists(path string) error {
	if path == Memory {
		return nil
	}
	if _, err := os.Stat(path); err != nil {
		return explainFile(path, err)
	}
	return nil
}

// Absent reports whether path names no file yet but one can be there: its folder exists. A link that leads to no
// file is taken for the file that it leads to, as SQLite does.
func Absent(path string) bool {
	_, err := NewPath(path)
	return err == nil
}

// NewPath returns where the file that does not exist at path would be created: links are followed. It is an error
// if something is there, or its folder is not.
func NewPath(path string) (string, error) {
	if path == Memory {
		return "", &fileError{path: path, text: "it is no file"}
	}
	const mostLinks = 40 // as many as Linux follows
	for range mostLinks {
		switch _, err := os.Stat(path); {
		case err == nil:
			return "", &fileError{path, "it exists", fs.ErrExist}
		case !errors.Is(err, fs.ErrNotExist):
			return "", explainFile(path, err)
		}
		target, err := os.Readlink(path)
		if err != nil {
			break // no link: this is where the file would be
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path), target)
		}
		path = target
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return "", explainFile(path, fs.ErrNotExist)
	}
	return path, nil
}

// Writes reports whether the mode of a database URL lets a database be changed, and creates whether it lets a new
// one be created. Without a mode both are so, as for the sqlite3 shell. What looks like the URL of a server, with
// a password, is no name for a new file.
func Writes(name string) (writes, creates bool) {
	writes, creates = true, schema.MaskedConnection(name) == name
	scheme, rest, _ := strings.Cut(name, ":")
	if !strings.EqualFold(scheme, "sqlite") && !strings.EqualFold(scheme, "file") {
		return writes, creates
	}
	_, query, _ := strings.Cut(rest, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return writes, creates
	}
	for _, mode := range values["mode"] {
		writes = writes && mode != "ro"
		creates = creates && mode != "ro" && mode != "rw"
	}
	return writes, creates
}
