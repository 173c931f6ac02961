package rules

// What subscribers get ends: a publication or subscription is dropped, or loses tables. Rows that
// change meanwhile are not sent later. Decided by the act; a publication that the same statements
// create again keeps its subscribers only if it is there before they ask for it.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-publication.md
var dropPublicationPage string

func dropPublication() *lint.Rule {
	return &lint.Rule{Name: "drop-publication", Category: "destructive", Severity: lint.Warning, Dialect: "postgres", Page: dropPublicationPage, Destroys: true, Aliases: []string{"drop-subscription"}, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			switch {
			case madeHere(p, a) || p.Absent(a):
			case a.Verb == schema.Unpublishes && a.Kind == schema.KindSubscription:
				p.At(a, "enable it again in the same file", "subscription %s gets no changes from now on, and its slot keeps them on the publisher's disk", a.Name)
			case a.Verb == schema.Unpublishes && a.Full:
				p.At(a, "ADD TABLE what is new, and DROP TABLE what no subscriber needs", "publication %s has no other tables than these from now on: subscribers get no changes of the ones left out", a.Name)
			case a.Verb == schema.Unpublishes:
				p.At(a, "drop the tables from the subscriptions first", "subscribers of publication %s get no more changes of what it loses", a.Name)
			case a.Kind == schema.KindPublication:
				p.At(a, "drop the subscriptions first", "subscribers of publication %s stop with an error, and their slots keep the log on disk", a.Name)
			case a.Kind == schema.KindSubscription:
				p.At(a, "ALTER SUBSCRIPTION … DISABLE, as long as it may be needed again", "its slot goes with subscription %s: a new one copies all rows again, or misses the changes in between", a.Name)
			}
		}, schema.Drops, schema.Unpublishes)
	}}
}
