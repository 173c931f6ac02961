package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed unused-suppression.md
var unusedSuppressionPage string

// unusedSuppression is reported by who knows the folder or the database.
func unusedSuppression() *lint.Rule {
	return &lint.Rule{Name: "unused-suppression", Category: "hygiene", Severity: lint.Info, Page: unusedSuppressionPage, NoChange: "it is about comments"}
}
