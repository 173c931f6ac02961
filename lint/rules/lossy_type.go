package rules

// In SQLite any column holds any value, and a new type changes the values that it
// converts when the rows are copied. The planner compares the live values; of a file only the
// types are known.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed lossy-type.md
var lossyTypePage string

func lossyType() *lint.Rule {
	return &lint.Rule{Name: "lossy-type", Category: "destructive", Severity: lint.Error, Dialect: "sqlite", Page: lossyTypePage, Planner: "the live values are compared", Destroys: true,
		Aliases: []string{"narrow-type"}, Check: func(p *lint.Pass) {
			p.Rebuilt(func(a *lint.Act, was, now *lint.Table) {
				for _, c := range was.Columns {
					is := now.Column(c.Name)
					if is == nil || is.Type == c.Type || p.Types == nil {
						continue
					}
					if change := p.Types(c.Type, is.Type); change.Known && !change.Widens {
						p.OnColumn(a, c.Name, "keep the type, or check what the rows hold first", "%s holds less than %s: values of %s.%s can be lost", is.Type, c.Type, a.Name, c.Name)
					}
				}
			})
		}}
}
