package lint

// Makes the edits of findings in a text. The edits of one finding belong together: all of them are made
// or none. Where two findings want to change the same bytes the first one is served; the other comes
// up again when the new text is judged.

import (
	"cmp"
	"slices"
	"strings"
)

// ApplyEdits makes groups of edits in a text, and returns which of the groups were made. Inserts at one
// place keep the order of their groups; edits that groups share are made once.
func ApplyEdits(text string, groups [][]Edit) (out string, made []int) {
	var accepted []Edit
	for i, g := range groups {
		if len(g) == 0 || !fits(text, accepted, g) {
			continue
		}
		made = append(made, i)
		for _, e := range g {
			if !slices.Contains(accepted, e) {
				accepted = append(accepted, e)
			}
		}
	}
	slices.SortStableFunc(accepted, func(a, b Edit) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	var b strings.Builder
	at := 0
	for _, e := range accepted {
		b.WriteString(text[at:e.Start] + e.Text)
		at = e.End
	}
	b.WriteString(text[at:])
	return b.String(), made
}

// fits reports whether edits can be made beside others.
func fits(text string, accepted, edits []Edit) bool {
	for i, e := range edits {
		if e.Start < 0 || e.End < e.Start || e.End > len(text) {
			return false
		}
		overlaps := func(o Edit) bool { return e.Start < o.End && o.Start < e.End } // an insert at the edge of a change is beside it
		if slices.ContainsFunc(accepted, func(o Edit) bool { return o != e && overlaps(o) }) || slices.ContainsFunc(edits[:i], overlaps) {
			return false
		}
	}
	return true
}
