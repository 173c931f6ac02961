package pgmodel

// A foreign data wrapper. Options of wrappers, servers and user mappings can hold passwords: they
// are masked before they are compared or shown.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Wrapper is a foreign data wrapper.
type Wrapper struct {
	Shared
	ID                 schema.Key // KindWrapper
	Handler, Validator string     // qualified functions, or ""
	Options            []Setting
}

// Key names the wrapper.
func (w *Wrapper) Key() schema.Key { return w.ID }

// Fields are the wrapper's attributes.
func (w *Wrapper) Fields() []schema.Field {
	return append([]schema.Field{
		{Name: "handler", Value: w.Handler}, {Name: "validator", Value: w.Validator}, {Name: "options", Value: settingsText(maskedOptions(w.Options))},
	}, w.fields()...)
}

// Clone copies the wrapper.
func (w *Wrapper) Clone() schema.Object {
	o := *w
	o.Uses, o.Options = slices.Clone(w.Uses), slices.Clone(w.Options)
	return &o
}

// maskedOptions are options with their secrets masked.
func maskedOptions(list []Setting) []Setting {
	out := slices.Clone(list)
	for i, o := range out {
		if schema.SecretKey(o.Name) && o.Value != "" {
			out[i].Value = schema.Mask
		}
	}
	return out
}
