package postgres

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// rekeyType gives an object of a kind of type.go another key; it reports whether the
// object is one.
func rekeyType(o pgmodel.Object, k schema.Key) bool {
	switch o := o.(type) {
	case *pgmodel.Enum:
		o.ID = k
	case *pgmodel.Domain:
		o.ID = k
		for _, c := range o.Checks {
			c.Domain = k
		}
	case *pgmodel.Composite:
		o.ID = k
		for _, a := range o.Attributes {
			a.Table = k
		}
	case *pgmodel.Range:
		o.ID = k
	case *pgmodel.BaseType:
		o.ID = k
	case *pgmodel.Collation:
		o.ID = k
	case *pgmodel.TextSearch:
		o.ID = k
	case *pgmodel.TSConfig:
		o.ID = k
	default:
		return rekeyForeign(o, k)
	}
	o.Base().Name = k.Name
	return true
}

func rekeyForeign(o pgmodel.Object, k schema.Key) bool {
	switch o := o.(type) {
	case *pgmodel.Extension:
		o.ID = k
	case *pgmodel.Wrapper:
		o.ID = k
	case *pgmodel.Server:
		o.ID = k
	case *pgmodel.UserMapping:
		o.ID = k
	case *pgmodel.Publication:
		o.ID = k
	case *pgmodel.Subscription:
		o.ID = k
	default:
		return false
	}
	o.Base().Name = k.Name
	return true
}

// restType rewrites what an object of a kind of type.go says of a renamed one; it
// reports whether the object is of such a kind.
func (f *follower) restType(o pgmodel.Object) bool {
	switch o := o.(type) {
	case *pgmodel.Domain:
		f.domain(o)
	case *pgmodel.Composite:
		for _, a := range o.Attributes {
			f.base(&a.Shared)
			f.typ(&a.Type)
			f.name(schema.KindCollation, &a.Collation)
		}
	case *pgmodel.Range:
		f.typ(&o.Subtype)
		f.name(schema.KindCollation, &o.Collation)
		f.name(schema.KindOperatorClass, &o.OpClass)
		f.function(&o.Canonical)
		f.function(&o.Difference)
	case *pgmodel.BaseType:
		f.functions(o.Options)
	case *pgmodel.TextSearch:
		f.name(schema.KindTSTemplate, &o.Template)
		if o.ID.Kind != schema.KindTSDictionary {
			f.functions(o.Options)
		}
	case *pgmodel.TSConfig:
		f.name(schema.KindTSParser, &o.Parser)
		for i, m := range o.Mappings {
			o.Mappings[i].Dictionaries = slices.Clone(m.Dictionaries)
			for j := range m.Dictionaries {
				f.name(schema.KindTSDictionary, &o.Mappings[i].Dictionaries[j])
			}
		}
	default:
		return f.restForeign(o)
	}
	return true
}

func (f *follower) restForeign(o pgmodel.Object) bool {
	switch o := o.(type) {
	case *pgmodel.Wrapper:
		f.function(&o.Handler)
		f.function(&o.Validator)
	case *pgmodel.Server:
		if f.from.Kind == schema.KindWrapper && o.Wrapper == f.from.Name {
			o.Wrapper = f.to.Name
		}
	case *pgmodel.UserMapping:
		if f.from.Kind == schema.KindServer && o.Server == f.from.Name {
			f.l.remove(o.ID)
			o.Server, o.ID = f.to.Name, pgmodel.UserMappingKey(o.Role, f.to.Name)
			o.Name = o.ID.Name
			f.l.put(o)
		}
	case *pgmodel.Extension:
		if f.from.Kind == schema.KindSchema && o.Schema == f.from.Name {
			o.Schema = f.to.Name
		}
	case *pgmodel.Publication:
		f.publication(o)
	default:
		return false
	}
	return true
}
