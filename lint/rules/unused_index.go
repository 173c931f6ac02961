package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed unused-index.md
var unusedIndexPage string

// unusedIndex is reported by who knows the folder or the database.
func unusedIndex() *lint.Rule {
	return &lint.Rule{Name: "unused-index", Category: "live", Severity: lint.Info, Dialect: "postgres", Page: unusedIndexPage}
}
