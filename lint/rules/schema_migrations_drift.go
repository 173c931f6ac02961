package rules

// Reported by check, which replays the folder of migrations and compares the result with the
// schema files; this file only gives the rule its page and severity.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed schema-migrations-drift.md
var schemaMigrationsDriftPage string

func schemaMigrationsDrift() *lint.Rule {
	return &lint.Rule{Name: "schema-migrations-drift", Category: "hygiene", Severity: lint.Error, Page: schemaMigrationsDriftPage, NoChange: "it is about files"}
}
