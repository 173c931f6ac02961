package app

// This file is about what callers permit of a plan that would be refused: the names that they
// can use come from the rules, and a name that matches nothing of the plan is an error, since
// a misspelled one permits nothing while its author believes otherwise.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// AllowNames are the rules that a caller may permit, and their groups.
func AllowNames() plan.Names {
	names := plan.Names{Groups: map[string][]string{}, Aliases: map[string][]string{}}
	for _, r := range rules.All() {
		if !r.Allowable() {
			continue
		}
		names.Rules = append(names.Rules, r.Name)
		if r.Destroys {
			names.Groups[plan.AllowDestructive] = append(names.Groups[plan.AllowDestructive], r.Name)
		}
		for _, alias := range r.Aliases {
			names.Aliases[alias] = append(names.Aliases[alias], r.Name)
		}
	}
	return names
}

// UnusedAllowError is an item that permits nothing of the plan at hand.
type UnusedAllowError struct {
	Item  string
	Could []string // the items that could have been meant
}

// Error quotes the item.
func (e *UnusedAllowError) Error() string {
	text := fmt.Sprintf("%q matches nothing in this plan", e.Item)
	if len(e.Could) > 0 {
		text += ", where it can be: " + strings.Join(e.Could, ", ")
	}
	return text
}

// CheckAllowed refuses items that match nothing of a plan or of the rules in more. Where
// there is nothing to do the items have done their work before, and an empty database has
// nothing to lose: the same items may be meant for many databases.
func CheckAllowed(items []string, p *plan.Plan, from *schema.Schema, more ...plan.Rule) error {
	if len(p.Steps)+len(p.Findings) == 0 || !hasRelations(from) {
		return nil
	}
	known, can := AllowNames(), append(plan.Allowable(p), more...)
	mayUse := func(allow plan.Allow) bool {
		return slices.ContainsFunc(can, func(r plan.Rule) bool { return allow.Permits(r.Name, r.Key) }) ||
			slices.ContainsFunc(p.Bodies, func(b plan.Body) bool { return allow.Permits(plan.BodyRule, b.Key) })
	}
	for _, item := range plan.Items(items) {
		allow, err := plan.ParseAllow([]string{item}, known)
		if err != nil || known.IsGroup(item) || mayUse(allow) {
			continue
		}
		return &UnusedAllowError{item, similarItems(allow, can)}
	}
	return nil
}

// similarItems are the items of the same rule, else all.
func similarItems(allow plan.Allow, can []plan.Rule) []string {
	var same, all []string
	for _, r := range can {
		item := plan.Item(r.Name, r.Key)
		all = append(all, item)
		if slices.ContainsFunc(allow, func(a string) bool { name, _, _ := strings.Cut(a, ":"); return name == r.Name }) {
			same = append(same, item)
		}
	}
	if len(same) > 0 {
		return same
	}
	return all
}

// hasRelations reports whether a schema has anything that holds rows or shows them.
func hasRelations(s *schema.Schema) bool {
	for o := range s.All() {
		if o.Key().Kind.IsRelation() {
			return true
		}
	}
	return false
}
