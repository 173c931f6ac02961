package rules

// Without a primary key rows cannot be identified, and replication by key stops. Left out is a key
// that is replaced later in the same migration or goes with its table.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-primary-key.md
var dropPrimaryKeyPage string

func dropPrimaryKey() *lint.Rule {
	return &lint.Rule{Name: "drop-primary-key", Category: "destructive", Severity: lint.Error, Page: dropPrimaryKeyPage, Destroys: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			again := func(o *lint.Act) bool {
				return o.Verb == schema.AddsConstraint && (o.Kind == schema.KindPrimary || o.Name == a.Name)
			}
			if isPrimary(p, a) && !p.Later(a, again) && !(p.Based && p.Now(a.On) == nil) {
				p.At(a, "add the new primary key in the same ALTER TABLE", "%s has no primary key any more", a.Object())
			}
		}, schema.DropsConstraint)
		p.Rebuilt(func(a *lint.Act, was, now *lint.Table) {
			if was.Primary != nil && now.Primary == nil {
				p.At(a, "give the new table a primary key", "%s is recreated without its primary key", a.Name)
			}
		})
	}}
}
