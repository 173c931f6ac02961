package config

// A configuration comes with a repository, perhaps from a stranger's branch, and commands run on
// it where secrets are at hand. So it names files of the repository alone, and databases only in
// [env], which somebody must ask for.

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/schemadiff/schemadiff/internal/repo"
)

// checkSources refuses sources that are no files of the repository. It runs after
// resolvePaths.
func (c *Config) checkSources(r *reader) {
	dir := filepath.Dir(c.Path)
	root := repo.Root(dir)
	if root == "" {
		root = dir
	}
	check := func(key, name string) {
		switch {
		case name == "" || name == "-" || strings.HasPrefix(name, "git:") || name == "empty:":
		case isDatabase(name):
			r.fail(key, "%s names a database: databases come from the command line and from [env]", key)
		case repo.Leaves(root, globBase(name)):
			r.fail(key, "%s leads out of the repository: name it on the command line if it is meant", key)
		}
	}
	file := func(key, name string) {
		if name != "" {
			check(key, resolve(dir, name))
		}
	}
	for i, name := range c.Schema {
		check(element("schema", i), name)
	}
	for i, name := range c.Compat.Releases {
		check(element("compat.releases", i), name)
	}
	check("migrations", c.Migrations)
	file("lint.baseline", c.Lint.Baseline)
	file("env_file", c.EnvFile)
	for name, e := range c.Env {
		at := joinKey("env", name)
		file(at+".env_file", e.EnvFile)
		for i, source := range e.Schema {
			check(element(at+".schema", i), source)
		}
	}
}

// globBase returns what a glob stands below, or a path itself.
func globBase(name string) string {
	if !strings.ContainsAny(name, "*?[{") {
		return name
	}
	below, _ := doublestar.SplitPattern(filepath.ToSlash(name))
	return filepath.FromSlash(below)
}

// checkSecret refuses what a variable or a file holds when it is no database: errors quote
// the database that they are about, and a configuration could have them quote any secret.
func checkSecret(value string) error {
	named := isDatabase(value) || strings.HasPrefix(strings.ToLower(value), "postgres") || isSQLite(value)
	if strings.ContainsFunc(value, unicode.IsControl) || !named || isPair(value) && !isConnection(value) {
		return errors.New("what it holds is no database (postgres://…, sqlite:PATH)")
	}
	return nil
}

// isConnection reports whether key=value text begins with a parameter of a connection
// (libpq-connect.html, "Parameter Key Words").
func isConnection(value string) bool {
	key, _, _ := strings.Cut(value, "=")
	return slices.Contains([]string{"host", "hostaddr", "port", "dbname", "user", "password", "passfile", "service", "servicefile", "options",
		"application_name", "client_encoding", "connect_timeout", "sslmode", "target_session_attrs"}, strings.TrimSpace(key))
}

// isPair reports whether a source is of the form key=value.
func isPair(name string) bool {
	key, _, found := strings.Cut(name, "=")
	return found && !strings.ContainsAny(key, ":/.*?[{")
}

// isServer reports whether a source is the URL of a server, which may ask for a password.
func isServer(name string) bool {
	scheme, _, found := strings.Cut(strings.ToLower(name), "://")
	return found && scheme != "sqlite" && scheme != "file"
}

// isDatabase reports whether a source would be opened as a database.
func isDatabase(name string) bool {
	scheme, _, hasScheme := strings.Cut(strings.ToLower(name), ":")
	return strings.Contains(name, "://") || hasScheme && slices.Contains([]string{"sqlite", "file", "env", "postgres", "postgresql", "service"}, scheme) ||
		isPair(name) ||
		slices.Contains([]string{".db", ".db3", ".sqlite", ".sqlite3"}, strings.ToLower(filepath.Ext(name)))
}
