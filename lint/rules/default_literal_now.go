package rules

// 'now'::timestamp is read when the default is stored, not when a row is inserted
// (datatype-datetime, "Special Values"). Decided by the canonical default of columns for dates and
// times; the function now() is left out.

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed default-literal-now.md
var defaultLiteralNowPage string

func defaultLiteralNow() *lint.Rule {
	return &lint.Rule{Name: "default-literal-now", Category: "design", Severity: lint.Error, Dialect: "postgres", Page: defaultLiteralNowPage, Check: func(p *lint.Pass) {
		eachColumn(p, func(t *lint.Table, c *lint.Column) {
			value, _, _ := strings.Cut(strings.ToLower(strings.Trim(c.Default, "()")), "::")
			if word := strings.Trim(strings.TrimSpace(value), "'"); isTime(c.Type) && (word == "now" || word == "today" || word == "tomorrow" || word == "yesterday") && strings.HasPrefix(value, "'") {
				f := p.About(t.Part(c.Name, c.Pos), "DEFAULT now()", "the default of %s.%s is the moment at which the table is created, not that of the insert", t.Display(), c.Name)
				defaultByFunction(p, f, t.Key, c.Name)
			}
		})
		p.Each(func(a *lint.Act) {
			if declaredOnly(p, a) && isTime(a.Type) && len(a.Strings) > 0 && slices.Contains([]string{"now", "today", "tomorrow", "yesterday"}, strings.ToLower(strings.TrimSpace(a.Strings[0]))) {
				p.About(unknownTable(a).Part(a.Name, a.Pos), "DEFAULT now()", "the default of %s is the moment at which the column is added, not that of the insert", a.Object())
			}
		}, schema.AddsColumn, schema.DefinesColumn)
	}}
}
