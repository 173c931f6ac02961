package schema

import "slices"

// PgRule is a rewrite rule of a table or view, but not the one that makes a view.
type PgRule struct {
	PgBase
	ID      Key // KindRule
	Table   Key
	Event   string // "select", "insert", "update" or "delete"
	Instead bool
	Where   PgExpr
	Actions []PgExpr // none for DO NOTHING
	Values  []PgExpr // the row that an action of INSERT … VALUES inserts, to ask the server about; zero for others
	Enabled string   // "disabled", "replica", "always" or "" for the origin
}

// Key names the rule.
func (r *PgRule) Key() Key { return r.ID }

// Fields are the rule's attributes.
func (r *PgRule) Fields() []Field {
	actions := Field{Name: "actions"}
	for _, a := range r.Actions {
		actions.Value += a.Strict + ";"
		actions.Loose += a.Loose + ";"
	}
	return append([]Field{
		{Name: "table", Value: dottedKey(r.Table)}, {Name: "event", Value: r.Event}, {Name: "instead", Value: Flag(r.Instead)},
		r.Where.field("where"), actions, {Name: "enabled", Value: r.Enabled},
	}, r.fields()...)
}

// Clone copies the rule.
func (r *PgRule) Clone() PgObject {
	o := *r
	o.Uses, o.Actions = slices.Clone(r.Uses), slices.Clone(r.Actions)
	return &o
}
