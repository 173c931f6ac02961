package app

// This file spells numbers and paths for people, as the texts of all commands do.

import (
	"fmt"
	"path/filepath"
)

// Count is a number with its noun.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Slashed is a path with the same slashes everywhere.
func Slashed(path string) string { return filepath.ToSlash(path) }
