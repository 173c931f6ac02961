package review

// This file knows where files lie in the checkout, whatever source named them, and how folders of
// migrations are called. Nothing else of the package is used.

import (
	"os"
	"path/filepath"
	"strings"
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
	return false
}
