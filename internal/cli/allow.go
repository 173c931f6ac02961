package cli

// What --allow takes: the names of rules that can refuse a plan, which the rules say
// themselves, and what it permits in a plan at hand.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

// allowable are all names that --allow takes, groups first.
func allowable() []string {
	known := app.AllowNames()
	return slices.Concat([]string{plan.AllowAll}, slices.Sorted(maps.Keys(known.Groups)), known.Rules)
}

// allow reads the flag --allow, and more items such as those of a saved plan.
func (s *session) allow(more ...string) (plan.Allow, error) {
	allow, err := plan.ParseAllow(slices.Concat(s.StringSlice("allow"), s.carried, more), app.AllowNames())
	if err != nil {
		return nil, &usage{msg: err.Error()}
	}
	return allow, nil
}

// used refuses items of --allow that match nothing of a plan: a name that is misspelled
// permits nothing, and whoever wrote it believes otherwise. Where there is nothing to do
// the flag has done its work before, and an empty database has nothing to lose: the same
// command may be meant for many databases.
func (s *session) used(p *plan.Plan, from *schema.Schema, more ...plan.Rule) error {
	if len(p.Steps)+len(p.Findings) == 0 || !holdsRelations(from) {
		return nil
	}
	known, can := app.AllowNames(), append(plan.Allowable(p), more...)
	for _, item := range plan.Items(s.StringSlice("allow")) {
		one, err := plan.ParseAllow([]string{item}, known)
		if err != nil || known.IsGroup(item) || slices.ContainsFunc(can, func(r plan.Rule) bool { return one.Permits(r.Name, r.Key) }) {
			continue
		}
		names := near(one, can)
		text := fmt.Sprintf("refused; nothing was changed:\n  --allow %q matches nothing in this plan", item)
		if len(names) > 0 {
			text += ", where it can be: " + strings.Join(names, ", ")
		}
		return &refusal{text}
	}
	return nil
}

// near are the items that could have been meant: those of the same rule, else all.
func near(one plan.Allow, can []plan.Rule) []string {
	var same, all []string
	for _, r := range can {
		item := render.Escape(plan.Item(r.Name, r.Key))
		all = append(all, item)
		if slices.ContainsFunc(one, func(o string) bool { name, _, _ := strings.Cut(o, ":"); return name == r.Name }) {
			same = append(same, item)
		}
	}
	if len(same) > 0 {
		return same
	}
	return all
}

// holdsRelations reports whether a schema has anything that holds rows or shows them.
func holdsRelations(s *schema.Schema) bool {
	for o := range s.All() {
		if o.Key().Kind.IsRelation() {
			return true
		}
	}
	return false
}
