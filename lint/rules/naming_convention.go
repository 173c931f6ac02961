package rules

// Off by default. Names are matched with the patterns of the configuration, one a kind, and lower
// case with underscores without one.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed naming-convention.md
var namingConventionPage string

func namingConvention() *lint.Rule {
	return &lint.Rule{Name: "naming-convention", Category: "style", Severity: lint.Off, Page: namingConventionPage, Check: func(p *lint.Pass) {
		patterns := namePatterns(p)
		eachNameOfKind(p, func(o lint.Object, kind, name string) {
			if re := patterns[kind]; re != nil && !re.MatchString(name) {
				p.About(o, "a name that matches "+re.String(), "%s %q does not match %s", kind, name, re)
			}
		})
	}}
}
