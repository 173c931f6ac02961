package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed schema-migrations-drift.md
var schemaMigrationsDriftPage string

// schemaMigrationsDrift is reported by who knows the folder or the database.
func schemaMigrationsDrift() *lint.Rule {
	return &lint.Rule{Name: "schema-migrations-drift", Category: "hygiene", Severity: lint.Error, Page: schemaMigrationsDriftPage, NoChange: "it is about files"}
}
