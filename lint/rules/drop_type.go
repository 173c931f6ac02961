package rules

// Columns, functions and casts of a dropped type break or go with it. Left out is a type that
// stands under its name at the end of the migration, also where the old one was renamed first to
// convert columns. Where the start is known and nothing is dropped along, only code can still use it.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-type.md
var dropTypePage string

func dropType() *lint.Rule {
	return &lint.Rule{Name: "drop-type", Category: "destructive", Severity: lint.Error, Dialect: "postgres", Page: dropTypePage, Destroys: true, Aliases: []string{"drop-enum", "drop-domain", "drop-composite-type", "drop-range-type", "drop-base-type"}, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if (a.Kind == schema.KindBaseType || a.Kind == schema.KindDomain) && !p.Replaced(a) && !p.Absent(a) && !typeRecreated(p, a) {
				f := p.At(a, "give the columns another type first", "dropping type %s breaks what is of it", a.Object())
				if p.Based && !a.Cascade { // the server refuses while a column is of the type
					f.Message = "code that casts to type " + a.Object() + " fails"
				}
			}
		}, schema.Drops)
	}}
}

// typeRecreated reports whether there is a type of the name in the end, or of the name that
// the dropped one had before it was set aside: so values and columns change over.
func typeRecreated(p *lint.Pass, a *lint.Act) bool {
	name := a.Name
	for _, o := range slices.Backward(p.Acts[:a.Index]) {
		if o.Verb == schema.Renames && o.To == name && !o.Kind.IsRelation() {
			name = o.On.Name
		}
	}
	in := []string{a.On.Schema}
	if a.On.Schema == "" {
		in = append(in, "public")
	}
	for _, kind := range schema.KindsWith(schema.UserType) {
		for _, s := range in {
			if p.Analyzed.To.Get(schema.Key{Kind: kind, Schema: s, Name: name}) != nil {
				return true
			}
		}
	}
	return false
}
