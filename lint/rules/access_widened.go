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
		for _, s := range p.Analyzed.Statements { // that name an object unknown here
			whole := len(s.Concerns) > 0 && s.Concerns[0].Name == "" && s.Concerns[0].Kind != schema.KindDefaultGrants
			all := s.Opens == schema.OpensAll // of a new object too
			if !all && (!s.Failed && !whole || s.Opens == "" || p.Based) || slices.ContainsFunc(p.Access, func(a plan.Access) bool { return a.Pos == s.Pos }) {
				continue
			}
			name := ""
			if len(s.Concerns) > 0 {
				name = s.Concerns[0].Object()
			}
			if all && !s.Failed && !whole {
				p.Report(lint.Finding{Pos: s.Pos, At: s.Start, Object: name, Message: s.Opens + " on " + name, Hint: "grant what roles need, to these roles"})
				continue
			}
			p.Report(lint.Finding{Pos: s.Pos, At: s.Start, Object: name, Message: s.Opens + " on " + name + ": what it opens cannot be compared, because the object is not known here",
				Hint: "lint with --db or --from, to compare it with what there is"})
		}
	}}
}
