package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Allow lists what a user permits although it destroys something or is refused
// otherwise: names of rules, "rule:object", and the groups below.
type Allow []string

// The groups of --allow.
const (
	AllowAll         = "all"
	AllowDestructive = "destructive"
)

// destructive says whether a rule belongs to the group of that name.
func destructive(rule string) bool {
	return slices.Contains([]string{"drop-table", "drop-column", "drop-virtual-table", "lossy-type"}, rule)
}

// allowable are the names that --allow knows.
func allowable() []string {
	return []string{AllowAll, AllowDestructive, "drop-table", "drop-column", "drop-virtual-table", "lossy-type",
		"possible-rename", "broken-reference", "application-module"}
}

// ParseAllow splits lists at commas and checks their form: the name of a rule or
// group, then perhaps a colon and the name of an object.
func ParseAllow(lists []string) (Allow, error) {
	var out Allow
	for _, list := range lists {
		for item := range strings.SplitSeq(list, ",") {
			item = strings.TrimSpace(item)
			if item == "" {
				continue
			}
			rule, object, scoped := strings.Cut(item, ":")
			if !slices.Contains(allowable(), rule) || scoped && object == "" {
				return nil, fmt.Errorf("--allow %q: want one of %s; or one for an object alone, such as drop-column:users.email",
					item, strings.Join(allowable(), ", "))
			}
			out = append(out, item)
		}
	}
	return out, nil
}

// Permits says whether a rule may be broken for the object.
func (a Allow) Permits(rule string, key schema.Key) bool {
	name := key.Name
	if key.IsPart() {
		name = key.Table + "." + key.Name
	}
	for _, item := range a {
		allowed, object, scoped := strings.Cut(item, ":")
		switch {
		case scoped && !strings.EqualFold(strings.TrimPrefix(object, "main."), name):
		case allowed == rule, allowed == AllowAll, allowed == AllowDestructive && destructive(rule):
			return true
		}
	}
	return false
}

// Refusals are what stands between a plan and its execution: blocking findings
// and destructive steps that a does not permit.
func Refusals(p *Plan, a Allow) []Finding {
	out := Blocking(p, a)
	for _, s := range p.Steps {
		for _, r := range s.Rules {
			told := slices.ContainsFunc(p.Findings, func(f Finding) bool { return f.Blocks && f.Allow == r.Name && f.Key == r.Key })
			if told || a.Permits(r.Name, r.Key) {
				continue
			}
			out = append(out, Finding{Rule: r.Name, Severity: Error, Key: r.Key, Pos: s.Pos, Blocks: true, Allow: r.Name,
				Message: "loses " + s.Lost})
		}
	}
	return out
}

// Blocking are the findings that stop a plan from being printed for a runner or
// executed, unless a permits them.
func Blocking(p *Plan, a Allow) []Finding {
	var out []Finding
	for _, f := range p.Findings {
		if f.Blocks && (f.Allow == "" || !a.Permits(f.Allow, f.Key)) {
			out = append(out, f)
		}
	}
	return out
}
