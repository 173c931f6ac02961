package pgmodel

// A publication is a list of tables or schemas with what is sent of them; the order of the lists
// means nothing.

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
