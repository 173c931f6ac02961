package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed migration-edited.md
var migrationEditedPage string

// migrationEdited is reported by who knows the folder or the database.
func migrationEdited() *lint.Rule {
	return &lint.Rule{Name: "migration-edited", Category: "hygiene", Severity: lint.Error, Page: migrationEditedPage, NoChange: "it is about files"}
}
