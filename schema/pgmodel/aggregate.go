package pgmodel

// An aggregate is made of other functions. Its options are kept in the order of CREATE AGGREGATE,
// without the ones that have their default.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Aggregate is an aggregate function.
type Aggregate struct {
	Shared
	ID      schema.Key // KindAggregate; the name holds the argument types
	Args    []Arg
	Direct  int       // of an ordered-set aggregate, how many arguments stand before ORDER BY; -1 of others
	Options []Setting // in the order of the manual, the defaults left out
}

// Key names the aggregate.
func (a *Aggregate) Key() schema.Key { return a.ID }

// Fields are the aggregate's attributes.
func (a *Aggregate) Fields() []schema.Field {
	text := argumentsText(a.Args)
	if a.Direct >= 0 {
		text = argumentsText(a.Args[:a.Direct]) + " order by " + argumentsText(a.Args[a.Direct:])
	}
	return append([]schema.Field{{Name: "arguments", Value: text}, {Name: "options", Value: settingsText(a.Options)}}, a.fields()...)
}

// Option is the value of an option, or "".
func (a *Aggregate) Option(name string) string {
	for _, o := range a.Options {
		if o.Name == name {
			return o.Value
		}
	}
	return ""
}

// Clone copies the aggregate.
func (a *Aggregate) Clone() schema.Object {
	o := *a
	o.Uses = slices.Clone(a.Uses)
	o.Args, o.Options = slices.Clone(a.Args), slices.Clone(a.Options)
	return &o
}
