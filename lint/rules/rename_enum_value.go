package rules

// Code and stored SQL that name the old label fail. Decided by comparing the labels of both
// schemas by position; an enum whose number of labels changed is left out.

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed rename-enum-value.md
var renameEnumValuePage string

func renameEnumValue() *lint.Rule {
	return &lint.Rule{Name: "rename-enum-value", Category: "compat", Severity: lint.Warning, Dialect: "postgres", Page: renameEnumValuePage, Check: func(p *lint.Pass) {
		was := enumLabels(p.From)
		for o := range p.Analyzed.To.All() {
			is, ok := o.(*pgmodel.Enum)
			if !ok || len(was[is.ID]) == 0 || len(was[is.ID]) != len(is.Labels) {
				continue
			}
			for i, label := range is.Labels {
				if was[is.ID][i] != label && !slices.Contains(was[is.ID], label) {
					p.Report(lint.Finding{Object: is.Name, Pos: renamedAt(p, is, label), Hint: "add the new value and move the rows over", Message: fmt.Sprintf("code that names %q fails", was[is.ID][i])})
				}
			}
		}
	}}
}
