package pgmodel

// Triggers on tables and views. A partition has the triggers of its parent: the model has such a
// trigger only where its state differs.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Trigger is a trigger on a table, partitioned table, foreign table or view.
type Trigger struct {
	Shared
	ID         schema.Key // KindTrigger
	Table      schema.Key
	Constraint bool
	Timing     string     // "before", "after" or "instead of"
	Events     []string   // of "insert", "delete", "update" and "truncate", in this order
	Columns    []string   // of UPDATE OF, in their order, which means nothing
	Row        bool       // FOR EACH ROW
	From       schema.Key // of a constraint trigger, the other table
	Deferrable bool
	Deferred   bool
	OldTable   string // transition tables
	NewTable   string
	When       Expr
	Function   string   // qualified where it is not of pg_catalog
	Args       []string // the texts that the function gets
	Enabled    string   // "disabled", "replica", "always" or "" for the origin
	Inherited  bool     // it is the trigger of a partitioned table, which a partition has in another state
	Usual      string   // of an inherited one, the state of the table it comes from
}

// Key names the trigger.
func (t *Trigger) Key() schema.Key { return t.ID }

// Fields are the trigger's attributes.
func (t *Trigger) Fields() []schema.Field {
	args := make([]string, len(t.Args))
	for i, a := range t.Args {
		args[i] = Literal(a)
	}
	return append([]schema.Field{
		{Name: "constraint", Value: schema.Flag(t.Constraint)}, {Name: "timing", Value: t.Timing}, {Name: "events", Value: strings.Join(t.Events, " or ")},
		{Name: "columns", Value: strings.Join(slices.Sorted(slices.Values(t.Columns)), ", ")}, {Name: "for each row", Value: schema.Flag(t.Row)}, {Name: "from", Value: dottedKey(t.From)},
		{Name: "deferrable", Value: schema.Flag(t.Deferrable)}, {Name: "deferred", Value: schema.Flag(t.Deferred)},
		{Name: "old table", Value: t.OldTable}, {Name: "new table", Value: t.NewTable}, t.When.field("when"),
		{Name: "function", Value: t.Function}, {Name: "arguments", Value: strings.Join(args, ", ")},
		{Name: "enabled", Value: t.Enabled}, {Name: "inherited", Value: schema.Flag(t.Inherited)},
	}, t.fields()...)
}

// Clone copies the trigger.
func (t *Trigger) Clone() schema.Object {
	o := *t
	o.Uses, o.Events = slices.Clone(t.Uses), slices.Clone(t.Events)
	o.Columns, o.Args = slices.Clone(t.Columns), slices.Clone(t.Args)
	return &o
}
