package journal

// A folder of files next to the journal of a database: which migrations are applied, pending, half
// done, edited since, missing from the folder, or late. Numbers and checksums decide; times are
// only shown.

import (
	"slices"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// Status is a folder next to a journal.
type Status struct {
	Applied []Pair
	Pending []folder.File
	Started []Pair        // their steps are done in part
	Edited  []Pair        // another text was applied
	Missing []Entry       // applied, and not in the folder
	Late    []folder.File // pending, and before one that was applied
}

// Pair is a file and what the journal says of it.
type Pair struct {
	File  folder.File
	Entry Entry
}

// Compare reports which migrations of a folder a database has. Membership is by number and
// checksum, and never by a clock.
func Compare(files []folder.File, journal []Entry) Status {
	var s Status
	seen := make([]bool, len(journal))
	last := ""
	entries := make(map[string]int, len(journal))
	for i, e := range journal {
		entries[folder.Canonical(e.ID)] = i
		if e.In() && (last == "" || folder.Order(e.ID, last) > 0) {
			last = e.ID
		}
	}
	for _, f := range files {
		i, ok := entries[folder.Canonical(f.ID)]
		if !ok {
			i = -1
		} else {
			seen[i] = true
		}
		switch {
		case i < 0 || journal[i].State == RolledBack:
			s.Pending = append(s.Pending, f)
			if last != "" && folder.Order(f.ID, last) < 0 {
				s.Late = append(s.Late, f)
			}
		case journal[i].State == Running:
			s.Started = append(s.Started, Pair{f, journal[i]})
			s.Pending = append(s.Pending, f)
			if !f.Has(journal[i].Checksum) {
				s.Edited = append(s.Edited, Pair{f, journal[i]})
			}
		default:
			s.Applied = append(s.Applied, Pair{f, journal[i]})
			if !f.Has(journal[i].Checksum) {
				s.Edited = append(s.Edited, Pair{f, journal[i]})
			}
		}
	}
	for i, e := range journal {
		if !seen[i] && e.State != RolledBack {
			s.Missing = append(s.Missing, e)
		}
	}
	return s
}

// Absent are the entries that a journal does not have.
func Absent(list, journal []Entry) []Entry {
	var out []Entry
	for _, e := range list {
		if !slices.ContainsFunc(journal, func(have Entry) bool { return have.ID == e.ID && have.State != RolledBack }) {
			out = append(out, e)
		}
	}
	return out
}
