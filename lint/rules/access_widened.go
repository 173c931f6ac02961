package rules

// A role that gains access to rows or code may not have been meant to. The rule decides on the
// comparison of both schemas; a statement on an object that is not known here cannot be compared
// and is reported by its text, unless the linter knows what the migration starts from.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed access-widened.md
var accessWidenedPage string

func accessWidened() *lint.Rule {
	return &lint.Rule{Name: plan.AccessWidened, Category: "access", Severity: lint.Error, Dialect: "postgres", Page: accessWidenedPage, Check: func(p *lint.Pass) {
		if p.Kind != lint.Migration {
			return
		}
		reportAccess(p, plan.AccessWidened)
		for _, s := range p.Analyzed.Statements {
			if s.Opens != "" && !slices.ContainsFunc(p.Access, func(a plan.Access) bool { return a.Pos == s.Pos }) && !forNewRoles(p, s) {
				reportOpened(p, s)
			}
		}
	}}
}

// reportOpened reports what a statement gives to others by its text: where that is all of it, or where
// the object that it names is not known here.
func reportOpened(p *lint.Pass, s schema.Statement) {
	whole := len(s.Concerns) > 0 && s.Concerns[0].Name == "" && s.Concerns[0].Kind != schema.KindDefaultGrants // all of a schema
	f := lint.Finding{Pos: s.Pos, At: s.Start, Message: s.Opens}
	if len(s.Concerns) > 0 && s.Concerns[0].Kind != schema.KindDefaultGrants {
		f.Object = s.Concerns[0].Object()
		f.Message += " on " + f.Object
	}
	switch {
	case s.OpensAlone && !s.Failed && !whole:
		f.Hint = "grant what roles need, to these roles"
	case s.OpensAlone, !p.Based && (s.Failed || whole):
		f.Message += ": what it opens cannot be compared, because the object is not known here"
		f.Hint = "lint with --db or --from, to compare it with what there is"
		if len(s.Concerns) > 0 && s.Concerns[0].Kind.Has(schema.UserType) { // it has no rows
			f.Severity = lint.Warning
		}
	default:
		return
	}
	p.Report(f)
}

// forNewRoles reports whether all roles that become members of others are made by the same statements.
func forNewRoles(p *lint.Pass, s schema.Statement) bool {
	for _, role := range s.OpensTo {
		if !anyAct(p, func(a *lint.Act) bool { return a.Verb == schema.Creates && a.Kind == "role" && a.Name == role }) {
			return false
		}
	}
	return len(s.OpensTo) > 0
}
