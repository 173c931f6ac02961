package access

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// group is what is said together: of one object, for one reason.
type group struct {
	plan.Access
	who  []string
	what []string
}

// Findings are changes of access as findings, one for each object and reason.
func Findings(list []plan.Access) []plan.Finding {
	var groups []*group
	for _, a := range list {
		i := slices.IndexFunc(groups, func(g *group) bool { return g.joins(a) })
		if i < 0 {
			groups, i = append(groups, &group{Access: a}), len(groups)
		}
		groups[i].add(a)
	}
	out := make([]plan.Finding, len(groups))
	for i, g := range groups {
		out[i] = g.finding()
	}
	return out
}

func (g *group) joins(a plan.Access) bool {
	return g.On == a.On && g.Gains == a.Gains && g.Why == a.Why && g.Rule == a.Rule && g.Mild == a.Mild
}

func (g *group) add(a plan.Access) {
	g.Unclear = g.Unclear || a.Unclear
	if !slices.Contains(g.who, a.Who) {
		g.who = append(g.who, a.Who)
	}
	if !slices.Contains(g.what, a.What) {
		g.what = append(g.what, a.What)
	}
}

func (g *group) finding() plan.Finding {
	verb := map[bool]string{true: " gains ", false: " loses "}[g.Gains]
	if len(g.who) > 1 || strings.Contains(g.who[0], ", ") {
		verb = map[bool]string{true: " gain ", false: " lose "}[g.Gains]
	}
	f := plan.Finding{Rule: g.Rule, Severity: plan.Info, Key: g.On, Pos: g.Pos,
		Message: strings.Join(g.who, ", ") + verb + strings.Join(g.what, "; ") + " on " + Name(g.On) + ": " + g.Why}
	if !g.Gains {
		return f
	}
	if g.Unclear {
		f.Message += " (it cannot be shown to narrow)"
	}
	f.Severity, f.Hint = plan.Warning, "look at who gains: it is more than before"
	if !g.Mild {
		f.Severity, f.Blocks, f.Allow = plan.Error, true, g.Rule
		f.Hint = "leave it as it is, or allow it where it is meant"
	}
	return f
}

// Name is an object with its kind, for people.
func Name(k schema.Key) string { return string(k.Kind) + " " + k.Object() }
