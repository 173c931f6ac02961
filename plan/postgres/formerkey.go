package postgres

// What objects are called in the database before the plan renames them, for queries that run before it and for what it
// does not manage.

import (
	"cmp"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// formerKey is the key that an object has in the database, before the renames of the plan.
func (w *planner) formerKey(k schema.Key) schema.Key {
	if was, ok := w.renamed[k]; ok {
		k = was
	}
	if k.IsPart() {
		t := w.formerKey(schema.TableOfPart(k))
		k.Schema, k.Table = t.Schema, t.Name
		return k
	}
	if was, ok := w.renamed[schema.Key{Kind: schema.KindSchema, Name: k.Schema}]; ok {
		k.Schema = was.Name
	}
	return k
}

// asked is a table as a query names it before the plan runs, as alias where one is given. A table that the
// plan renames, or columns of it, still have their former names: a query of its own gives the new ones.
func (w *planner) asked(table schema.Key, only bool, alias string) string {
	was := w.formerKey(table)
	renamed := was != table
	var columns []string
	if t := w.before.table(table); t != nil {
		for _, c := range t.Columns {
			column := ddl.Quote(c.Name)
			if former := w.formerKey(c.Key()).Name; former != c.Name {
				renamed, column = true, ddl.Quote(former)+" AS "+column
			}
			columns = append(columns, column)
		}
	}
	name := ddl.If(only, "ONLY ", "") + ddl.Qualified(was)
	if leaving := w.leaving(table); !only && leaving != "" && columns != nil {
		name, renamed = name+" WHERE tableoid <> ALL (ARRAY["+leaving+"]::pg_catalog.oid[])", true
	}
	switch {
	case renamed:
		return "(SELECT " + strings.Join(columns, ", ") + " FROM " + name + ") AS " + cmp.Or(alias, ddl.Quote(table.Name))
	case alias != "":
		return name + " AS " + alias
	}
	return name
}

// askedOwn is asked for what keys, unique indexes and foreign keys are about: the rows of a table and its partitions, and
// none of its child tables (ddl-inherit.html, Caveats).
func (w *planner) askedOwn(table schema.Key, alias string) string {
	t := w.before.table(table)
	return w.asked(table, t != nil && t.PartitionBy == nil && len(w.before.descendants(table)) > 0, alias)
}

// leaving are the tables that hold rows of a table before the plan and stand without it after, as a list of oids:
// they leave before a step asks anything of the rows. It is "" if there are none.
func (w *planner) leaving(table schema.Key) string {
	if w.rebuilt(table) {
		return ""
	}
	stays := map[schema.Key]bool{}
	for _, t := range w.after.descendants(table) {
		stays[t.ID] = true
	}
	var list []string
	for _, t := range w.before.descendants(table) {
		if w.after.table(t.ID) != nil && !stays[t.ID] && !w.rebuilt(t.ID) {
			list = append(list, pgmodel.Literal(ddl.Qualified(w.formerKey(t.ID)))+"::pg_catalog.regclass")
		}
	}
	return strings.Join(list, ", ")
}
