package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed syntax-error.md
var syntaxErrorPage string

// syntaxError is reported by who reads the files.
func syntaxError() *lint.Rule {
	return &lint.Rule{Name: "syntax-error", Category: "hygiene", Severity: lint.Error, Page: syntaxErrorPage, NoChange: "a schema that cannot be read has no plan"}
}
