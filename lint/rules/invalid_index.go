package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed invalid-index.md
var invalidIndexPage string

// invalidIndex is reported by who knows the folder or the database.
func invalidIndex() *lint.Rule {
	return &lint.Rule{Name: "invalid-index", Category: "live", Severity: lint.Error, Dialect: "postgres", Page: invalidIndexPage}
}
