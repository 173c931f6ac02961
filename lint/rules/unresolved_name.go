package rules

// Reported where files are loaded, with the position of the name; this file only gives the rule
// its page and severity.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed unresolved-name.md
var unresolvedNamePage string

func unresolvedName() *lint.Rule {
	return &lint.Rule{Name: "unresolved-name", Category: "hygiene", Severity: lint.Error, Page: unresolvedNamePage, NoChange: "a schema that cannot be loaded has no plan"}
}
