package schema

import (
	"slices"
	"strings"
)

// PgOperator is an operator.
type PgOperator struct {
	PgBase
	ID         Key    // KindOperator; the name holds the argument types, NONE for what a prefix operator lacks
	Left       string // canonical; "" of a prefix operator
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
func (o *PgOperator) Key() Key { return o.ID }

// Fields are the operator's attributes.
func (o *PgOperator) Fields() []Field {
	return append([]Field{
		{Name: "function", Value: o.Function}, {Name: "commutator", Value: o.Commutator}, {Name: "negator", Value: o.Negator},
		{Name: "restrict", Value: o.Restrict}, {Name: "join", Value: o.Join}, {Name: "hashes", Value: Flag(o.Hashes)},
		{Name: "merges", Value: Flag(o.Merges)},
	}, o.fields()...)
}

// Clone copies the operator.
func (o *PgOperator) Clone() PgObject {
	c := *o
	c.Uses = slices.Clone(o.Uses)
	return &c
}

// PgMember is an operator or a support function of an operator class or family.
type PgMember struct {
	Function bool
	Number   string   // of the strategy or the support function
	Types    []string // canonical; what the member is for
	Name     string   // "=", "public.=" or "public.cmp(integer, integer)"; of an operator without its types
	OrderBy  string   // operator family that an ordering operator sorts by, or ""
}

// For is "FUNCTION 1 (integer, integer)": what tells members apart.
func (m PgMember) For() string {
	word := "OPERATOR "
	if m.Function {
		word = "FUNCTION "
	}
	return word + m.Number + " (" + strings.Join(m.Types, ", ") + ")"
}

func (m PgMember) text() string {
	text := m.For() + " " + m.Name
	if m.OrderBy != "" {
		text += " for order by " + m.OrderBy
	}
	return text
}

func membersText(list []PgMember) string {
	texts := make([]string, len(list))
	for i, m := range list {
		texts[i] = m.text()
	}
	return strings.Join(texts, "; ")
}

// PgOperatorFamily is an operator family. The access method is the Table of its
// key: families of different methods can share a name.
type PgOperatorFamily struct {
	PgBase
	ID      Key        // KindOperatorFamily
	Members []PgMember // those that no class brings, sorted
}

// Key names the family.
func (f *PgOperatorFamily) Key() Key { return f.ID }

// Fields are the family's attributes.
func (f *PgOperatorFamily) Fields() []Field {
	return append([]Field{{Name: "members", Value: membersText(f.Members)}}, f.fields()...)
}

// Clone copies the family.
func (f *PgOperatorFamily) Clone() PgObject {
	o := *f
	o.Uses, o.Members = slices.Clone(f.Uses), slices.Clone(f.Members)
	return &o
}

// PgOperatorClass is an operator class. The access method is the Table of its key.
type PgOperatorClass struct {
	PgBase
	ID      Key    // KindOperatorClass
	Type    string // canonical
	Default bool
	Family  string     // qualified where it is not of pg_catalog
	Storage string     // canonical; "" for the type itself
	Members []PgMember // sorted
}

// Key names the class.
func (c *PgOperatorClass) Key() Key { return c.ID }

// Fields are the class's attributes.
func (c *PgOperatorClass) Fields() []Field {
	return append([]Field{
		{Name: "type", Value: c.Type}, {Name: "default", Value: Flag(c.Default)}, {Name: "family", Value: c.Family},
		{Name: "storage", Value: c.Storage}, {Name: "members", Value: membersText(c.Members)},
	}, c.fields()...)
}

// Clone copies the class.
func (c *PgOperatorClass) Clone() PgObject {
	o := *c
	o.Uses, o.Members = slices.Clone(c.Uses), slices.Clone(c.Members)
	return &o
}
