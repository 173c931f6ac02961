package plan

// Changes of access come in one role and one privilege at a time, and go out as findings.
// Entries about the same object with the same reason become one finding, so that a reviewer
// reads one line where a single statement reaches many roles.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// accessGroup is the entries that one finding reports: of one object, for one reason.
type accessGroup struct {
	Access
	who  []string
	what []string
}

// AccessFindings are changes of access as findings, one for each object and reason.
func AccessFindings(list []Access) []Finding {
	var groups []*accessGroup
	for _, a := range list {
		i := slices.IndexFunc(groups, func(g *accessGroup) bool { return g.joins(a) })
		if i < 0 {
			groups, i = append(groups, &accessGroup{Access: a}), len(groups)
		}
		groups[i].add(a)
	}
	out := make([]Finding, len(groups))
	for i, g := range groups {
		out[i] = g.finding()
	}
	return out
}

func (g *accessGroup) joins(a Access) bool {
	return g.On == a.On && g.Gains == a.Gains && g.Why == a.Why && g.Rule == a.Rule && g.Mild == a.Mild
}

func (g *accessGroup) add(a Access) {
	g.Unclear = g.Unclear || a.Unclear
	if !slices.Contains(g.who, a.Who) {
		g.who = append(g.who, a.Who)
	}
	if !slices.Contains(g.what, a.What) {
		g.what = append(g.what, a.What)
	}
}

func (g *accessGroup) finding() Finding {
	verb := map[bool]string{true: " gains ", false: " loses "}[g.Gains]
	if who := g.who[0]; len(g.who) > 1 || who == Subscribers || who == Holders || strings.Contains(who, ", ") {
		verb = map[bool]string{true: " gain ", false: " lose "}[g.Gains]
	}
	f := Finding{Rule: g.Rule, Severity: Info, Key: g.On, Pos: g.Pos,
		Message: strings.Join(g.who, ", ") + verb + strings.Join(g.what, "; ") + " on " + named(g.On) + ": " + g.Why}
	if !g.Gains {
		return f
	}
	if g.Unclear {
		f.Message += " (it cannot be shown to narrow)"
	}
	f.Severity, f.Hint = Warning, "look at who gains: it is more than before"
	if !g.Mild {
		f.Severity, f.Blocks, f.Allow = Error, true, g.Rule
		f.Hint = "give it to fewer roles or under a tighter condition, or allow it where it is meant"
	}
	return f
}

// named is an object with its kind, for people.
func named(k schema.Key) string {
	if k.Kind == schema.KindDefaultGrants {
		return k.Object()
	}
	return string(k.Kind) + " " + k.Object()
}
