package pgmodel

// Row security policies. Which rows a role sees depends on all policies of a table together:
// plan/postgres/access compares them, this file has one.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Policy is a row security policy.
type Policy struct {
	Shared
	ID          schema.Key // KindPolicy
	Table       schema.Key
	Restrictive bool
	Command     string   // "all", "select", "insert", "update" or "delete"
	Roles       []string // sorted; none for PUBLIC
	Using       Expr
	Check       Expr
}

// Key names the policy.
func (p *Policy) Key() schema.Key { return p.ID }

// Fields are the policy's attributes.
func (p *Policy) Fields() []schema.Field {
	roles := make([]string, len(p.Roles))
	for i, r := range p.Roles {
		roles[i] = Quote(r)
	}
	return append([]schema.Field{
		{Name: "table", Value: dottedKey(p.Table)}, {Name: "restrictive", Value: schema.Flag(p.Restrictive)}, {Name: "command", Value: p.Command},
		{Name: "roles", Value: strings.Join(roles, ", ")}, p.Using.field("using"), p.Check.field("with check"),
	}, p.fields()...)
}

// Clone copies the policy.
func (p *Policy) Clone() schema.Object {
	o := *p
	o.Uses, o.Roles = slices.Clone(p.Uses), slices.Clone(p.Roles)
	return &o
}
