package render

// What of a plan a reviewer looks at first. A step's risk is the worst that can be said of it; the
// formats that cannot show everything show the riskiest steps and count the rest.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
)

// risk is the worst that a step does, from nothing to the loss of data.
type risk int

// The risks, in the order in which people look at them.
const (
	riskNone    risk = iota
	riskRefused      // it needs a permission
	riskReads        // every row is read
	riskWrites       // every row is written
	riskMayLose
	riskLoses
)

// risks are all of them, the worst first.
var risks = [...]risk{riskLoses, riskMayLose, riskWrites, riskReads, riskRefused, riskNone}

// String is the risk in a word or two, for people.
func (r risk) String() string {
	return [...]string{"nothing lost", "needs permission", "reads all rows", "rewrites all rows", "may lose data", "loses data"}[r]
}

func riskOf(s plan.Step) risk {
	switch {
	case s.Loss == plan.Loses:
		return riskLoses
	case s.Loss == plan.MayLose:
		return riskMayLose
	case s.Cost == plan.Rewrite && s.Rows != 0:
		return riskWrites
	case s.Cost == plan.Scan && s.Rows != 0:
		return riskReads
	case len(s.Rules) > 0:
		return riskRefused
	}
	return riskNone
}

// byRisk divides steps into the ones to look at, the riskiest first, and the rest in their order.
func byRisk(steps []plan.Step) (risky, rest []plan.Step) {
	for _, s := range steps {
		if riskOf(s) > riskNone {
			risky = append(risky, s)
		} else {
			rest = append(rest, s)
		}
	}
	slices.SortStableFunc(risky, func(a, b plan.Step) int { return int(riskOf(b) - riskOf(a)) })
	return risky, rest
}

// stepGroup is steps of one kind, for outputs with no room for each.
type stepGroup struct {
	kind  plan.Kind
	mark  string
	steps []plan.Step
}

// byKind groups steps by what they do, the first kind of a plan first.
func byKind(steps []plan.Step) []*stepGroup {
	var groups []*stepGroup
	at := map[plan.Kind]*stepGroup{}
	for _, s := range steps {
		if at[s.Kind] == nil {
			at[s.Kind] = &stepGroup{kind: s.Kind, mark: marker(s)}
			groups = append(groups, at[s.Kind])
		}
		at[s.Kind].steps = append(at[s.Kind].steps, s)
	}
	return groups
}

// names lists the objects of a group, as many as fit into so many bytes, and counts the others.
func (g *stepGroup) names(room int, show func(string) string) string {
	var b strings.Builder
	for i, s := range g.steps {
		name := show(clip(s.Key.Object(), 200))
		if i > 0 && b.Len()+len(name) > room {
			b.WriteString(" and " + count(int64(len(g.steps)-i)) + " more")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(name)
	}
	return b.String()
}
