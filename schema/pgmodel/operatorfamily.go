package pgmodel

// Operator families, and the members that families and classes have: operators by strategy and
// support functions by number. Members are compared as a sorted list: their order means nothing.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

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
