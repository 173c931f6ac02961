package lint

// What other acts on the same relation do, which most rules ask before they report one: whether it is
// made good later, or was prepared before.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Later reports whether an act after a, on the same relation, does what match says. Whoever asks that of
// each column names the verbs that match takes: a relation can have thousands of acts, few of them of these.
func (p *Pass) Later(a *Act, match func(*Act) bool, verbs ...schema.Verb) bool {
	return p.near(a, func(i int) bool { return i > a.Index }, match, verbs)
}

// Earlier reports whether an act before a, on the same relation, does what match says; see Later.
func (p *Pass) Earlier(a *Act, match func(*Act) bool, verbs ...schema.Verb) bool {
	return p.near(a, func(i int) bool { return i < a.Index }, match, verbs)
}

func (p *Pass) near(a *Act, where func(int) bool, match func(*Act) bool, verbs []schema.Verb) bool {
	name := relationName(a.On)
	matches := func(i int) bool { return where(i) && match(&p.Acts[i]) }
	if len(verbs) == 0 {
		return slices.ContainsFunc(p.on[name], matches)
	}
	return slices.ContainsFunc(verbs, func(v schema.Verb) bool { return slices.ContainsFunc(p.doing[doing{name, v}], matches) })
}

// doing is a verb and the relation that acts with it are about.
type doing struct {
	relation string
	verb     schema.Verb
}

// note keeps an act as one on a relation.
func (p *Pass) note(relation string, a *Act) {
	p.on[relation] = append(p.on[relation], a.Index)
	p.doing[doing{relation, a.Verb}] = append(p.doing[doing{relation, a.Verb}], a.Index)
}
