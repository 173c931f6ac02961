package sqlite

// The ways to name a SQLite database on the command line: URLs of several schemes and bare file names.

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// ParseURL returns the path of the SQLite database that s names. ok is false
// if s names none. The forms are sqlite:PATH (taken as it stands),
// sqlite:///ABS, sqlite://REL and file:PATH (percent-decoded), :memory: in each
// of them, and a bare *.db, *.db3, *.sqlite or *.sqlite3. The mode parameter is
// accepted, since reading never writes; any other is an error.
func ParseURL(s string) (path string, ok bool, err error) {
	scheme, rest, found := strings.Cut(s, ":")
	switch {
	case s == Memory:
		return Memory, true, nil
	case found && strings.EqualFold(scheme, "sqlite"):
		path, err = parseSQLite(rest)
	case found && strings.EqualFold(scheme, "file"):
		path, err = parseFile(rest)
	case bareFile(s):
		return s, true, nil
	default:
		return "", false, nil
	}
	if err != nil {
		return "", true, fmt.Errorf("database URL %s: %w", s, err)
	}
	return path, true, nil
}

// parseSQLite reads what follows "sqlite:". Only the form with slashes is a
// URI, so that sqlite:100%.db means what it says.
func parseSQLite(rest string) (string, error) {
	uri, isURI := strings.CutPrefix(rest, "//")
	if !isURI {
		return finish(rest, func(path string) (string, error) { return path, nil })
	}
	return finish(uri, decode)
}

// parseFile reads what follows "file:" (uri.html, section 3.1).
func parseFile(rest string) (string, error) {
	uri, hasAuthority := strings.CutPrefix(rest, "//")
	if !hasAuthority {
		return finish(rest, decode)
	}
	host, _, _ := strings.Cut(uri, "/")
	if host != "" && host != "localhost" {
		return "", fmt.Errorf("host %q is not this machine; write file:PATH or file:///PATH", host)
	}
	return finish(strings.TrimPrefix(uri, host), decode)
}

// finish splits off the parameters and decodes the path.
func finish(rest string, decode func(string) (string, error)) (string, error) {
	raw, query, _ := strings.Cut(rest, "?")
	path, err := decode(raw)
	if err != nil {
		return "", err
	}
	memory, err := inMemory(query)
	if err != nil {
		return "", err
	}
	switch {
	case memory || path == Memory || path == "/"+Memory: // SQLAlchemy writes sqlite:///:memory:
		return Memory, nil
	case path == "":
		return "", fmt.Errorf("no path; write sqlite:PATH, or sqlite::memory: for an empty database")
	}
	if drive := strings.TrimPrefix(path, "/"); filepath.VolumeName(drive) != "" { // sqlite:///C:/app.db on Windows
		return drive, nil
	}
	return path, nil
}

func decode(raw string) (string, error) {
	if strings.Contains(raw, "#") {
		return "", fmt.Errorf("a # in the path is written %%23")
	}
	path, err := url.PathUnescape(raw)
	if err != nil {
		return "", fmt.Errorf("%w; a %% in the path is written %%25", err)
	}
	if strings.Contains(path, "\x00") {
		return "", fmt.Errorf("the path holds a NUL byte")
	}
	return path, nil
}

// inMemory checks the parameters and reports whether they ask for no file at all.
func inMemory(query string) (bool, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return false, fmt.Errorf("parameters: %w", err)
	}
	for name := range values {
		if name != "mode" {
			return false, fmt.Errorf("unknown parameter %q; only mode is known", name)
		}
	}
	memory := false
	for _, mode := range values["mode"] {
		switch mode {
		case "ro", "rw", "rwc": // reading is always read-only
		case "memory":
			memory = true
		default:
			return false, fmt.Errorf("unknown mode %q; it is ro, rw, rwc or memory", mode)
		}
	}
	return memory, nil
}

// bareFile reports whether s is the name of a database file by its extension. A
// scheme or a key=value in front makes it something else; ./ in front of that
// makes it a file again.
func bareFile(s string) bool {
	if i := strings.IndexAny(s, `:=/\`); i > 1 && (s[i] == ':' || s[i] == '=') {
		return false
	}
	switch strings.ToLower(filepath.Ext(s)) {
	case ".db", ".db3", ".sqlite", ".sqlite3":
		return true
	}
	return false
}
