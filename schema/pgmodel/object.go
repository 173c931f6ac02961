// Package pgmodel is the model of a PostgreSQL schema: a struct for each kind of object, with
// canonical values, and the rules of PostgreSQL's names.
//
// parse/postgres fills the structs, from files and from catalogs alike; plan/postgres reads
// them. Every struct embeds Shared, the attributes of all kinds, and implements Object: Key names
// it, Fields lists the attributes that are compared, Needs the objects it requires, Clone copies
// it. Attributes that few objects of a frequent kind have are in an Extra of their own, which
// copies share until one of them edits it. An Expr is an expression with the names it uses; a
// Scope removes the objects that a plan does not manage. The package does no I/O and knows
// nothing of statements.
package pgmodel

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Object is an object of PostgreSQL, which has the attributes in Shared.
type Object interface {
	schema.Object
	Common() *Shared
	Clone() schema.Object // a copy that can be changed without the original
}

// eachPart calls do for each part of an object, and for each column of a view.
func eachPart(o schema.Object, do func(schema.Object)) {
	switch x := o.(type) {
	case *Table:
		x.eachPart(do)
	case *View:
		for _, c := range x.Columns {
			do(c)
		}
	case schema.Composite:
		for _, part := range x.Parts() {
			do(part)
		}
	}
}

// PartOwner is an object whose parts have comments and access of their own: columns,
// attributes and constraints.
type PartOwner interface {
	Object
	Part(k schema.Key) *Shared // nil where there is no such part
}

// Shared has the attributes of objects of every kind.
type Shared struct {
	schema.Origin
	Comment string       // "" without one
	Uses    []schema.Key // what must exist before it can, sorted and without doubles
	access  lazy[Access]
}

// Access is the owner of an object and the privileges on it. Few objects have any of it.
type Access struct {
	Owner  string  // role; "" where owners are not managed
	Grants []Grant // sorted; nil where grants are not managed or are those of the default
	Kept   Kept    // what is not managed and has to be restored where the object is recreated
}

// onlyOwner reports whether there is an owner and nothing else.
func (a Access) onlyOwner() bool {
	return a.Owner != "" && a.Grants == nil && a.Kept.Owner == "" && a.Kept.Grants == nil
}

// Access returns the owner of the object and the privileges on it.
func (b *Shared) Access() Access { return b.access.get() }

// HasAccess reports whether the object may have an owner or privileges.
func (b *Shared) HasAccess() bool { return b.access.has() }

// CopyAccess gives the object the owner and privileges of another.
func (b *Shared) CopyAccess(of *Shared) { b.access = of.access }

// EditAccess returns the access to be changed; copies of the object keep theirs.
func (b *Shared) EditAccess() *Access { return b.access.edit() }

// Kept is the unmanaged owner and privileges that an object has in the database.
type Kept struct {
	Owner  string
	Grants []Grant
}

// Common is the base itself, for code that handles objects of every kind.
func (b *Shared) Common() *Shared { return b }

// Needs lists what must exist before the object can.
func (b *Shared) Needs() []schema.Key { return b.Uses }

// Unordered marks that the parts of PostgreSQL's objects mean the same in whatever order
// they came to be: a column that is added comes last.
func (b *Shared) Unordered() {}

// Use adds to what the object needs.
func (b *Shared) Use(keys ...schema.Key) {
	for _, k := range keys {
		if i, found := slices.BinarySearchFunc(b.Uses, k, schema.CompareKeys); !found {
			b.Uses = slices.Insert(b.Uses, i, k)
		}
	}
}

// fields are the attributes that objects of every kind have; they follow an
// object's own.
func (b *Shared) fields() []schema.Field {
	return b.appendShared(nil)
}

// appendShared appends the attributes of every kind to an object's own.
func (b *Shared) appendShared(list []schema.Field) []schema.Field {
	return append(list, schema.Field{Name: "comment", Value: b.Comment}, schema.Field{Name: "owner", Value: b.Access().Owner}, schema.Field{Name: "grants", Value: grantsText(b.Access().Grants)})
}

// Grant is one privilege of one role on an object.
type Grant struct {
	Role      string // "" for PUBLIC
	Privilege string // "SELECT", upper case; never ALL
	On        string // of an extension its member, as GRANT spells it: "FUNCTION public.f(text)"; of a relation a system column
	Grantable bool
	Revoked   bool // the role has it by default and here has not
	Owner     bool // the role is whoever owns the object, whatever it is called
}

func (g Grant) text() string {
	role, text := Quote(g.Role), g.Privilege+" to "
	switch {
	case g.Owner:
		role = "its owner"
	case g.Role == "":
		role = "PUBLIC"
	}
	if g.On != "" {
		text = g.Privilege + " on " + g.On + " to "
	}
	if g.Revoked {
		text = strings.TrimSuffix(text, "to ") + "not to "
	}
	if g.Grantable {
		role += " with grant option"
	}
	return text + role
}

func grantsText(grants []Grant) string {
	texts := make([]string, len(grants))
	for i, g := range grants {
		texts[i] = g.text()
	}
	return strings.Join(texts, "; ")
}

// Setting is one "name = value" of an option list.
type Setting struct{ Name, Value string }

// settingsText compares lists whose order means nothing.
func settingsText(list []Setting) string {
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = s.Name + "=" + s.Value
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}

func cloneList[T any](list []*T, clone func(*T) *T) []*T {
	out := make([]*T, len(list))
	for i, o := range list {
		out[i] = clone(o)
	}
	return out
}
