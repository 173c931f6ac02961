package rules

// DROP DATABASE in a migration destroys more than any migration should. Decided by the act alone.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-database.md
var dropDatabasePage string

func dropDatabase() *lint.Rule {
	return &lint.Rule{Name: "drop-database", Category: "destructive", Severity: lint.Error, Dialect: "postgres", Page: dropDatabasePage, NoChange: "a schema holds no databases", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Kind == "database" {
				p.At(a, "drop databases by hand, not from a migration", "dropping database %s destroys everything in it", a.Name)
			}
		}, schema.Drops)
	}}
}
