// Package source turns what a user names as desired schema into texts: files,
// folders, globs, standard input, and files as of a git commit.
//
// Names come in, checked UTF-8 texts and all errors at once go out. It never
// reads SQL, opens a database, or writes anything.
package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
)

// The forms that are no paths.
const (
	stdinName = "-"
	emptyName = "empty:"
	gitScheme = "git:"
)

// Migrations begins a source that is a folder of migrations, which is replayed.
const Migrations = "migrations:"

// Read resolves DDL sources and joins their texts: a file, a folder (*.sql in
// any case at any depth, in the order of their paths, hidden ones left out), a
// glob, "-" for stdin (once), "git:REF:PATH", or "empty:". A file that is named
// twice is read once. What is wrong is returned as parse.Errors, all of it.
func Read(ctx context.Context, names []string, stdin io.Reader) ([]parse.Source, error) {
	return (&reader{stdin: stdin, seen: map[string]bool{}}).all(ctx, names)
}

// ReadAny is Read, where a folder or a pattern may well hold no file.
func ReadAny(ctx context.Context, names []string, stdin io.Reader) ([]parse.Source, error) {
	return (&reader{stdin: stdin, seen: map[string]bool{}, any: true}).all(ctx, names)
}

// ReadJudged is ReadAny for a judge of files: one that is no text is no error, and the source says
// why it is none.
func ReadJudged(ctx context.Context, names []string, stdin io.Reader) ([]parse.Source, error) {
	return (&reader{stdin: stdin, seen: map[string]bool{}, any: true, faults: true}).all(ctx, names)
}

func (r *reader) all(ctx context.Context, names []string) ([]parse.Source, error) {
	for _, name := range names {
		r.fail(r.read(ctx, name))
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("sources: %w", err)
		}
	}
	if len(r.errs) > 0 {
		return nil, r.errs
	}
	return r.sources, nil
}

// IsDDL reports whether a source string has a form that Read understands by its
// looks: git:, empty:, -, or a path that is no database URL. It is for messages
// only, since a path may hold anything.
func IsDDL(name string) bool { return database(name) == "" }

// reader collects texts and errors.
type reader struct {
	stdin   io.Reader
	piped   bool            // stdin was read
	any     bool            // none is no error
	faults  bool            // what is no text is kept with its fault
	seen    map[string]bool // files by their real path
	sources []parse.Source
	errs    parse.Errors
}

// fail keeps an error in the one form that is shown with its place and hint.
func (r *reader) fail(err error) {
	var many parse.Errors
	var one *parse.Error
	switch {
	case err == nil:
	case errors.As(err, &many):
		r.errs = append(r.errs, many...)
	case errors.As(err, &one):
		r.errs = append(r.errs, one)
	default:
		r.errs = append(r.errs, &parse.Error{Msg: err.Error()})
	}
}

func (r *reader) read(ctx context.Context, name string) error {
	switch rest, isGit := strings.CutPrefix(name, gitScheme); {
	case name == "":
		return errors.New("a source has no name")
	case name == emptyName:
		return nil
	case name == stdinName:
		return r.readStdin(ctx)
	case isGit:
		return r.readGit(ctx, rest)
	case strings.HasPrefix(name, emptyName):
		return fmt.Errorf("%s: empty: stands alone", name)
	case strings.HasPrefix(name, Migrations):
		return fmt.Errorf("%s: a folder of migrations is a source of its own and cannot be one of several", name)
	}
	return r.readPath(ctx, name)
}

// readPath reads what exists as it is named, so that a file "a[1].sql" needs no
// escapes, and takes the rest for a glob.
func (r *reader) readPath(ctx context.Context, name string) error {
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return r.readFolder(ctx, name)
	case err == nil:
		return r.readFile(name)
	case database(name) != "":
		// The name is not repeated: it may hold a password.
		return fmt.Errorf("%s: a database cannot be read as DDL or joined with DDL files", database(name))
	case isGlob(name) && !exists(name):
		return r.readGlob(ctx, name)
	}
	return pathError(name, err)
}

// exists also says yes to a broken link, which is an error and not a glob.
func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

// database names the kind of database that a string looks like, without any
// part that may be secret; "" is none.
func database(name string) string {
	if name == stdinName || strings.HasPrefix(name, gitScheme) || strings.HasPrefix(name, emptyName) || strings.HasPrefix(name, Migrations) {
		return ""
	}
	if scheme, _, ok := strings.Cut(name, ":"); ok {
		lower := strings.ToLower(scheme)
		if slices.Contains([]string{"sqlite", "file", "postgres", "postgresql"}, lower) || strings.Contains(name, "://") {
			return scheme + ":"
		}
	}
	if isKeyValue(name) {
		return "a connection string"
	}
	if slices.Contains([]string{".db", ".db3", ".sqlite", ".sqlite3"}, strings.ToLower(filepath.Ext(name))) {
		return name
	}
	return ""
}

// isKeyValue knows libpq's "host=… dbname=…" by its first key.
func isKeyValue(name string) bool {
	key, _, ok := strings.Cut(name, "=")
	return ok && slices.Contains([]string{
		"host", "hostaddr", "port", "dbname", "user", "password", "passfile", "service", "sslmode",
	}, strings.TrimSpace(key))
}
