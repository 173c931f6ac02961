package schema

import "slices"

// PgDomain is a domain; its checks are created and dropped with it.
type PgDomain struct {
	PgBase
	ID        Key    // KindDomain
	Type      string // canonical
	Collation string // qualified; "" for that of the type
	NotNull   bool
	Default   PgExpr
	Checks    []*PgDomainCheck
}

// Key names the domain.
func (d *PgDomain) Key() Key { return d.ID }

// Fields are the domain's own attributes.
func (d *PgDomain) Fields() []Field {
	return append([]Field{
		{Name: "type", Value: d.Type}, {Name: "collation", Value: d.Collation},
		{Name: "not null", Value: Flag(d.NotNull)}, d.Default.field("default"),
	}, d.fields()...)
}

// Parts are the domain's checks.
func (d *PgDomain) Parts() []Object {
	parts := make([]Object, len(d.Checks))
	for i, c := range d.Checks {
		parts[i] = c
	}
	return parts
}

// Check returns the check of that name, or nil.
func (d *PgDomain) Check(name string) *PgDomainCheck {
	for _, c := range d.Checks {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Clone copies the domain and its checks.
func (d *PgDomain) Clone() PgObject {
	o := *d
	o.Uses = slices.Clone(d.Uses)
	o.Checks = cloned(d.Checks, func(c *PgDomainCheck) *PgDomainCheck { return c.Clone().(*PgDomainCheck) })
	return &o
}

// PgDomainCheck is a CHECK of a domain.
type PgDomainCheck struct {
	PgBase
	Domain   Key
	Expr     PgExpr
	NotValid bool
}

// Key names the check.
func (c *PgDomainCheck) Key() Key {
	return Key{Kind: KindDomainCheck, Schema: c.Domain.Schema, Table: c.Domain.Name, Name: c.Name}
}

// Fields are the check's attributes.
func (c *PgDomainCheck) Fields() []Field {
	return append([]Field{c.Expr.field("expression"), {Name: "not valid", Value: Flag(c.NotValid)}}, c.fields()...)
}

// Clone copies the check.
func (c *PgDomainCheck) Clone() PgObject {
	o := *c
	o.Uses = slices.Clone(c.Uses)
	return &o
}
