package render

// The order in which findings are shown: the worst first, and otherwise as the planner and the
// rules reported them.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
)

// bySeverity is the findings, the worst first, otherwise as they came.
func bySeverity(findings []plan.Finding) []plan.Finding {
	out := slices.Clone(findings)
	slices.SortStableFunc(out, func(a, b plan.Finding) int { return severityRank(b.Severity) - severityRank(a.Severity) })
	return out
}

func severityRank(s plan.Severity) int {
	return slices.Index([]plan.Severity{plan.Info, plan.Warning, plan.Error}, s)
}
