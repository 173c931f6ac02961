// Package repo reports whether files lie in a repository, links followed.
//
// A folder or a path comes in, a root or an answer goes out. A stranger's branch may hold
// links to anywhere, and a configuration that names what is not the repository's; what is
// read because of either must lie below the root. It never reads a file.
package repo

import (
	"os"
	"path/filepath"
	"strings"
)

// Root is the nearest folder at or above dir that has a .git, with its links followed;
// "" where there is none.
func Root(dir string) string {
	full, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	full = resolved(full)
	for at := full; ; at = filepath.Dir(at) {
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil {
			return at
		}
		if at == filepath.Dir(at) {
			return ""
		}
	}
}

// Leaves reports whether a path leads out of a root, by its own parts or through links.
// A root of "" holds everything. What does not exist is judged by what exists of it.
func Leaves(root, path string) bool {
	if root == "" {
		return false
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return true
	}
	if root, err = filepath.Abs(root); err != nil {
		return true
	}
	rel, err := filepath.Rel(resolved(root), resolved(full))
	return err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// resolved follows the links of the part of a path that exists.
func resolved(full string) string {
	rest := ""
	for at := full; ; at = filepath.Dir(at) {
		if found, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(found, rest)
		}
		if target, err := os.Readlink(at); err == nil { // a link to what does not exist
			if !filepath.IsAbs(target) {
				target = filepath.Join(filepath.Dir(at), target)
			}
			return filepath.Join(target, rest)
		}
		if at == filepath.Dir(at) {
			return full
		}
		rest = filepath.Join(filepath.Base(at), rest)
	}
}

// Paths returns a function to the path of a file from the root of the repository that the current
// folder is in, with slashes; it returns what is no file, or not in the repository, as it is.
func Paths() func(name string) string {
	root := Root(".")
	known := map[string]string{}
	return func(name string) string {
		if _, seen := known[name]; !seen {
			known[name] = pathFrom(root, name)
		}
		return known[name]
	}
}

func pathFrom(root, name string) string {
	full, err := filepath.Abs(name)
	if root == "" || err != nil {
		return name
	}
	if _, err := os.Lstat(full); err != nil {
		return name
	}
	dir := resolved(filepath.Dir(full)) // the file itself may be a link, which has a path of its own
	rel, err := filepath.Rel(root, filepath.Join(dir, filepath.Base(full)))
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return name
	}
	return filepath.ToSlash(rel)
}
