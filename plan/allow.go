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
func destructive(rule string) bool { return rule == "lossy-type" || drops(rule) }

// drops says whether a rule is about an object of some kind that goes, such as
// drop-table and drop-materialized-view.
func drops(rule string) bool {
	kind, ok := strings.CutPrefix(rule, "drop-")
	return ok && slices.Contains([]schema.Kind{
		schema.KindTable, schema.KindColumn, schema.KindVirtual, schema.KindSequence, schema.KindMatView, schema.KindForeignTable,
		schema.KindSchema, schema.KindExtension, schema.KindEnum, schema.KindDomain, schema.KindComposite, schema.KindRange, schema.KindBaseType,
		schema.KindView, schema.KindFunction, schema.KindProcedure, schema.KindAggregate, schema.KindServer, schema.KindUserMapping,
		schema.KindWrapper, schema.KindPublication, schema.KindSubscription,
	}, schema.Kind(strings.ReplaceAll(kind, "-", " ")))
}

// allowable are the names that --allow knows; there is a drop- for other kinds too.
func allowable() []string {
	return []string{AllowAll, AllowDestructive, "drop-table", "drop-column", "drop-virtual-table", "lossy-type",
		"possible-rename", "table-rewrite", "broken-reference", "application-module", "real-text", "add-column-not-null-no-default",
		AccessWidened, "disable-rls"}
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
			if !slices.Contains(allowable(), rule) && !drops(rule) || scoped && object == "" {
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
	for _, item := range a {
		allowed, object, scoped := strings.Cut(item, ":")
		switch {
		case scoped && !names(object, key):
		case allowed == rule, allowed == AllowAll, allowed == AllowDestructive && destructive(rule):
			return true
		}
	}
	return false
}

// names says whether a user means the object: by its whole name, or without the
// schema where that is the one that needs no naming.
func names(object string, key schema.Key) bool {
	if key.Schema == "" {
		return strings.EqualFold(strings.TrimPrefix(object, "main."), key.Object())
	}
	return object == key.Object() || "public."+object == key.Object()
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
