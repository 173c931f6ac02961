package rules

// Reported by the analyser of the dialect for statements whose effect it cannot know (DO,
// EXECUTE); this file only gives the rule its page and severity.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed not-analysed.md
var notAnalysedPage string

func notAnalysed() *lint.Rule {
	return &lint.Rule{Name: "not-analysed", Category: "hygiene", Severity: lint.Info, Page: notAnalysedPage, NoChange: "it is about statements that no schema knows"}
}
