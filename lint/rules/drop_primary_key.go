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
			if isPrimary(p, a) && !p.Later(a, again) && !(p.Based && p.Now(a.On) == nil) && !keyedAgain(p, a) {
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

// keyedAgain reports whether another table takes the name of the one that an act is about, and has a primary key.
func keyedAgain(p *lint.Pass, a *lint.Act) bool {
	now := p.Now(a.On)
	return now != nil && now.Primary != nil && p.Later(a, func(o *lint.Act) bool { return o.Verb == schema.Renames && o.Kind.IsRelation() && o.On == a.On })
}
