package rules

// An integer key ends at 2,147,483,647 rows ever inserted. Only keys of one column count, and keys
// that are references are reported on what they refer to.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed int-primary-key.md
var intPrimaryKeyPage string

func intPrimaryKey() *lint.Rule {
	return &lint.Rule{Name: "int-primary-key", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: intPrimaryKeyPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if t.Primary == nil || len(t.Primary.Columns) != 1 || t.Partition || refersOn(t, t.Primary.Columns[0]) {
				continue
			}
			if c := t.Column(t.Primary.Columns[0]); c != nil {
				reportKeyType(p, t, c)
			}
		}
		p.Each(func(a *lint.Act) { // of tables that are not known here
			key := func(o *lint.Act) bool {
				return o.Verb == schema.AddsConstraint && o.Kind == schema.KindPrimary && len(o.Columns) == 1 && o.Columns[0] == a.Name
			}
			if declaredOnly(p, a) && a.References.Name == "" && (a.Primary || p.Later(a, key)) {
				t := unknownTable(a)
				reportKeyType(p, t, t.Columns[0])
			}
		}, schema.AddsColumn)
	}}
}

// reportKeyType reports a key that runs out of numbers.
func reportKeyType(p *lint.Pass, t *lint.Table, c *lint.Column) {
	if end := map[string]string{"integer": "2,147,483,647", "smallint": "32,767"}[c.Type]; end != "" {
		f := p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" bigint", "%s.%s ends at %s", t.Display(), c.Name, end)
		retype(p, f, t.Key, c.Name, bigType)
	}
}
