package pgmodel

// An extension is managed as a whole. What it creates belongs to it and is not in the model, its
// comment counts only where it is not the one that the extension brings.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Extension is an installed extension. Its members are no part of the model.
type Extension struct {
	Shared
	ID      schema.Key // KindExtension
	Schema  string
	Version string // that the files ask for and is not the one installed; "" else
	// DefaultComment is the one that the extension brings; it counts as none.
	DefaultComment string
	Fixed          bool // it is installed and the server moves it to no other schema
}

// Key names the extension.
func (e *Extension) Key() schema.Key { return e.ID }

// Fields are the extension's attributes. The version is loose: whether a
// database has the one asked for is not known.
func (e *Extension) Fields() []schema.Field {
	base := e.Shared
	if base.Comment == e.DefaultComment {
		base.Comment = ""
	}
	return append([]schema.Field{{Name: "schema", Value: e.Schema}, {Name: "version", Value: e.Version, Loose: "as asked for"}}, base.fields()...)
}

// Clone copies the extension.
func (e *Extension) Clone() schema.Object {
	o := *e
	o.Uses = slices.Clone(e.Uses)
	return &o
}
