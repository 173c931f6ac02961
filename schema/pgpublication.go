package schema

import (
	"slices"
	"strings"
)

// PgPublication is a publication of logical replication.
type PgPublication struct {
	PgBase
	ID        Key // KindPublication
	AllTables bool
	Tables    []PgPublished // by table
	Schemas   []string      // sorted
	Publish   string        // "insert, update, delete, truncate", in this order
	ViaRoot   bool
	Generated string // "stored", or "" (PostgreSQL 18)
}

// PgPublished is a table of a publication.
type PgPublished struct {
	Table   Key
	Columns []string // sorted; nil for all
	Where   PgExpr
}

func (p PgPublished) text(loose bool) string {
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
func (p *PgPublication) Key() Key { return p.ID }

// Fields are the publication's attributes.
func (p *PgPublication) Fields() []Field {
	strict, loose := make([]string, len(p.Tables)), make([]string, len(p.Tables))
	for i, t := range p.Tables {
		strict[i], loose[i] = t.text(false), t.text(true)
	}
	return append([]Field{
		{Name: "all tables", Value: Flag(p.AllTables)}, {"tables", strings.Join(strict, ", "), strings.Join(loose, ", ")},
		{Name: "schemas", Value: strings.Join(p.Schemas, ", ")}, {Name: "publish", Value: p.Publish},
		{Name: "via root", Value: Flag(p.ViaRoot)}, {Name: "generated columns", Value: p.Generated},
	}, p.fields()...)
}

// Clone copies the publication.
func (p *PgPublication) Clone() PgObject {
	o := *p
	o.Uses, o.Tables, o.Schemas = slices.Clone(p.Uses), slices.Clone(p.Tables), slices.Clone(p.Schemas)
	return &o
}

// PgSubscription is a subscription of logical replication.
type PgSubscription struct {
	PgBase
	ID           Key      // KindSubscription
	Connection   string   // as its author wrote it; a secret in it may be masked
	Hidden       bool     // the connection of the one in the database may not be read
	Publications []string // as their author ordered them
	Slot         string   // "" for none
	Disabled     bool
	Options      []PgSetting // those that are not the default, by name
}

// Key names the subscription.
func (s *PgSubscription) Key() Key { return s.ID }

// Fields are the subscription's attributes; a password is not compared.
func (s *PgSubscription) Fields() []Field {
	connection := MaskedConnection(s.Connection)
	if s.Hidden {
		connection = "not visible"
	}
	publications := slices.Sorted(slices.Values(s.Publications)) // their order means nothing
	return append([]Field{
		{Name: "connection", Value: connection}, {Name: "publications", Value: strings.Join(publications, ", ")},
		{Name: "slot", Value: s.Slot}, {Name: "disabled", Value: Flag(s.Disabled)}, {Name: "options", Value: settingsText(s.Options)},
	}, s.fields()...)
}

// Clone copies the subscription.
func (s *PgSubscription) Clone() PgObject {
	o := *s
	o.Uses, o.Publications, o.Options = slices.Clone(s.Uses), slices.Clone(s.Publications), slices.Clone(s.Options)
	return &o
}
