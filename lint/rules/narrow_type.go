package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed narrow-type.md
var narrowTypePage string

func narrowType() *lint.Rule {
	return &lint.Rule{Name: "narrow-type", Category: "destructive", Severity: lint.Error, Page: narrowTypePage, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if c := typeChange(p, a); c.Known && !c.Widens {
				f := p.At(a, "add a CHECK … NOT VALID of what must fit, validate it, then change the type", "%s holds less than %s: values of %s can be lost", a.Type, a.Was, a.Object())
				f.Probe = misfits(a)
			}
		}, schema.SetsType)
		p.Rebuilt(func(a *lint.Act, was, now *lint.Table) {
			for _, c := range was.Columns {
				is := now.Column(c.Name)
				if is == nil || is.Type == c.Type || p.Types == nil {
					continue
				}
				if change := p.Types(c.Type, is.Type); change.Known && !change.Widens {
					p.At(a, "keep the type, or check what the rows hold first", "%s holds less than %s: values of %s.%s can be lost", is.Type, c.Type, a.Name, c.Name)
				}
			}
		})
	}}
}
