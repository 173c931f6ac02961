package pgmodel

// Operators, and the classes and families by which an index uses them. Members of a class
// are compared as a sorted list: their order means nothing.

import (
	"slices"
	"strings"

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

// Member is an operator or a support function of an operator class or family.
type Member struct {
	Function bool
	Number   string   // of the strategy or the support function
	Types    []string // canonical; what the member is for
	Name     string   // "=", "public.=" or "public.cmp(integer, integer)"; of an operator without its types
	OrderBy  string   // operator family that an ordering operator sorts by, or ""
}

// Identity is "FUNCTION 1 (integer, integer)", which identifies a member.
func (m Member) Identity() string {
	word := "OPERATOR "
	if m.Function {
		word = "FUNCTION "
	}
	return word + m.Number + " (" + strings.Join(m.Types, ", ") + ")"
}

func (m Member) text() string {
	text := m.Identity() + " " + m.Name
	if m.OrderBy != "" {
		text += " for order by " + m.OrderBy
	}
	return text
}

func cloneMembers(list []Member) []Member {
	out := slices.Clone(list)
	for i := range out {
		out[i].Types = slices.Clone(out[i].Types)
	}
	return out
}

func membersText(list []Member) string {
	texts := make([]string, len(list))
	for i, m := range list {
		texts[i] = m.text()
	}
	return strings.Join(texts, "; ")
}

// OperatorFamily is an operator family. The access method is the Table of its
// key: families of different methods can share a name.
type OperatorFamily struct {
	Shared
	ID      schema.Key // KindOperatorFamily
	Members []Member   // sorted, without the members of its classes
}

// Key names the family.
func (f *OperatorFamily) Key() schema.Key { return f.ID }

// Fields are the family's attributes.
func (f *OperatorFamily) Fields() []schema.Field {
	return append([]schema.Field{{Name: "members", Value: membersText(f.Members)}}, f.fields()...)
}

// Clone copies the family.
func (f *OperatorFamily) Clone() schema.Object {
	o := *f
	o.Uses, o.Members = slices.Clone(f.Uses), cloneMembers(f.Members)
	return &o
}

// OperatorClass is an operator class. The access method is the Table of its key.
type OperatorClass struct {
	Shared
	ID      schema.Key // KindOperatorClass
	Type    string     // canonical
	Default bool
	Family  string   // qualified where it is not of pg_catalog
	Storage string   // canonical; "" for the type itself
	Members []Member // sorted
}

// Key names the class.
func (c *OperatorClass) Key() schema.Key { return c.ID }

// Fields are the class's attributes.
func (c *OperatorClass) Fields() []schema.Field {
	return append([]schema.Field{
		{Name: "type", Value: c.Type}, {Name: "default", Value: schema.Flag(c.Default)}, {Name: "family", Value: c.Family},
		{Name: "storage", Value: c.Storage}, {Name: "members", Value: membersText(c.Members)},
	}, c.fields()...)
}

// Clone copies the class.
func (c *OperatorClass) Clone() schema.Object {
	o := *c
	o.Uses, o.Members = slices.Clone(c.Uses), cloneMembers(c.Members)
	return &o
}
