package rules

// INSERTs that leave the column out store NULL, or fail where it is NOT NULL. Left out are a
// default that is set again later in the migration or that an identity takes the place of, a
// column that goes too, and one that had no default; where NULL is known to be allowed it is only
// a note.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-default.md
var dropDefaultPage string

func dropDefault() *lint.Rule {
	return &lint.Rule{Name: "drop-default", Category: "compat", Severity: lint.Warning, Dialect: "postgres", Page: dropDefaultPage, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			again := func(o *lint.Act) bool {
				identity := o.Verb == schema.Alters && o.To == "identity"
				return (identity || o.Verb == schema.SetsDefault || o.Verb == schema.DropsColumn) && o.Name == a.Name
			}
			t := p.Was(a.On)
			if p.Later(a, again) || addedBefore(p, a) {
				return
			}
			if a.Stored {
				p.At(a, "fill it by a trigger, or let every INSERT and UPDATE name it", "new rows store NULL in %s and changed ones keep its old value: nothing computes it any more", a.Object())
				return
			}
			if !a.Identity && t != nil && t.Column(a.Name) != nil && t.Column(a.Name).Default == "" {
				return
			}
			f := p.At(a, "check that every INSERT names the column", "inserts that leave out %s fail or store NULL", a.Object())
			if p.Based && !a.NotNull {
				f.Severity = lint.Info
			}
		}, schema.DropsDefault)
	}}
}
