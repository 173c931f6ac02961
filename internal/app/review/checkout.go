package review

// This file knows where files lie in the checkout, whatever source named them, and how folders of
// migrations are called. Nothing else of the package is used.

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/schemadiff/schemadiff/internal/repo"
)

// onDisk is where a file of a commit, git:REF:PATH, lies in the checkout: what its tool keeps beside it
// is looked up there.
func onDisk(name string) string {
	if rest, ok := strings.CutPrefix(name, "git:"); ok {
		if _, path, ok := strings.Cut(rest, ":"); ok {
			return filepath.Clean(path)
		}
	}
	return name
}

func exists(file string) bool {
	_, err := os.Stat(onDisk(file))
	return err == nil
}

func isMigrationsName(name string) bool {
	switch strings.ToLower(name) {
	case "migrations", "migration", "migrate":
		return true
	}
	return strings.HasSuffix(strings.ToLower(name), "_migrations") || strings.HasSuffix(strings.ToLower(name), "-migrations")
}

// fromRoot is the path of a file from the root of its repository, whose folders say what it is wherever the
// program was started; outside of one it begins with the folder where that was.
func fromRoot(name string) string {
	full, err := filepath.Abs(onDisk(name))
	if err != nil {
		return name
	}
	root := repo.Root(filepath.Dir(full))
	if root == "" {
		started, err := os.Getwd()
		if err != nil {
			return name
		}
		root = filepath.Dir(started)
	}
	path, err := filepath.Rel(root, full)
	if err != nil || strings.HasPrefix(path, "..") {
		return name
	}
	return path
}
