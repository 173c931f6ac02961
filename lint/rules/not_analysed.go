package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed not-analysed.md
var notAnalysedPage string

// notAnalysed is reported by who reads the files.
func notAnalysed() *lint.Rule {
	return &lint.Rule{Name: "not-analysed", Category: "hygiene", Severity: lint.Info, Page: notAnalysedPage, NoChange: "it is about statements that no schema knows"}
}
