package schema

import (
	"slices"
	"strings"
)

// PgPolicy is a row security policy.
type PgPolicy struct {
	PgBase
	ID          Key // KindPolicy
	Table       Key
	Restrictive bool
	Command     string   // "all", "select", "insert", "update" or "delete"
	Roles       []string // sorted; none for PUBLIC
	Using       PgExpr
	Check       PgExpr
}

// Key names the policy.
func (p *PgPolicy) Key() Key { return p.ID }

// Fields are the policy's attributes.
func (p *PgPolicy) Fields() []Field {
	roles := make([]string, len(p.Roles))
	for i, r := range p.Roles {
		roles[i] = QuotePg(r)
	}
	return append([]Field{
		{Name: "table", Value: dottedKey(p.Table)}, {Name: "restrictive", Value: Flag(p.Restrictive)}, {Name: "command", Value: p.Command},
		{Name: "roles", Value: strings.Join(roles, ", ")}, p.Using.field("using"), p.Check.field("with check"),
	}, p.fields()...)
}

// Clone copies the policy.
func (p *PgPolicy) Clone() PgObject {
	o := *p
	o.Uses, o.Roles = slices.Clone(p.Uses), slices.Clone(p.Roles)
	return &o
}
