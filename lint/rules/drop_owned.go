package rules

// DROP OWNED drops whatever a role owns in the database (drop-owned): what that is stands in no file.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-owned.md
var dropOwnedPage string

func dropOwned() *lint.Rule {
	return &lint.Rule{Name: "drop-owned", Category: "destructive", Severity: lint.Error, Dialect: "postgres", Page: dropOwnedPage, Destroys: true, NoChange: "it is a command, no difference between schemas", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Kind == "owned objects" {
				p.At(a, "REASSIGN OWNED first, and drop by name what should go", "all tables and other objects that %s owns are dropped, and its privileges are revoked", a.Name)
			}
		}, schema.Drops)
	}}
}
