package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/schemadiff/schemadiff/internal/repo"
)

// A configuration comes with a repository, perhaps from a stranger's branch, and commands
// run on it where secrets are at hand. So it names files of the repository alone, and
// databases only in [env], which somebody must ask for.

// checkSources refuses sources that are no files of the repository. It runs after
// resolvePaths.
func (c *Config) checkSources() error {
	root := repo.Root(filepath.Dir(c.Path))
	if root == "" {
		root = filepath.Dir(c.Path)
	}
	var errs []error
	check := func(key, name string) {
		switch {
		case name == "" || name == "-" || strings.HasPrefix(name, "git:") || name == "empty:":
		case isDatabase(name):
			errs = append(errs, fmt.Errorf("%s: %s names a database: databases come from the command line and from [env]", c.Path, key))
		case repo.Leaves(root, base(name)):
			errs = append(errs, fmt.Errorf("%s: %s leads out of the repository: name it on the command line if it is meant", c.Path, key))
		}
	}
	for _, name := range c.Schema {
		check("schema", name)
	}
	check("migrations", c.Migrations)
	if c.Lint.Baseline != "" {
		check("lint.baseline", resolve(filepath.Dir(c.Path), c.Lint.Baseline))
	}
	return errors.Join(errs...)
}

// base is what a glob stands below, or a path itself.
func base(name string) string {
	if !strings.ContainsAny(name, "*?[{") {
		return name
	}
	below, _ := doublestar.SplitPattern(filepath.ToSlash(name))
	return filepath.FromSlash(below)
}

// isDatabase reports whether a source would be opened as a database.
func isDatabase(name string) bool {
	scheme, _, hasScheme := strings.Cut(strings.ToLower(name), ":")
	key, _, isPair := strings.Cut(name, "=")
	return strings.Contains(name, "://") || hasScheme && slices.Contains([]string{"sqlite", "file", "postgres", "postgresql", "service"}, scheme) ||
		isPair && !strings.ContainsAny(key, "/.*?[{") ||
		slices.Contains([]string{".db", ".db3", ".sqlite", ".sqlite3"}, strings.ToLower(filepath.Ext(name)))
}
