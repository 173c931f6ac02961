package rules

// A name that is a reserved word must be quoted everywhere. Words of the dialect's manual that are
// reserved as column names count; unreserved keywords are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed reserved-word.md
var reservedWordPage string

func reservedWord() *lint.Rule {
	return &lint.Rule{Name: "reserved-word", Category: "style", Severity: lint.Warning, Page: reservedWordPage, Check: func(p *lint.Pass) {
		eachName(p, func(o lint.Object, name string) {
			if isReservedWord(p, name) {
				p.About(o, "another name", "%q is a reserved word: it must be quoted everywhere", name)
			}
		})
	}}
}
