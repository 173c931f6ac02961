package rules

// Code and stored SQL that name the old label fail. Decided by comparing the labels of both
// schemas by position; an enum whose number of labels changed is left out.

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed rename-enum-value.md
var renameEnumValuePage string

func renameEnumValue() *lint.Rule {
	return &lint.Rule{Name: "rename-enum-value", Category: "compat", Severity: lint.Warning, Dialect: "postgres", Page: renameEnumValuePage, Check: func(p *lint.Pass) {
		was := enumLabels(p.From)
		p.Each(func(a *lint.Act) { // of a type that is not known here
			known := func(s *schema.Schema) bool {
				return slices.ContainsFunc(slices.Collect(maps.Keys(enumLabels(s))), func(k schema.Key) bool { return k.Name == a.Name })
			}
			if p.Kind == lint.Migration && !known(p.From) && !known(p.Analyzed.To) {
				p.At(a, "add the new value and move the rows over", "code that names a value of %s by its old name fails", a.Name)
			}
		}, schema.RenamesValue)
		for o := range p.Analyzed.To.All() {
			is, ok := o.(*pgmodel.Enum)
			if !ok || len(was[is.ID]) == 0 || len(was[is.ID]) != len(is.Labels) {
				continue
			}
			for i, label := range is.Labels {
				if old := was[is.ID][i]; !slices.Contains(is.Labels, old) && !slices.Contains(was[is.ID], label) {
					p.Report(lint.Finding{Object: is.Name, Pos: renamedAt(p, is, label), Hint: "add the new value and move the rows over", Message: fmt.Sprintf("code that names %q fails", old)})
				}
			}
		}
	}}
}
