package litemodel

// Triggers, whose body is compared as canonical text. Which tables the body uses decides when a
// rebuild has to recreate the trigger.

import "github.com/schemadiff/schemadiff/schema"

// Trigger runs statements when rows of a table or view change.
type Trigger struct {
	Source
	Table  schema.Key // the table or view it is on; its Kind is always KindTable
	Folded string
	Body   Expr         // everything after the name
	Names  []schema.Key // tables and views that the body may use, its own included; no virtual tables
}

// Key names the trigger.
func (t *Trigger) Key() schema.Key { return schema.Key{Kind: schema.KindTrigger, Name: t.Folded} }

// Needs is the trigger's table.
func (t *Trigger) Needs() []schema.Key { return []schema.Key{t.Table} }

// Fields are the trigger's canonical attributes.
func (t *Trigger) Fields() []schema.Field {
	return []schema.Field{{Name: "table", Value: t.Table.Name}, {Name: "definition", Value: t.Body.SQL}}
}
