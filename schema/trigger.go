package schema

// Trigger runs statements when rows of a table or view change.
type Trigger struct {
	Written
	Table  Key // the table or view it is on; its Kind is always KindTable
	Folded string
	Body   Expr  // everything after the name
	Names  []Key // tables and views that the body may use
}

// Key names the trigger.
func (t *Trigger) Key() Key { return Key{Kind: KindTrigger, Name: t.Folded} }

// Needs is the trigger's table.
func (t *Trigger) Needs() []Key { return []Key{t.Table} }

// Fields are the trigger's canonical attributes.
func (t *Trigger) Fields() []Field {
	return []Field{{Name: "table", Value: t.Table.Name}, {Name: "definition", Value: t.Body.SQL}}
}
