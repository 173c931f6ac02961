package schema

// Two objects can mean the same and differ: in the spelling of an expression, or in what
// only the database knows. This file puts the database's side into the desired schema, so
// that the next comparison finds no difference. What an object can take over is up to its
// dialect, which implements the interfaces here.

// Cloner is an object that can be copied; the copy is changed without the original.
type Cloner interface {
	Object
	Clone() Object
}

// PartReplacer is an object that can have one of its parts replaced.
type PartReplacer interface {
	Object
	ReplacePart(old, part Object)
}

// Completer is an object of which only the database knows something, or hides it.
type Completer interface {
	Object
	// Complete returns the object with what the database has, and reports whether
	// there was such a thing.
	Complete(from Object) (Object, bool)
}

// UseSpelling replaces an object of the desired schema, or a part of one, by the
// database's version, which means the same. Its position in the files and its rename hint
// stay.
func UseSpelling(desired *Schema, from, to Object) {
	o := from.(Cloner).Clone()
	o.Base().At, o.Base().Was = to.Base().At, to.Base().Was
	if desired.Get(to.Key()) != nil {
		desired.Put(o)
		return
	}
	k := TableOfPart(to.Key())
	for _, kind := range []Kind{KindTable, KindForeignTable, KindDomain} {
		k.Kind = kind
		if owner, ok := desired.Get(k).(PartReplacer); ok {
			owner.ReplacePart(to, o)
		}
	}
}

// UseHidden completes an object of the desired schema with what only the database knows,
// so that it is not compared. It reports whether there was such a thing.
func UseHidden(desired *Schema, from, to Object) bool {
	c, ok := to.(Completer)
	if !ok {
		return false
	}
	o, changed := c.Complete(from)
	if changed {
		desired.Put(o)
	}
	return changed
}
