package schema

// Two objects can mean the same and differ: in the spelling of an expression, or in what
// only the database knows. What was found out of such pairs is a list of replacements, and
// a schema with them is another schema: the one that was read is never changed. What an
// object can take over is up to its dialect, which implements the interfaces here.

// Cloner is an object that can be copied; the copy is changed without the original.
type Cloner interface {
	Object
	Clone() Object
}

// PartReplacer is an object that can have the part of a key replaced by another of its kind.
type PartReplacer interface {
	Cloner
	ReplacePart(k Key, part Object)
}

// PartTaker is an object whose parts are objects of their own: they may differ where it is the same.
type PartTaker interface {
	Cloner
	TakeParts(of Object) // copies of the parts of another version in the place of its own
}

// Completer is an object of which only the database knows something, or hides it.
type Completer interface {
	Object
	// Complete returns the object with what the database has, and reports whether
	// there was such a thing.
	Complete(from Object) (Object, bool)
}

// Respelled is an object of the database as the desired schema holds it where both mean the
// same: with the position in the files, the rename hint and the parts of its desired version.
func Respelled(from, to Object) Object {
	o := from.(Cloner).Clone()
	if whole, ok := o.(PartTaker); ok {
		whole.TakeParts(to)
	}
	o.Base().At, o.Base().Was = to.Base().At, to.Base().Was
	return o
}

// Completed is an object of the desired schema with what only the database knows, so that
// it is not compared. ok reports whether there was such a thing.
func Completed(from, to Object) (o Object, ok bool) {
	c, ok := to.(Completer)
	if !ok {
		return nil, false
	}
	return c.Complete(from)
}

// Replacement is an object, or a part of one, for the place of the one that has the key.
type Replacement struct {
	Key    Key
	Object Object
}

// Replacing is the schema with objects, or parts of objects, in the place of those of the
// same keys. Without any it is the schema itself.
func (s *Schema) Replacing(objects []Object) *Schema {
	list := make([]Replacement, len(objects))
	for i, o := range objects {
		list[i] = Replacement{o.Key(), o}
	}
	return s.WithReplacements(list)
}

// WithReplacements is the schema with each object in the place of the one of the key beside
// it, which is another only where a part is named by what it says.
func (s *Schema) WithReplacements(list []Replacement) *Schema {
	if len(list) == 0 {
		return s
	}
	out := s.Clone()
	var parts []Replacement // which go into the objects that stand there in the end
	for _, r := range list {
		if out.Get(r.Key) != nil {
			out.Put(r.Object)
		} else {
			parts = append(parts, r)
		}
	}
	copied := map[Key]bool{}
	for _, r := range parts {
		k := TableOfPart(r.Key)
		for _, kind := range []Kind{KindTable, KindForeignTable, KindDomain} {
			k.Kind = kind
			owner, ok := out.Get(k).(PartReplacer)
			if !ok {
				continue
			}
			if !copied[k] {
				owner = owner.Clone().(PartReplacer)
				out.Put(owner)
				copied[k] = true
			}
			owner.ReplacePart(r.Key, r.Object)
		}
	}
	return out
}
