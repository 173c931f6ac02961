package plan

import (
	"cmp"
	"slices"
	"strings"
)

// This file compares what is dropped with what is added, to find what may well be a
// rename. For each dropped object it names at most one added, the most alike, so
// that what is reported grows with what is dropped. Names are compared by their
// pairs of letters (Sørensen–Dice), tables also by their columns.

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
	best := make([]int, len(dropped))
	for i, d := range dropped {
		best[i] = -1
		if g := groups[d.Group]; g != nil {
			best[i] = g.best(ids.of(d), d.AnyName)
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

// best is the index of the added object that is most like a dropped one, or -1.
func (g *lookalikes) best(d alike, alone bool) int {
	best, score, candidates, last := -1, 0.0, 0, -1
	for _, i := range g.candidates(d) {
		a := g.list[i]
		columns := d.sharedColumns(a)
		if columns < 0.5 {
			continue
		}
		candidates, last = candidates+1, g.at[i]
		if s := columns + d.sameLetters(a); d.similar(a) && (best < 0 || s > score) {
			best, score = g.at[i], s
		}
	}
	if candidates == 1 && alone {
		return last
	}
	return best
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
