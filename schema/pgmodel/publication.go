package pgmodel

// Logical replication: what a database publishes, and what it subscribes to. Passwords in the
// connection of a subscription are masked, and PostgreSQL hides the connection from most roles.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Publication is a publication of logical replication.
type Publication struct {
	Shared
	ID        schema.Key // KindPublication
	AllTables bool
	Tables    []Published // by table
	Schemas   []string    // sorted
	Publish   string      // "insert, update, delete, truncate", in this order
	ViaRoot   bool
	Generated string // "stored", or "" (PostgreSQL 18)
}

// Published is a table of a publication.
type Published struct {
	Table   schema.Key
	Columns []string // sorted; nil for all
	Where   Expr
}

func (p Published) text(loose bool) string {
	text := dottedKey(p.Table)
	if len(p.Columns) > 0 {
		text += " (" + strings.Join(p.Columns, ", ") + ")"
	}
	switch {
	case p.Where.IsZero():
		return text
	case loose:
		return text + " where " + p.Where.Loose
	}
	return text + " where " + p.Where.Strict
}

// Key names the publication.
func (p *Publication) Key() schema.Key { return p.ID }

// Fields are the publication's attributes.
func (p *Publication) Fields() []schema.Field {
	strict, loose := make([]string, len(p.Tables)), make([]string, len(p.Tables))
	for i, t := range p.Tables {
		strict[i], loose[i] = t.text(false), t.text(true)
	}
	return append([]schema.Field{
		{Name: "all tables", Value: schema.Flag(p.AllTables)}, {Name: "tables", Value: strings.Join(strict, ", "), Loose: strings.Join(loose, ", ")},
		{Name: "schemas", Value: strings.Join(p.Schemas, ", ")}, {Name: "publish", Value: p.Publish},
		{Name: "via root", Value: schema.Flag(p.ViaRoot)}, {Name: "generated columns", Value: p.Generated},
	}, p.fields()...)
}

// Clone copies the publication.
func (p *Publication) Clone() schema.Object {
	o := *p
	o.Uses, o.Tables, o.Schemas = slices.Clone(p.Uses), slices.Clone(p.Tables), slices.Clone(p.Schemas)
	for i, t := range o.Tables {
		o.Tables[i].Columns = slices.Clone(t.Columns)
	}
	return &o
}

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
