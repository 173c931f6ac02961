package lint

// What statements make and drop again, of which nothing is lost.

import "github.com/schemadiff/schemadiff/schema"

// undoes reports whether an act drops what these statements have made, and what was not there before.
func (p *Pass) undoes(a *Act) bool {
	made := -1
	for _, i := range p.named[a.Name] {
		switch o := &p.Acts[i]; {
		case i >= a.Index || !sameObject(o, a):
		case o.Verb == schema.Drops: // and recreated by what follows
			return false
		case o.Verb == schema.Creates && o.IfNotExists && !p.Based: // one may be there that nothing here knows
			return false
		case o.Verb == schema.Creates:
			made = i
		}
	}
	return made >= 0 && !p.wasThere(a)
}

// wasThere reports whether an object of the kind and name of an act is in the schema that the statements start from.
func (p *Pass) wasThere(a *Act) bool {
	for o := range p.From.All() {
		k := o.Key()
		if sameObject(&Act{Act: schema.Act{Kind: k.Kind, Name: k.Name, On: schema.Key{Kind: a.On.Kind, Schema: k.Schema, Name: k.Table}}}, a) {
			return true
		}
	}
	return false
}

// sameObject reports whether two acts name the same object. What a DROP names has a kind of the grammar, such as type, and
// an index has the relation that it is on where it is made alone.
func sameObject(o, a *Act) bool {
	sameKind := o.Kind == a.Kind || o.Kind.Has(schema.UserType) && a.Kind.Has(schema.UserType)
	return sameKind && o.Name != "" && o.Name == a.Name && (a.Kind == schema.KindIndex || !a.On.Kind.IsRelation() || relationName(o.On) == relationName(a.On))
}
