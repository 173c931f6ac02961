package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed migration-out-of-order.md
var migrationOutOfOrderPage string

// migrationOutOfOrder is reported by who knows the folder or the database.
func migrationOutOfOrder() *lint.Rule {
	return &lint.Rule{Name: "migration-out-of-order", Category: "hygiene", Severity: lint.Error, Page: migrationOutOfOrderPage, NoChange: "it is about files"}
}
