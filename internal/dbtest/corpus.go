package dbtest

// This file finds the real schemas of other projects, outside of the repository, where a variable names
// their folder.

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Entry is one line of the corpus's index.tsv. Before says what a database must have
// before it can load the files.
type Entry struct {
	Name, Path string
	Before     []string
}

// Corpus finds the real schemas, or histories of some, to test against. They are other
// projects' data and stay outside of the repository; where they are not there the test
// is skipped.
func Corpus(t testing.TB, dialect, kind string) []Entry {
	t.Helper()
	root := os.Getenv("SCHEMADIFF_CORPUS")
	if root == "" {
		root = "../../../shared/corpus"
	}
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	index, err := os.ReadFile(filepath.Join(root, "index.tsv"))
	if err != nil {
		t.Skip("no corpus of real schemas: SCHEMADIFF_CORPUS names a folder that holds one")
	}
	var entries []Entry
	for line := range strings.Lines(string(index)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) < 4 || f[0] != dialect || f[1] != kind {
			continue
		}
		e := Entry{Name: f[2], Path: filepath.Join(root, f[3])}
		if len(f) > 4 && f[4] != "-" {
			e.Before = strings.Split(f[4], ",")
		}
		entries = append(entries, e)
	}
	if len(entries) == 0 {
		t.Fatalf("the corpus in %s has no %s of %s", root, kind, dialect)
	}
	return entries
}
