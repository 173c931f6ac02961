package schema

// This file answers which table an object belongs to, so that code for every dialect can
// ask it without knowing the dialect's structs. The keys of parts name their table; what
// has a name of its own, such as an index, implements Attached.

// Attached is an object with a name of its own that comes and goes with a table.
type Attached interface {
	Object
	AttachedTo() Key // the zero Key for one that stands on its own
}

// RelationOf is the table that an object comes and goes with, or the zero Key.
func RelationOf(o Object) Key {
	if a, ok := o.(Attached); ok {
		if k := a.AttachedTo(); k != (Key{}) {
			return k
		}
	}
	if k := o.Key(); k.IsPart() {
		return TableOfPart(k)
	}
	return Key{}
}

// TableOfPart is the key of the table that a part's key names.
func TableOfPart(k Key) Key { return Key{Kind: KindTable, Schema: k.Schema, Name: k.Table} }
