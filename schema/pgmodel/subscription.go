package pgmodel

// A subscription connects to another database. Passwords in its connection are masked, and
// PostgreSQL hides the connection from most roles.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Subscription is a subscription of logical replication.
type Subscription struct {
	Shared
	ID           schema.Key // KindSubscription
	Connection   string     // as its author wrote it; a secret in it may be masked
	Hidden       bool       // the connection of the one in the database may not be read
	Publications []string   // as their author ordered them
	Slot         string     // "" for none
	Disabled     bool
	Options      []Setting // by name, without defaults
}

// Key names the subscription.
func (s *Subscription) Key() schema.Key { return s.ID }

// Fields are the subscription's attributes; a password is not compared.
func (s *Subscription) Fields() []schema.Field {
	connection := schema.MaskedConnection(s.Connection)
	if s.Hidden {
		connection = "not visible"
	}
	publications := slices.Sorted(slices.Values(s.Publications)) // their order means nothing
	return append([]schema.Field{
		{Name: "connection", Value: connection}, {Name: "publications", Value: strings.Join(publications, ", ")},
		{Name: "slot", Value: s.Slot}, {Name: "disabled", Value: schema.Flag(s.Disabled)}, {Name: "options", Value: settingsText(s.Options)},
	}, s.fields()...)
}

// Clone copies the subscription.
func (s *Subscription) Clone() schema.Object {
	o := *s
	o.Uses, o.Publications, o.Options = slices.Clone(s.Uses), slices.Clone(s.Publications), slices.Clone(s.Options)
	return &o
}
