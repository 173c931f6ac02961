package review

// This file finds down migrations, which are not judged: whole files by their names, and parts
// of files by the marks of the tools that write them.

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app/origin"
	"github.com/schemadiff/schemadiff/migrate/folder"
)

// downMigrations are the files, by their names, that revert another one. The files beside them
// on disk count too.
func downMigrations(names []string) map[string]bool {
	beside := map[string][]string{}
	for _, name := range names {
		dir := filepath.Dir(name)
		if beside[dir] == nil {
			if entries, err := os.ReadDir(dir); err == nil { // else it is in git alone
				for _, e := range entries {
					beside[dir] = append(beside[dir], e.Name())
				}
			}
		}
		beside[dir] = append(beside[dir], filepath.Base(name))
	}
	downs := map[string]map[string]bool{}
	for dir, files := range beside {
		downs[dir] = folder.Downs(files)
	}
	out := map[string]bool{}
	for _, name := range names {
		out[name] = downs[filepath.Dir(name)][filepath.Base(name)]
	}
	return out
}

// executed is the part of a file's text that a tool would run, as far as that can be known: without the
// part that reverts it, with names in place of template marks, and how many marks there were.
func executed(text string) (plain string, marks int) {
	return origin.WithoutTemplates(WithoutDown(text))
}

// WithoutDown is a migration without the part that reverts it, as goose, dbmate and tern mark
// it; the text before it keeps its place.
func WithoutDown(text string) string {
	at := 0
	for line := range strings.Lines(text) {
		word := strings.ToLower(strings.Join(strings.Fields(line), " "))
		if strings.HasPrefix(word, "-- +goose down") || strings.HasPrefix(word, "-- migrate:down") || strings.HasPrefix(word, "---- create above / drop below") ||
			strings.HasPrefix(word, "-- +migrate down") {
			return text[:at]
		}
		at += len(line)
	}
	return text
}
