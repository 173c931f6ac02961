package schema

import (
	"slices"
	"strings"
)

// PgObject is an object of PostgreSQL: all of them have what PgBase holds.
type PgObject interface {
	Object
	Pg() *PgBase
	Clone() PgObject // a copy that can be changed without the original
}

// PgBase is what every object of PostgreSQL has, whatever its kind.
type PgBase struct {
	Origin
	Comment string // "" without one
	Uses    []Key  // what must exist before it can, sorted and without doubles
	access  apart[PgAccess]
}

// PgAccess is whose an object is, and who may use it. Few objects have any of it,
// so that it is kept apart.
type PgAccess struct {
	Owner  string    // role; "" where owners are not managed
	Grants []PgGrant // sorted; nil where grants are not managed or are those of the default
	Kept   PgKept    // what is not managed and must outlive it where it is made again
}

// Access is whose the object is, and who may use it.
func (b *PgBase) Access() PgAccess { return b.access.get() }

// TakeAccess makes the object one of the same people as another.
func (b *PgBase) TakeAccess(of *PgBase) { b.access = of.access }

// EditAccess gives the access to be changed; copies of the object keep theirs.
func (b *PgBase) EditAccess() *PgAccess { return b.access.edit() }

// PgKept is what a database has of an object and nobody manages.
type PgKept struct {
	Owner  string
	Grants []PgGrant
}

// Pg is the base itself, for code that handles objects of every kind.
func (b *PgBase) Pg() *PgBase { return b }

// Needs lists what must exist before the object can.
func (b *PgBase) Needs() []Key { return b.Uses }

// Unordered marks that the parts of PostgreSQL's objects mean the same in whatever order
// they came to be: a column that is added comes last.
func (b *PgBase) Unordered() {}

// Use adds to what the object needs.
func (b *PgBase) Use(keys ...Key) {
	for _, k := range keys {
		if i, found := slices.BinarySearchFunc(b.Uses, k, CompareKeys); !found {
			b.Uses = slices.Insert(b.Uses, i, k)
		}
	}
}

// fields are the attributes that objects of every kind have; they follow an
// object's own.
func (b *PgBase) fields() []Field {
	return b.appendShared(nil)
}

// appendShared puts what all objects share behind an object's own attributes.
func (b *PgBase) appendShared(list []Field) []Field {
	return append(list, Field{Name: "comment", Value: b.Comment}, Field{Name: "owner", Value: b.Access().Owner}, Field{Name: "grants", Value: grantsText(b.Access().Grants)})
}

// PgGrant is one privilege of one role on an object.
type PgGrant struct {
	Role      string // "" for PUBLIC
	Privilege string // "SELECT", upper case; never ALL
	Grantable bool
	Revoked   bool // the role has it by default and here has not
	Owner     bool // the role is whoever owns the object, whatever it is called
}

func (g PgGrant) text() string {
	role, text := QuotePg(g.Role), g.Privilege+" to "
	switch {
	case g.Owner:
		role = "its owner"
	case g.Role == "":
		role = "PUBLIC"
	}
	if g.Revoked {
		text = g.Privilege + " not to "
	}
	if g.Grantable {
		role += " with grant option"
	}
	return text + role
}

func grantsText(grants []PgGrant) string {
	texts := make([]string, len(grants))
	for i, g := range grants {
		texts[i] = g.text()
	}
	return strings.Join(texts, "; ")
}

// PgExpr is an expression or a query. The zero value means there is none.
//
// Two of equal Strict text mean the same. Two of equal Loose text can: they differ
// in casts and qualifiers alone, and only the server knows whether those matter.
type PgExpr struct {
	SQL    string // to be printed: the author's spelling, with every name qualified
	Strict string
	Loose  string
}

// IsZero says whether there is no expression.
func (e PgExpr) IsZero() bool { return e.SQL == "" }

// field is the expression as an attribute.
func (e PgExpr) field(name string) Field { return Field{name, e.Strict, e.Loose} }

// PgSetting is one "name = value" of an option list.
type PgSetting struct{ Name, Value string }

// settingsText compares lists whose order means nothing.
func settingsText(list []PgSetting) string {
	texts := make([]string, len(list))
	for i, s := range list {
		texts[i] = s.Name + "=" + s.Value
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}

func cloned[T any](list []*T, clone func(*T) *T) []*T {
	out := make([]*T, len(list))
	for i, o := range list {
		out[i] = clone(o)
	}
	return out
}
