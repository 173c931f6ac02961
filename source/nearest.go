package source

import (
	"os"
	"path/filepath"
	"strings"
)

// nearest is the existing neighbour of a missing path that a typing error may
// have meant, or "".
func nearest(name string) string {
	dir, base := filepath.Split(filepath.Clean(name))
	entries, err := os.ReadDir(filepath.Clean(dir)) // Clean makes "" the current directory
	if err != nil {
		return ""
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if near := closest(base, names); near != "" {
		return dir + near
	}
	return ""
}

// closest is the name that takes the fewest edits, at most a third of the word.
func closest(word string, names []string) string {
	best, least := "", max(len([]rune(word))/3, 1)+1
	for _, name := range names {
		if d := distance(strings.ToLower(word), strings.ToLower(name)); d < least {
			best, least = name, d
		}
	}
	return best
}

// distance counts the letters to insert, delete or replace (Levenshtein).
func distance(from, to string) int {
	target := []rune(to)
	row := make([]int, len(target)+1)
	for j := range row {
		row[j] = j
	}
	for i, f := range []rune(from) {
		corner := row[0]
		row[0] = i + 1
		for j, t := range target {
			cost := corner
			if f != t {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(target)]
}
