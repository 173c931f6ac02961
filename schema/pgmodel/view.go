package pgmodel

// Views and materialized views. The query is stored with every star written out, as PostgreSQL
// stores it, so a column that a table gains later is no difference.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// View is a view or a materialized view.
type View struct {
	Shared
	ID          schema.Key // KindView or KindMatView
	Columns     []*Column  // names, types where they are known, comments, defaults, statistics targets
	Body        Expr
	Options     []Setting // security_barrier, security_invoker, storage parameters, by name
	CheckOption string    // "local", "cascaded" or ""
	Method      string    // access method of a materialized view; "" for heap
	Tablespace  string
	Listed      bool // the names of the columns stand beside the query, which cannot hold them; what they are is in Columns
	NoData      bool // a materialized view is made without its rows; whether it has them is no part of the schema and not compared
}

// Key names the view.
func (v *View) Key() schema.Key { return v.ID }

// Fields are the view's attributes.
func (v *View) Fields() []schema.Field {
	var names, comments, grants, targets, storage []string
	defaults := schema.Field{Name: "column defaults"}
	for _, c := range v.Columns {
		q := Quote(c.Name)
		names = append(names, q)
		if c.Comment != "" {
			comments = append(comments, q+" is "+Literal(c.Comment))
		}
		if len(c.Access().Grants) > 0 {
			grants = append(grants, q+": "+grantsText(c.Access().Grants))
		}
		if c.Extra().Statistics != "" {
			targets = append(targets, q+"="+c.Extra().Statistics)
		}
		if c.Extra().Storage != "" || c.Extra().Compression != "" || len(c.Extra().Options) > 0 {
			storage = append(storage, q+"="+c.Extra().Storage+" "+c.Extra().Compression+" "+settingsText(c.Extra().Options))
		}
		if !c.Default.IsZero() {
			defaults.Value += q + "=" + c.Default.Strict + ";"
			defaults.Loose += q + "=" + c.Default.Loose + ";"
		}
	}
	return append([]schema.Field{
		{Name: "columns", Value: strings.Join(names, ", ")}, v.Body.field("query"), {Name: "options", Value: settingsText(v.Options)},
		{Name: "check option", Value: v.CheckOption}, {Name: "access method", Value: v.Method}, {Name: "tablespace", Value: v.Tablespace},
		defaults, {Name: "column comments", Value: strings.Join(comments, "; ")},
		{Name: "column grants", Value: strings.Join(grants, "; ")}, {Name: "column statistics", Value: strings.Join(targets, ", ")},
		{Name: "column storage", Value: strings.Join(storage, ", ")},
	}, v.fields()...)
}

// Column returns the column of that name, or nil.
func (v *View) Column(name string) *Column {
	for _, c := range v.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Clone copies the view and its columns.
func (v *View) Clone() schema.Object {
	o := *v
	o.Uses, o.Options = slices.Clone(v.Uses), slices.Clone(v.Options)
	o.Columns = cloneList(v.Columns, func(c *Column) *Column { return c.Clone().(*Column) })
	return &o
}

// Part returns the attributes of all kinds, of a column.
func (v *View) Part(k schema.Key) *Shared {
	if c := v.Column(k.Name); c != nil {
		return &c.Shared
	}
	return nil
}
