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
		out[name] = downs[filepath.Dir(name)][filepath.Base(name)] || revertsSqitch(name)
	}
	return out
}

// executed is the part of a file's text that a tool would run, as far as that can be known: what applies
// to databases with one of the names, with names in place of template marks, and how many marks there were.
func executed(text string, names []string) (plain string, marks int) {
	return origin.WithoutTemplates(applied(text, names))
}

// applied is the part of a text that its tool runs to migrate. What reverts it, or is meant for other
// databases than one with one of the names, is left out, and everything keeps its place.
func applied(text string, names []string) string {
	up, _ := folder.Parts(text)
	if strings.Contains(strings.ToLower(text[:min(len(text), lineLimit)]), "liquibase") {
		return ofLiquibase(up, names)
	}
	return ofAtlas(up)
}

// lineLimit is how many bytes of a file are looked at where its first lines decide.
const lineLimit = 4 << 10
