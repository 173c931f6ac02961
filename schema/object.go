package schema

// This file has what the objects of both dialects have in common: the interfaces by
// which generic code handles them, and where each of them was defined.

// Object is anything DDL can create.
type Object interface {
	Key() Key
	Pos() Pos
	Needs() []Key    // what must exist before this object can
	Fields() []Field // the canonical attributes, always in the same order
	Display() string // the name as its author spelled it
	Former() string  // the name it had before, from a rename hint; "" without one
	Base() *Origin
}

// Nameless is a part of an object that may have no name: then its key is its text, and
// another spelling has another key.
type Nameless interface {
	Object
	Nameless() bool
}

// Composite is an object with parts that are created and dropped with it.
type Composite interface {
	Object
	Parts() []Object
}

// PartAppender is an object of a kind that is so frequent that a list for each costs more than all
// else: it appends its parts to a list that is used again.
type PartAppender interface{ AppendParts(list []Object) []Object }

// PartsInto appends the parts of an object to a list.
func PartsInto(list []Object, c Composite) []Object {
	if a, ok := c.(PartAppender); ok {
		return a.AppendParts(list)
	}
	return append(list, c.Parts()...)
}

// Field is one canonical attribute of an object: two objects of one key are
// equal when their fields are. Loose is set for expressions of dialects whose
// canonical text is stricter than their meaning: equal Loose texts can mean the
// same, and only the database knows.
type Field struct{ Name, Value, Loose string }

// Unordered is a composite whose parts mean the same in whatever order they came to be.
type Unordered interface {
	Composite
	Unordered()
}

// Flag is the canonical value of an attribute that is either set or not.
func Flag(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

// Origin is the part that objects of every kind have: the spelling of the name, the place of
// the definition, and the former name.
type Origin struct {
	Name string // as spelled by its author; keys hold the folded form
	At   Pos
	Was  string // former name from a rename hint
}

// Base is the origin itself, for code that handles objects of every kind.
func (o *Origin) Base() *Origin { return o }

// Pos is where the desired files define the object; zero if a database does.
func (o *Origin) Pos() Pos { return o.At }

// Display is the name as spelled by its author.
func (o *Origin) Display() string { return o.Name }

// Former is the name from a rename hint, or "".
func (o *Origin) Former() string { return o.Was }
