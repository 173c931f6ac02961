package rules

// Deleting or updating a row of the parent searches the child, which reads all of it without an
// index. Any index that begins with the columns, in any order, is enough, also a partial one that
// leaves out only NULL.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed fk-without-index.md
var fkWithoutIndexPage string

func fkWithoutIndex() *lint.Rule {
	return &lint.Rule{Name: "fk-without-index", Category: "design", Severity: lint.Warning, Page: fkWithoutIndexPage, Lasting: true, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			for _, f := range t.ForeignKeys {
				if !t.Partition && !hasIndexOn(t, f.Columns) {
					name := pgmodel.Quote(t.Name + "_" + strings.Join(f.Columns, "_"))
					found := p.About(t.Part(strings.Join(f.Columns, ", "), f.Pos), "CREATE INDEX "+name+" ON "+pgmodel.Quote(t.Name)+" ("+nameList(f.Columns)+");",
						"deleting a row of %s reads all of %s", f.References.Name, t.Display())
					addStatement(p, found, t.Key, "CREATE INDEX "+name+" ON "+tableName(t)+" ("+nameList(f.Columns)+")")
				}
			}
		}
		p.Each(func(a *lint.Act) { // to a table that is not known here
			if t := p.Table(a.On); a.Kind == schema.KindForeign && a.New && t != nil && !t.Partition && !hasReference(t, a) && !hasIndexOn(t, a.Columns) {
				p.About(t.Part(strings.Join(a.Columns, ", "), a.Pos), "CREATE INDEX ON "+tableSQL(a)+" ("+nameList(a.Columns)+");", "deleting a row of %s reads all of %s", a.References.Name, t.Display())
			}
		}, schema.Defines)
		p.Each(func(a *lint.Act) { // of a table that is not known here: a new column has no index yet
			leads := func(o *lint.Act) bool {
				return (o.Verb == schema.Creates && o.Kind == schema.KindIndex || o.Verb == schema.AddsConstraint && o.Kind != schema.KindForeign) && len(o.Columns) > 0 && o.Columns[0] == a.Name
			}
			if a.References.Name != "" && !a.Unique && !a.Primary && declaredOnly(p, a) && !p.Later(a, leads) {
				p.About(unknownTable(a).Part(a.Name, a.Pos), "CREATE INDEX ON "+tableSQL(a)+" ("+pgmodel.Quote(a.Name)+");", "deleting a row of %s reads all of %s", a.References.Name, a.On.Name)
			}
		}, schema.AddsColumn)
	}}
}
