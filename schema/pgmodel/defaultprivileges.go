package pgmodel

// Default privileges, which belong to a role, a class of objects and perhaps a schema. Those of
// all schemas are kept as the difference from what the server gives by itself.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// DefaultGrants are privileges that objects get when a role makes them.
type DefaultGrants struct {
	Shared
	Role       string  // who makes the objects
	In         string  // schema; "" for all
	Class      string  // "TABLES", "SEQUENCES", "FUNCTIONS", "TYPES" or "SCHEMAS"
	Privileges []Grant // sorted; for all schemas what differs from those without it, for one what is added
}

// Key names the privileges by role, schema and kind of object.
func (d *DefaultGrants) Key() schema.Key {
	return schema.Key{Kind: schema.KindDefaultGrants, Schema: d.In, Name: d.Class + " of " + Quote(d.Role)}
}

// Fields are the privileges.
func (d *DefaultGrants) Fields() []schema.Field {
	return append([]schema.Field{{Name: "privileges", Value: grantsText(d.Privileges)}}, d.fields()...)
}

// Clone copies the privileges.
func (d *DefaultGrants) Clone() schema.Object {
	o := *d
	o.Uses, o.Privileges = slices.Clone(d.Uses), slices.Clone(d.Privileges)
	return &o
}
