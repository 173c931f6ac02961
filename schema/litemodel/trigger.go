package litemodel

// Triggers, whose body is compared as canonical text. Which tables the body uses decides when a
// rebuild has to recreate the trigger.

import "github.com/schemadiff/schemadiff/schema"

// Trigger runs statements when rows of a table or view change.
type Trigger struct {
	Source
	Table  schema.Key // the table or view it is on; its Kind is always KindTable
	Folded string
	Body   Expr // everything after the name
	// Reads finds the tables and views that the trigger uses, its own included, no virtual
	// tables; nil for none. It is called when that is first asked for.
	Reads func() []schema.Key
}

// Names are the tables and views that the trigger uses.
func (t *Trigger) Names() []schema.Key {
	if t.Reads == nil {
		return nil
	}
	return t.Reads()
}

// Key names the trigger.
func (t *Trigger) Key() schema.Key { return schema.Key{Kind: schema.KindTrigger, Name: t.Folded} }

// Needs is the trigger's table.
func (t *Trigger) Needs() []schema.Key { return []schema.Key{t.Table} }

// Fields are the trigger's canonical attributes.
func (t *Trigger) Fields() []schema.Field {
	return []schema.Field{{Name: "table", Value: t.Table.Name}, {Name: "definition", Value: t.Body.SQL, Loose: t.Body.SQL}}
}
