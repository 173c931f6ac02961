package review

// A folder of migrations may have a file beside them that says what all of them lead to: schema.sql, structure.sql, latest.sql. No tool
// runs it after them, so it is a schema of its own. It has no number where the others have one, and it creates the tables
// that they create.

import (
	"path/filepath"
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

// startsWithNumber matches names of files that a tool can put in an order.
var startsWithNumber = lazyregexp.New(`(?i)^(?:[vurb]?\d|r__)`)

// isSnapshot reports whether a file sums up the migrations beside it.
func (r *Review) isSnapshot(name string) bool {
	if known, ok := r.snapshots[name]; ok {
		return known
	}
	if r.snapshots == nil {
		r.snapshots = map[string]bool{}
	}
	r.snapshots[name] = r.sumsUp(name)
	return r.snapshots[name]
}

func (r *Review) sumsUp(name string) bool {
	if startsWithNumber.MatchString(filepath.Base(name)) || hasFolder(name) || !exists(name) {
		return false
	}
	dir := filepath.Dir(name)
	beside, _ := filepath.Glob(filepath.Join(onDisk(dir), "*.sql"))
	numbered := 0
	for _, b := range beside {
		if startsWithNumber.MatchString(filepath.Base(b)) {
			numbered++
		}
	}
	if numbered < 2 || listedOrder(dir) != nil {
		return false
	}
	tables := r.tablesOf(name)
	return len(tables) > 0 && r.madeBeside(dir, beside, tables)*2 >= len(tables)
}

// madeBeside is how many of some tables the numbered files of a folder create.
func (r *Review) madeBeside(dir string, beside []string, tables map[string]bool) int {
	made := map[string]bool{}
	for _, b := range beside {
		if startsWithNumber.MatchString(filepath.Base(b)) {
			for t := range r.tablesOf(filepath.Join(dir, filepath.Base(b))) {
				if tables[t] {
					made[t] = true
				}
			}
		}
	}
	return len(made)
}

// tablesOf are the names of the tables that a file creates.
func (r *Review) tablesOf(name string) map[string]bool {
	text, ok := r.Texts[name]
	if !ok {
		text = beginning(name, textLimit)
	}
	tables := map[string]bool{}
	if !strings.Contains(strings.ToLower(text), "create") {
		return tables
	}
	for _, h := range headsOf(r.language(), text) {
		if h.verb == "create" && h.kind == "table" {
			tables[h.name] = true
		}
	}
	return tables
}

// withoutSums leaves out the files that sum up the others.
func (r *Review) withoutSums(list []string) []string {
	var out []string
	for _, name := range list {
		if !r.isSnapshot(name) {
			out = append(out, name)
		}
	}
	return out
}
