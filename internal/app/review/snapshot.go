package review

// A folder of migrations may have a file beside them that says what all of them lead to: schema.sql, structure.sql, latest.sql. No tool
// runs it after them, so it is a schema of its own. It has no number where the others have one, and it creates the tables
// that they create.

import (
	"path/filepath"
	"slices"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

// startsWithNumber matches names of files that a tool can put in an order.
var startsWithNumber = lazyregexp.New(`(?i)^(?:[vurb]?\d|r__)`)

// snapshots finds the files that sum up the migrations beside them.
type snapshots struct {
	known  map[string]bool
	beside func(name string) []string        // the numbered files of a folder; none where its order is written down
	tables func(name string) map[string]bool // what a file creates
}

// sumsUp reports whether a file sums up the migrations beside it.
func (s *snapshots) sumsUp(name string) bool {
	if startsWithNumber.MatchString(filepath.Base(name)) {
		return false
	}
	known, ok := s.known[name]
	if !ok {
		known = s.repeats(name)
		s.known[name] = known
	}
	return known
}

// repeats reports whether most tables that a file creates are created by the numbered files beside it.
func (s *snapshots) repeats(name string) bool {
	beside := s.beside(name)
	if len(beside) < 2 {
		return false
	}
	tables := s.tables(name)
	made := map[string]bool{}
	for _, b := range beside {
		for t := range s.tables(b) {
			if tables[t] {
				made[t] = true
			}
		}
	}
	return len(tables) > 0 && len(made)*2 >= len(tables)
}

// without leaves out the files that sum up the others.
func (s *snapshots) without(list []string) []string {
	return slices.DeleteFunc(list, s.sumsUp)
}
