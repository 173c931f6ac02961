package pgmodel

// A domain owns its checks as a table owns its constraints: they are created, altered and dropped
// by themselves, and go with the domain.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Domain is a domain; its checks are created and dropped with it.
type Domain struct {
	Shared
	ID        schema.Key // KindDomain
	Type      string     // canonical
	Collation string     // qualified; "" for that of the type
	NotNull   bool
	Default   Expr
	Checks    []*DomainCheck
}

// Key names the domain.
func (d *Domain) Key() schema.Key { return d.ID }

// Fields are the domain's own attributes.
func (d *Domain) Fields() []schema.Field {
	return append([]schema.Field{
		{Name: "type", Value: d.Type}, {Name: "collation", Value: d.Collation},
		{Name: "not null", Value: schema.Flag(d.NotNull)}, d.Default.field("default"),
	}, d.fields()...)
}

// Parts are the domain's checks.
func (d *Domain) Parts() []schema.Object {
	parts := make([]schema.Object, len(d.Checks))
	for i, c := range d.Checks {
		parts[i] = c
	}
	return parts
}

// Check returns the check of that name, or nil.
func (d *Domain) Check(name string) *DomainCheck {
	for _, c := range d.Checks {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Clone copies the domain and its checks.
func (d *Domain) Clone() schema.Object {
	o := *d
	o.Uses = slices.Clone(d.Uses)
	o.Checks = cloneList(d.Checks, func(c *DomainCheck) *DomainCheck { return c.Clone().(*DomainCheck) })
	return &o
}

// DomainCheck is a CHECK of a domain.
type DomainCheck struct {
	Shared
	Domain   schema.Key
	Expr     Expr
	NotValid bool
}

// Key names the check.
func (c *DomainCheck) Key() schema.Key {
	return schema.Key{Kind: schema.KindDomainCheck, Schema: c.Domain.Schema, Table: c.Domain.Name, Name: c.Name}
}

// Fields are the check's attributes.
func (c *DomainCheck) Fields() []schema.Field {
	return append([]schema.Field{c.Expr.field("expression"), {Name: "not valid", Value: schema.Flag(c.NotValid)}}, c.fields()...)
}

// Clone copies the check.
func (c *DomainCheck) Clone() schema.Object {
	o := *c
	o.Uses = slices.Clone(c.Uses)
	return &o
}

// Part returns the attributes of all kinds, of a constraint.
func (d *Domain) Part(k schema.Key) *Shared {
	if c := d.Check(k.Name); c != nil {
		return &c.Shared
	}
	return nil
}
