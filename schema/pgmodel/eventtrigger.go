package pgmodel

// An event trigger belongs to the database and fires on DDL; its tags are compared as a sorted
// list.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// EventTrigger is a trigger on DDL.
type EventTrigger struct {
	Shared
	ID       schema.Key // KindEventTrigger
	Event    string
	Tags     []string // command tags, sorted; none for all
	Function string   // qualified where it is not of pg_catalog
	Enabled  string   // as of a trigger
}

// Key names the trigger.
func (t *EventTrigger) Key() schema.Key { return t.ID }

// Fields are the trigger's attributes.
func (t *EventTrigger) Fields() []schema.Field {
	return append([]schema.Field{{Name: "event", Value: t.Event}, {Name: "tags", Value: strings.Join(t.Tags, ", ")},
		{Name: "function", Value: t.Function}, {Name: "enabled", Value: t.Enabled}}, t.fields()...)
}

// Clone copies the trigger.
func (t *EventTrigger) Clone() schema.Object {
	o := *t
	o.Uses, o.Tags = slices.Clone(t.Uses), slices.Clone(t.Tags)
	return &o
}
