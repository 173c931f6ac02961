// Package sqlite writes a SQLite schema as SQL and as JSON. A schema comes in, text goes
// out; what a plan or a finding looks like is render's business. It never reads a file or
// a database.
package sqlite

// This file is the JSON of a whole schema, with the names as their authors spelled them.

import (
	"io"

	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// JSON writes a schema for machines, as docs/schema.schema.json describes it.
func JSON(w io.Writer, s *schema.Schema) error {
	k, n := group(s), names{s}
	out := schemaJSON{
		Version: 1, Dialect: string(s.Dialect), Engine: render.Optional(s.Version), Fingerprint: s.Fingerprint(),
		Tables: []tableJSON{}, Indexes: []indexJSON{}, VirtualTables: []virtualJSON{},
		Views: []viewJSON{}, Triggers: []triggerJSON{}, Notes: render.NotesJSON(s.Notes),
	}
	for _, t := range k.tables {
		out.Tables = append(out.Tables, n.tableJSON(t))
		for _, i := range k.indexes[t.Key()] {
			out.Indexes = append(out.Indexes, n.indexJSON(i))
		}
	}
	for _, v := range k.virtuals {
		out.VirtualTables = append(out.VirtualTables, virtualJSON{v.Name, render.PlaceOf(v.At), v.Module, v.Args.SQL, v.Known})
	}
	for _, v := range k.views {
		out.Views = append(out.Views, viewJSON{v.Name, render.PlaceOf(v.At), v.Body.SQL})
	}
	for _, t := range k.triggers {
		out.Triggers = append(out.Triggers, triggerJSON{t.Name, render.PlaceOf(t.At), n.table(t.Table), t.Body.SQL})
	}
	return render.WriteJSON(w, out)
}

type schemaJSON struct {
	Version       int               `json:"version"`
	Dialect       string            `json:"dialect"`
	Engine        *string           `json:"engineVersion"`
	Fingerprint   string            `json:"fingerprint"`
	Tables        []tableJSON       `json:"tables"`
	Indexes       []indexJSON       `json:"indexes"`
	VirtualTables []virtualJSON     `json:"virtualTables"`
	Views         []viewJSON        `json:"views"`
	Triggers      []triggerJSON     `json:"triggers"`
	Notes         []render.NoteJSON `json:"notes"`
}

type indexJSON struct {
	Name   string            `json:"name"`
	Source *render.PlaceJSON `json:"source"`
	Table  string            `json:"table"`
	Unique bool              `json:"unique"`
	Parts  []partJSON        `json:"parts"`
	Where  *string           `json:"where"`
}

type virtualJSON struct {
	Name      string            `json:"name"`
	Source    *render.PlaceJSON `json:"source"`
	Module    string            `json:"module"`
	Arguments string            `json:"arguments"`
	Known     bool              `json:"known"`
}

type viewJSON struct {
	Name       string            `json:"name"`
	Source     *render.PlaceJSON `json:"source"`
	Definition string            `json:"definition"`
}

type triggerJSON struct {
	Name       string            `json:"name"`
	Source     *render.PlaceJSON `json:"source"`
	Table      string            `json:"table"`
	Definition string            `json:"definition"`
}

func (n names) indexJSON(i *litemodel.Index) indexJSON {
	return indexJSON{i.Name, render.PlaceOf(i.At), n.table(i.Table), i.Unique, n.parts(i.Table, i.Parts), render.Optional(i.Where.SQL)}
}

// names finds how authors spelled what the model refers to by folded names.
type names struct{ schema *schema.Schema }

// rowSources are the kinds that a key of a table can stand for.
var rowSources = schema.KindsWith(schema.InSQLite | schema.RowSource)

// table is the name of a table or, for triggers, of a view.
func (n names) table(k schema.Key) string {
	for _, kind := range rowSources {
		k.Kind = kind
		if o := n.schema.Get(k); o != nil {
			return o.Display()
		}
	}
	return k.Name
}

func (n names) column(table schema.Key, folded string) string {
	if t := litemodel.TableOf(n.schema, table); t != nil {
		if c := t.Column(folded); c != nil {
			return c.Name
		}
	}
	return folded
}

func (n names) columns(table schema.Key, folded []string) []string {
	out := make([]string, len(folded))
	for i, name := range folded {
		out[i] = n.column(table, name)
	}
	return out
}
