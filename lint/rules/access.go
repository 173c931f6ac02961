package rules

// The two rules on access report what package plan/postgres/access found by comparing the schemas
// before and after a migration. This file turns those findings into the linter's; it decides
// nothing itself.

import (
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/plan"
)

// What the rules about access share: they report what was found by comparing the schema
// before and after a migration.

// reportAccess reports the changes of access of one rule.
func reportAccess(p *lint.Pass, rule string) {
	for _, f := range plan.AccessFindings(p.Access) {
		if f.Rule != rule {
			continue
		}
		p.Report(lint.Finding{Pos: f.Pos, At: p.OffsetOf(f.Pos), Object: f.Key.Object(), Severity: lint.Severity(f.Severity), Message: f.Message, Hint: f.Hint})
	}
}

// losesPath reports whether it is reported that a function loses its search_path.
func losesPath(p *lint.Pass, function string) bool {
	for _, a := range p.Access {
		name, _, _ := strings.Cut(a.On.Name, "(")
		if a.Why == plan.WhyPathLost && name == function {
			return true
		}
	}
	return false
}
