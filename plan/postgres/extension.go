package postgres

// CREATE EXTENSION, its move to another schema and its update to another version. The objects
// that an extension brings belong to it and are never planned one by one; a version is changed
// only where the desired schema names one.

import (
	"fmt"
	"slices"

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
			return []statement{{Do: ddl.Create(sql), Undo: ddl.Drop(name(e)), Probes: versionProbes(e, false)}}
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			from, to := c.From.(*pgmodel.Extension), c.To.(*pgmodel.Extension)
			var out []statement
			if from.Schema != to.Schema {
				out = moveExtension(from, to)
			}
			if to.Version != "" && from.Version != to.Version {
				out = append(out, statement{Do: ddl.Text("ALTER " + name(to) + " UPDATE TO " + pgmodel.Literal(to.Version)), Probes: versionProbes(to, true)})
			}
			return out, true
		},
		drop:           func(_ *planner, o pgmodel.Object) []statement { return []statement{{Do: ddl.Drop(name(o))}} },
		defaultComment: func(o pgmodel.Object) string { return o.(*pgmodel.Extension).DefaultComment },
	}
}

// versionProbes ask the server whether it has the scripts for the version of an extension that the
// files name. An installed one gets to another version by update scripts alone, which hardly ever lead
// to a lower one (extend-extensions.html, 38.17.4).
func versionProbes(e *pgmodel.Extension, installed bool) []plan.Probe {
	if e.Version == "" {
		return nil
	}
	name, version := pgmodel.Literal(e.ID.Name), pgmodel.Literal(e.Version)
	ways := "pg_catalog.pg_available_extension_versions v WHERE v.name = " + name + " AND v.version = " + version
	message := "version of extension " + e.ID.Name + " that the server has no script for: " + e.Version
	hint := "name a version that pg_available_extension_versions lists, or leave VERSION out"
	if installed {
		ways = "pg_catalog.pg_extension x, pg_catalog.pg_extension_update_paths(x.extname) p WHERE x.extname = " + name +
			" AND p.source = x.extversion AND p.target = " + version + " AND p.path IS NOT NULL"
		message = "version of extension " + e.ID.Name + " that no update script of the server leads to from the installed one: " + e.Version
		hint = "leave VERSION out, which keeps the installed version, or name one that pg_extension_update_paths(" + name +
			") has a path to; for a lower one, drop the extension with all that uses it and create it again by hand"
	}
	return []plan.Probe{{Rule: "extension-version", Key: e.ID, Pos: e.Pos(), SQL: "SELECT count(*) FROM (SELECT 1) AS wanted WHERE NOT EXISTS (SELECT FROM " + ways + ")", Message: message, Hint: hint}}
}

// moveExtension writes the statement that moves an extension's members to another schema. What uses
// them follows in the server (sql-alterextension.html).
func moveExtension(from, to *pgmodel.Extension) []statement {
	head := "ALTER EXTENSION " + ddl.Quote(to.ID.Name) + " SET SCHEMA "
	return []statement{{Do: ddl.Text(head + ddl.Quote(to.Schema)), Undo: ddl.Text(head + ddl.Quote(from.Schema))}}
}

// moveExtensions moves the extensions that are in another schema before anything is compared: what
// uses their types, functions and operators then differs in nothing. A schema that the plan creates
// comes first.
func (w *planner) moveExtensions() error {
	if w.in.Fold == nil {
		return nil
	}
	list := movedExtensions(w.from, w.to)
	ends := make([]int, len(list))
	for i, m := range list {
		from, to := m.from.(*pgmodel.Extension), m.to.(*pgmodel.Extension)
		if from.Fixed {
			w.find(plan.Finding{Rule: "extension-fixed", Severity: plan.Error, Key: to.ID, Pos: to.Pos(), Blocks: true,
				Message: fmt.Sprintf("%s is in schema %s and cannot be moved to %s: its control file says that it is not relocatable", to.ID, from.Schema, to.Schema),
				Hint:    "write SCHEMA " + from.Schema + " in the files, or drop the extension with what uses it and create it again by hand"})
		}
		w.createSchemaOf(to)
		w.firstStep("alter extension", to, to.ID, moveExtension(from, to), fmt.Sprintf("%s: schema %s becomes %s", to.ID, from.Schema, to.Schema))
		ends[i] = len(w.folded)
	}
	return w.foldRenames(list, ends)
}

// movedExtensions are the extensions that are in another schema than they should be.
func movedExtensions(from, to *schema.Schema) []renaming {
	var list []renaming
	for o := range to.All() {
		after, ok := o.(*pgmodel.Extension)
		if !ok {
			continue
		}
		if before, ok := from.Get(after.ID).(*pgmodel.Extension); ok && before.Schema != after.Schema {
			list = append(list, renaming{from: before, to: after})
		}
	}
	slices.SortFunc(list, func(a, b renaming) int { return schema.CompareKeys(a.to.Key(), b.to.Key()) })
	return list
}

// Moves returns the statements that move extensions to their schema, and their undo.
func (p *Planner) Moves(from, to *schema.Schema) (forward, back []string) {
	for _, m := range movedExtensions(from, to) {
		for _, s := range moveExtension(m.from.(*pgmodel.Extension), m.to.(*pgmodel.Extension)) {
			forward, back = append(forward, s.Do.SQL()), append(back, s.Undo.SQL())
		}
	}
	return forward, back
}

// createSchemaOf creates the schema that an extension goes to, where it is new.
func (w *planner) createSchemaOf(e *pgmodel.Extension) {
	k := schema.Key{Kind: schema.KindSchema, Name: e.Schema}
	o, wanted := w.to.Get(k).(pgmodel.Object)
	if !wanted || w.from.Get(k) != nil || slices.ContainsFunc(w.first, func(s plan.Step) bool { return s.Key == k }) {
		return
	}
	w.firstStep("create schema", o, k, w.kinds[schema.KindSchema].create(w, o), k.String()+" is new")
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
