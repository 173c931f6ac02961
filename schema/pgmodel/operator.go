package pgmodel

// An operator is named by its symbol with its argument types, which distinguish it from others of
// that symbol.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Operator is an operator.
type Operator struct {
	Shared
	ID         schema.Key // KindOperator; the name holds the argument types, NONE for what a prefix operator lacks
	Left       string     // canonical; "" of a prefix operator
	Right      string
	Function   string // qualified where it is not of pg_catalog
	Commutator string // an operator, qualified where it is not of pg_catalog; "" if there is none
	Negator    string
	Restrict   string // selectivity estimators, as Function
	Join       string
	Hashes     bool
	Merges     bool
}

// Key names the operator.
func (o *Operator) Key() schema.Key { return o.ID }

// Fields are the operator's attributes.
func (o *Operator) Fields() []schema.Field {
	return append([]schema.Field{
		{Name: "function", Value: o.Function}, {Name: "commutator", Value: o.Commutator}, {Name: "negator", Value: o.Negator},
		{Name: "restrict", Value: o.Restrict}, {Name: "join", Value: o.Join}, {Name: "hashes", Value: schema.Flag(o.Hashes)},
		{Name: "merges", Value: schema.Flag(o.Merges)},
	}, o.fields()...)
}

// Clone copies the operator.
func (o *Operator) Clone() schema.Object {
	c := *o
	c.Uses = slices.Clone(o.Uses)
	return &c
}
