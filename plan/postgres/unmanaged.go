package postgres

// What the files say and the plan does not manage: privileges and owners are left alone unless they are
// managed, so that nothing is revoked that a file has merely left out. Where a file gives one that
// the database lacks, "no changes" would be wrong without a word: it is noted.

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// mostNamed is how many objects a note names.
const mostNamed = 5

// noteUnmanaged notes the objects whose privileges or owner are not those of the files.
func (w *planner) noteUnmanaged() {
	aside := map[schema.Key]schema.Object{}
	for _, o := range w.from.Unmanaged {
		aside[o.Key()] = o
	}
	var privileges, owners []string
	for to := range kept(w.to) {
		from := w.from.Get(to.Key())
		if from == nil {
			from = aside[to.Key()]
		}
		if pgmodel.DiffersInGrants(from, to) {
			privileges = append(privileges, to.Key().String())
		}
		if pgmodel.DiffersInOwner(from, to, w.from.Role) {
			owners = append(owners, to.Key().String())
		}
	}
	w.noteUnmet("privileges are", "grants", privileges)
	w.noteUnmet("owners are", "owners", owners)
}

// kept are the objects with privileges or owners that a scope has put aside.
func kept(s *schema.Schema) iter.Seq[schema.Object] {
	return func(yield func(schema.Object) bool) {
		for o := range s.All() {
			if pgmodel.HasKept(o) && !yield(o) {
				return
			}
		}
		for _, o := range s.Unmanaged {
			if pgmodel.HasKept(o) && !yield(o) {
				return
			}
		}
	}
}

func (w *planner) noteUnmet(what, flag string, objects []string) {
	if len(objects) == 0 {
		return
	}
	slices.Sort(objects)
	names := objects[:min(len(objects), mostNamed)]
	more := ""
	if n := len(objects) - len(names); n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	w.out.Notes = append(w.out.Notes, schema.Note{Class: schema.Unmanaged, Subject: what + " not those of the files: " + strings.Join(names, ", ") + more,
		Reason: "--manage " + flag + " manages them"})
}
