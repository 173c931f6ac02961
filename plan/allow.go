package plan

// The --allow list decides which refusals of a plan the user has accepted. Its items are
// parsed here and checked against the names of the rules, so that a typing error is an error
// and not a permission without effect; then the findings and the destructive steps of a plan
// are held against them.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Allow lists what a user permits although it destroys something or is refused
// otherwise: names of rules, "rule:object", and "all". Groups are their rules here.
type Allow []string

// The groups of --allow.
const (
	AllowAll         = "all"
	AllowDestructive = "destructive"
)

// Names are the names that --allow accepts. The registry of rules supplies them, which this
// package does not know.
type Names struct {
	Rules   []string
	Groups  map[string][]string // the rules of a group
	Aliases map[string][]string // the rules that a former or other name stands for
}

// ParseAllow splits lists at commas and checks them: the name of a rule or group, then
// perhaps a colon and the name of an object.
func ParseAllow(lists []string, known Names) (Allow, error) {
	var out Allow
	for _, item := range Items(lists) {
		rule, object, scoped := strings.Cut(item, ":")
		names, err := known.resolve(rule)
		if err == nil && scoped && object == "" {
			err = fmt.Errorf("an object follows the colon, such as drop-column:users.email")
		}
		if err != nil {
			return nil, fmt.Errorf("--allow %q: %w", item, err)
		}
		for _, name := range names {
			if scoped {
				name += ":" + object
			}
			out = append(out, name)
		}
	}
	return out, nil
}

// Items are the single items of lists that are separated by commas, but for those in quotes.
func Items(lists []string) []string {
	var out []string
	list := strings.Join(lists, ",") // flags are split at commas before they come here
	for list != "" {
		item, rest := CutName(list, ",")
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
		list = strings.TrimPrefix(rest, ",")
	}
	return out
}

// IsGroup reports whether an item names many rules, of which a plan may need none.
func (n Names) IsGroup(item string) bool {
	name, _, _ := strings.Cut(item, ":")
	return name == AllowAll || n.Groups[name] != nil
}

// resolve is the rules that a name stands for.
func (n Names) resolve(name string) ([]string, error) {
	rules := slices.Concat(n.Groups[name], n.Aliases[name])
	if name == AllowAll || slices.Contains(n.Rules, name) {
		rules = append(rules, name)
	}
	if len(rules) > 0 {
		return rules, nil
	}
	return nil, fmt.Errorf("no rule of this name can refuse a plan; want %s, %s or a rule (schemadiff rules lists them), or one for an object alone, such as drop-column:users.email",
		AllowAll, AllowDestructive)
}

// Permits reports whether a rule may be broken for the object.
func (a Allow) Permits(rule string, key schema.Key) bool {
	return slices.ContainsFunc(a, func(item string) bool {
		allowed, object, scoped := strings.Cut(item, ":")
		return (allowed == rule || allowed == AllowAll) && (!scoped || Means(object, key))
	})
}

// Refusals are the obstacles to the execution of a plan that a does not permit: blocking
// findings, findings of severity error, and steps that destroy something.
func Refusals(p *Plan, a Allow) []Finding {
	out := refusing(p, a, Finding.Refuses)
	reported := map[Rule]bool{}
	for _, f := range p.Findings {
		if f.Refuses() {
			reported[Rule{f.Allow, f.Key}] = true
		}
	}
	for _, s := range p.Steps {
		for _, r := range s.Rules {
			if reported[r] || a.Permits(r.Name, r.Key) {
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
	return refusing(p, a, func(f Finding) bool { return f.Blocks })
}

func refusing(p *Plan, a Allow, refuses func(Finding) bool) []Finding {
	var out []Finding
	for _, f := range p.Findings {
		if refuses(f) && (f.Allow == "" || !a.Permits(f.Allow, f.Key)) {
			out = append(out, f)
		}
	}
	return out
}

// Allowable are the rules and objects of a plan that --allow can name, refused or not:
// what rows may be in the way of counts too, whatever the rows of this database are.
func Allowable(p *Plan) []Rule {
	var out []Rule
	known := map[Rule]bool{}
	add := func(name string, key schema.Key) {
		if r := (Rule{name, key}); name != "" && !known[r] {
			known[r] = true
			out = append(out, r)
		}
	}
	for _, f := range p.Findings {
		add(f.Allow, f.Key)
	}
	for _, s := range p.Steps {
		for _, r := range s.Rules {
			add(r.Name, r.Key)
		}
		for _, q := range s.Probes {
			add(q.Allow, q.Key)
		}
	}
	return out
}
