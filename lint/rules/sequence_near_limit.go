package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed sequence-near-limit.md
var sequenceNearLimitPage string

// sequenceNearLimit is reported by who knows the folder or the database.
func sequenceNearLimit() *lint.Rule {
	return &lint.Rule{Name: "sequence-near-limit", Category: "live", Severity: lint.Error, Dialect: "postgres", Page: sequenceNearLimitPage}
}
