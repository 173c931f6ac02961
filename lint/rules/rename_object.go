package rules

// Code that names a function or a type by its old name fails (rename-object). What is stored refers to
// both by their oid and follows; the sequence of a column has a name that no code uses.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed rename-object.md
var renameObjectPage string

func renameObject() *lint.Rule {
	return &lint.Rule{Name: "rename-object", Category: "compat", Severity: lint.Warning, Dialect: "postgres", Page: renameObjectPage, NoChange: "a plan renames none of them but the sequence of a column", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			again := func(o lint.Act) bool { // another one takes the name over
				return o.Index > a.Index && (o.Verb == schema.Creates && o.Name == a.On.Name || o.Verb == schema.Renames && o.Kind == a.Kind && o.To == a.On.Name)
			}
			if (a.Kind.IsRoutine() || a.Kind == "routine" || a.Kind.Has(schema.UserType) && !a.Kind.IsRelation() || a.Kind == "type" || a.Kind == schema.KindSequence && !ofColumn(p, a)) &&
				!madeHere(p, a) && !slices.ContainsFunc(p.Acts, again) {
				p.At(a, "create the new one beside it, and drop the old one a release later", "code that names %s %s fails", renamedKind(a), a.On.Name)
			}
		}, schema.Renames)
	}}
}

// renamedKind is the kind of what an act renames, as the statement calls it: ALTER TYPE is for enums and
// composite types too.
func renamedKind(a *lint.Act) schema.Kind {
	if a.Kind == schema.KindBaseType {
		return "type"
	}
	return a.Kind
}

// madeHere reports whether the statements create what an act is about: an object of that name.
func madeHere(p *lint.Pass, a *lint.Act) bool {
	return slices.ContainsFunc(p.Acts, func(o lint.Act) bool {
		return o.Verb == schema.Creates && o.Name == a.On.Name && o.Index < a.Index && !(o.IfNotExists && o.Known)
	})
}

// ofColumn reports whether a sequence belongs to a column, whose default calls it.
func ofColumn(p *lint.Pass, a *lint.Act) bool {
	s, ok := p.From.Get(a.On).(*pgmodel.Sequence)
	return ok && s.OwnedBy != schema.Key{}
}
