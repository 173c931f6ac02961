package rules

// Reported by Pass.Suppress for a comment that allows no finding; this file only gives the rule
// its page and severity.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed unused-suppression.md
var unusedSuppressionPage string

func unusedSuppression() *lint.Rule {
	return &lint.Rule{Name: "unused-suppression", Category: "hygiene", Severity: lint.Info, Page: unusedSuppressionPage, NoChange: "it is about comments"}
}
