package plan

import (
	"cmp"
	"slices"
	"strings"
)

// This file compares what is dropped with what is added, to find what may well be a
// rename. Each dropped object is paired with at most one added, and the other way round,
// those first that are most alike. Names are compared by their pairs of letters
// (Sørensen–Dice), tables also by their columns.

// Lookalike is a dropped or added object, reduced to the properties that are compared.
type Lookalike struct {
	Group   string   // only objects of one group are compared
	Name    string   // as it is compared: folded, where the dialect folds
	Columns []string // names and types, of what has columns
	AnyName bool     // a different name counts too, where there is only one candidate
}

// maxCompared is how many candidates are looked at for one dropped object. Where there
// are more, those come first that share the rarest pairs of letters and columns.
const maxCompared = 256

// Lookalikes gives for each dropped object the index of the added one that it may have
// been renamed to, or -1.
func Lookalikes(dropped, added []Lookalike) []int {
	groups := map[string]*lookalikes{}
	ids := features{}
	for i, a := range added {
		g := groups[a.Group]
		if g == nil {
			g = &lookalikes{with: map[int][]int{}}
			groups[a.Group] = g
		}
		g.add(i, ids.of(a))
	}
	var list []likeness
	for i, d := range dropped {
		if g := groups[d.Group]; g != nil {
			list = append(list, g.alike(i, ids.of(d), d.AnyName)...)
		}
	}
	return paired(list, len(dropped))
}

// likeness is how much a dropped and an added object, by their indexes, have in common.
type likeness struct {
	dropped, added int
	score          float64
}

// paired gives each dropped object the added one that is most like it and that no other is
// more like; -1 where there is none.
func paired(list []likeness, dropped int) []int {
	slices.SortStableFunc(list, func(a, b likeness) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.dropped, b.dropped), cmp.Compare(a.added, b.added))
	})
	best := make([]int, dropped)
	for i := range best {
		best[i] = -1
	}
	taken := map[int]bool{}
	for _, l := range list {
		if best[l.dropped] < 0 && !taken[l.added] {
			best[l.dropped], taken[l.added] = l.added, true
		}
	}
	return best
}

// alike is an object in the form in which it is compared.
type alike struct {
	name    string
	pairs   []int // sorted numbers of the pairs of letters of the name
	columns []int // sorted numbers of the columns
}

// features numbers pairs of letters and columns.
type features map[string]int

func (f features) of(l Lookalike) alike {
	a := alike{name: l.Name}
	for i := 0; i+2 <= len(l.Name); i++ {
		a.pairs = append(a.pairs, f.number(l.Name[i:i+2]))
	}
	for _, c := range l.Columns {
		a.columns = append(a.columns, f.number("column "+c))
	}
	slices.Sort(a.pairs)
	slices.Sort(a.columns)
	return a
}

func (f features) number(s string) int {
	n, known := f[s]
	if !known {
		n = len(f)
		f[s] = n
	}
	return n
}

// lookalikes are the added objects of a group.
type lookalikes struct {
	list []alike
	at   []int         // their indexes among all that are added
	with map[int][]int // places in list by the features that they have
}

func (g *lookalikes) add(i int, a alike) {
	for _, feature := range slices.Compact(slices.Concat(a.pairs, a.columns)) {
		g.with[feature] = append(g.with[feature], len(g.list))
	}
	g.list, g.at = append(g.list, a), append(g.at, i)
}

// alike are the added objects that a dropped one may have been renamed to.
func (g *lookalikes) alike(dropped int, d alike, alone bool) []likeness {
	var similar, all []likeness
	for _, i := range g.candidates(d) {
		a := g.list[i]
		columns := d.sharedColumns(a)
		if columns < 0.5 {
			continue
		}
		l := likeness{dropped, g.at[i], columns + d.sameLetters(a)}
		all = append(all, l)
		if d.similar(a) {
			similar = append(similar, l)
		}
	}
	if len(all) == 1 && alone {
		return all
	}
	return similar
}

// candidates are the places of what a dropped object is compared with, in order.
func (g *lookalikes) candidates(d alike) []int {
	if len(g.list) <= maxCompared {
		all := make([]int, len(g.list))
		for i := range all {
			all[i] = i
		}
		return all
	}
	shared := slices.Concat(d.columns, d.pairs)
	slices.SortFunc(shared, func(a, b int) int { return cmp.Or(cmp.Compare(len(g.with[a]), len(g.with[b])), cmp.Compare(a, b)) })
	seen := map[int]bool{}
	var list []int
	for _, feature := range slices.Compact(shared) {
		places := g.with[feature]
		for _, i := range places[:min(len(places), maxCompared)] {
			if !seen[i] && len(list) < maxCompared {
				seen[i] = true
				list = append(list, i)
			}
		}
		if len(list) == maxCompared {
			break
		}
	}
	slices.Sort(list)
	return list
}

// sharedColumns is the part of the columns that both have in common; all, of what has
// no columns.
func (a alike) sharedColumns(b alike) float64 {
	longer := max(len(a.columns), len(b.columns))
	if longer == 0 {
		return 1
	}
	return float64(common(a.columns, b.columns)) / float64(longer)
}

// similar reports whether two names have at least half of their pairs of letters in
// common, or one holds the other.
func (a alike) similar(b alike) bool {
	return strings.Contains(a.name, b.name) || strings.Contains(b.name, a.name) || a.sameLetters(b) >= 0.5
}

// sameLetters is the part of the pairs of letters that two names have in common.
func (a alike) sameLetters(b alike) float64 {
	if len(a.name)+len(b.name) <= 2 {
		return 0
	}
	return float64(2*common(a.pairs, b.pairs)) / float64(len(a.name)+len(b.name)-2)
}

// common counts what two sorted lists have in common.
func common(a, b []int) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			n, i, j = n+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return n
}
