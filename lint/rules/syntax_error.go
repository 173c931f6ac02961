package rules

// Reported where files are parsed, with the parser's position; this file only gives the rule its
// page and severity.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed syntax-error.md
var syntaxErrorPage string

func syntaxError() *lint.Rule {
	return &lint.Rule{Name: "syntax-error", Category: "hygiene", Severity: lint.Error, Page: syntaxErrorPage, NoChange: "a schema that cannot be read has no plan"}
}
