package rules

// Reported by the commands that compare the numbers of migrations with the journal or the main
// branch (check, lint); this file only gives the rule its page and severity.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed migration-out-of-order.md
var migrationOutOfOrderPage string

func migrationOutOfOrder() *lint.Rule {
	return &lint.Rule{Name: "migration-out-of-order", Category: "hygiene", Severity: lint.Error, Page: migrationOutOfOrderPage, NoChange: "it is about files"}
}
