package rules

// Reported by the commands that compare checksums of a folder of migrations (check, lint); this
// file only gives the rule its page and severity.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed migration-edited.md
var migrationEditedPage string

func migrationEdited() *lint.Rule {
	return &lint.Rule{Name: "migration-edited", Category: "hygiene", Severity: lint.Error, Page: migrationEditedPage, NoChange: "it is about files"}
}
