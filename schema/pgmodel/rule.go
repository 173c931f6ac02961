package pgmodel

// Rewrite rules of tables and views, except the rule _RETURN that every view has: its query is
// the body of the view.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Rule is a rewrite rule of a table or view, but not the one that makes a view.
type Rule struct {
	Shared
	ID      schema.Key // KindRule
	Table   schema.Key
	Event   string // "select", "insert", "update" or "delete"
	Instead bool
	Where   Expr
	Actions []Expr // none for DO NOTHING
	Values  []Expr // the row that an action of INSERT … VALUES inserts, to ask the server about; zero for others
	Enabled string // "disabled", "replica", "always" or "" for the origin
}

// Key names the rule.
func (r *Rule) Key() schema.Key { return r.ID }

// Fields are the rule's attributes.
func (r *Rule) Fields() []schema.Field {
	actions := schema.Field{Name: "actions"}
	for _, a := range r.Actions {
		actions.Value += a.Strict + ";"
		actions.Loose += a.Loose + ";"
	}
	return append([]schema.Field{
		{Name: "table", Value: dottedKey(r.Table)}, {Name: "event", Value: r.Event}, {Name: "instead", Value: schema.Flag(r.Instead)},
		r.Where.field("where"), actions, {Name: "enabled", Value: r.Enabled},
	}, r.fields()...)
}

// Clone copies the rule.
func (r *Rule) Clone() schema.Object {
	o := *r
	o.Uses, o.Actions, o.Values = slices.Clone(r.Uses), slices.Clone(r.Actions), slices.Clone(r.Values)
	return &o
}
