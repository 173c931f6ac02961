package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed unresolved-name.md
var unresolvedNamePage string

// unresolvedName is reported by who reads the files.
func unresolvedName() *lint.Rule {
	return &lint.Rule{Name: "unresolved-name", Category: "hygiene", Severity: lint.Error, Page: unresolvedNamePage, NoChange: "a schema that cannot be loaded has no plan"}
}
