package rules

// Reported by check --compatible-with, which compares the schemas of two releases (lint/compat);
// this file only gives the rule its page and severity.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed breaks-release.md
var breaksReleasePage string

func breaksRelease() *lint.Rule {
	return &lint.Rule{Name: "breaks-release", Category: "compat", Severity: lint.Error, Page: breaksReleasePage, NoChange: "it compares with the schema of a release"}
}
