package postgres

// CREATE EXTENSION, its move to another schema and its update to another version. The objects
// that an extension brings belong to it and are never planned one by one; a version is changed
// only where the desired schema names one.

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindExtension, extensionKind())

func extensionKind() kind {
	name := func(o pgmodel.Object) string { return "EXTENSION " + ddl.Quote(o.Key().Name) }
	return kind{
		makesIndex: true,
		name:       name,
		instead:    accessToOfEvery,
		create: func(_ *planner, o pgmodel.Object) []statement {
			e := o.(*pgmodel.Extension)
			sql := name(e) + " WITH SCHEMA " + ddl.Quote(e.Schema)
			if e.Version != "" {
				sql += " VERSION " + pgmodel.Literal(e.Version)
			}
			return []statement{{Do: ddl.Create(sql), Undo: ddl.Drop(name(e))}}
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			from, to := c.From.(*pgmodel.Extension), c.To.(*pgmodel.Extension)
			var out []statement
			if from.Schema != to.Schema {
				head := "ALTER " + name(to) + " SET SCHEMA "
				out = append(out, statement{Do: ddl.Text(head + ddl.Quote(to.Schema)), Undo: ddl.Text(head + ddl.Quote(from.Schema))})
			}
			if to.Version != "" && from.Version != to.Version {
				out = append(out, statement{Do: ddl.Text("ALTER " + name(to) + " UPDATE TO " + pgmodel.Literal(to.Version))})
			}
			return out, true
		},
		drop:           func(_ *planner, o pgmodel.Object) []statement { return []statement{{Do: ddl.Drop(name(o))}} },
		defaultComment: func(o pgmodel.Object) string { return o.(*pgmodel.Extension).DefaultComment },
	}
}

// accessToOfEvery plans the privileges of an extension that every database has: it is in a schema only
// where something of it differs from what initdb makes, and is neither created nor dropped.
func accessToOfEvery(w *planner, c plan.Change) bool {
	if !pgmodel.InEveryDatabase(c.Key) || c.Op == plan.Alter {
		return false
	}
	side := func(o schema.Object) (list []pgmodel.Grant, text string) {
		if o == nil {
			return nil, ""
		}
		for _, f := range o.(*pgmodel.Extension).Fields() {
			if f.Name == "grants" {
				text = f.Value
			}
		}
		return o.(*pgmodel.Extension).Access().Grants, text
	}
	from, was := side(c.From)
	to, now := side(c.To)
	o := c.To
	if o == nil {
		o = c.From
	}
	e := o.(*pgmodel.Extension)
	w.accessAction(e, grantStatements(w.name(e), e, from, to), reasonField(c, plan.FieldChange{Name: "grants", From: was, To: now}))
	return true
}
