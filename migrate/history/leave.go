package history

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/schemadiff/schemadiff/schema"
)

// What tools keep is taken out of comparisons here, with the indexes, triggers and
// sequences of their tables: it is left as it is, unless the desired schema defines
// the table, which is then managed like any other.

// Leave is a desired schema that holds what tools keep in a database just as the database
// does, and notes it. database says that the desired schema was read from one too: its
// tools' tables are not wanted in another.
func Leave(from, to *schema.Schema, database bool) *schema.Schema {
	if database {
		to, _ = Without(to, from)
	}
	kept := Kept(from, to)
	if len(kept) == 0 {
		return to
	}
	to = to.Clone()
	for k := range kept {
		to.Put(from.Get(k))
	}
	to.Notes = append(slices.Clip(to.Notes), notes(kept)...)
	return to
}

// Without is a schema without what tools keep in it, unless it is wanted, and notes of what
// was taken out.
func Without(s, wanted *schema.Schema) (*schema.Schema, []schema.Note) {
	kept := Kept(s, wanted)
	if len(kept) == 0 {
		return s, nil
	}
	s = s.Clone()
	for k := range kept {
		s.Delete(k)
	}
	return s, notes(kept)
}

// OwnersOf are the tools whose table an object is.
func OwnersOf(o schema.Object) []string {
	if o.Key().Kind != schema.KindTable {
		return nil
	}
	return Owners(Name{Schema: o.Key().Schema, Table: o.Key().Name}, columnsOf(o))
}

// notes report once each table and each schema that is a tool's own.
func notes(kept map[schema.Key]string) []schema.Note {
	var out []schema.Note
	for _, k := range slices.SortedFunc(maps.Keys(kept), schema.CompareKeys) {
		home := homeOf(k.Schema) != ""
		if k.Kind == schema.KindSchema || k.Kind == schema.KindTable && (!home || kept[schema.Key{Kind: schema.KindSchema, Name: k.Schema}] == "") {
			out = append(out, schema.Note{Class: schema.Ignored, Subject: k.String(), Reason: "kept by " + kept[k]})
		}
	}
	return out
}

// Kept are the objects of s that tools keep and that wanted does not define, with
// their owners.
func Kept(s, wanted *schema.Schema) map[schema.Key]string {
	tables, managed := map[schema.Key]string{}, spaces(wanted)
	for o := range s.All() {
		if k := o.Key(); k.Kind == schema.KindTable && wanted.Get(k) == nil && (homeOf(k.Schema) == "" || !managed[k.Schema]) {
			if owners := OwnersOf(o); len(owners) > 0 {
				tables[k] = strings.Join(owners, " or ")
			}
		}
	}
	kept := maps.Clone(tables)
	for o := range s.All() {
		k := o.Key()
		owner, home := tables[schema.RelationOf(o)], homeOf(space(k))
		switch {
		case owner != "":
			kept[k] = owner
		case home != "" && !managed[space(k)]:
			kept[k] = home
		}
	}
	return kept
}

// space is the schema that an object is in, or is.
func space(k schema.Key) string {
	if k.Kind == schema.KindSchema {
		return k.Name
	}
	return k.Schema
}

// spaces are the schemas of which a desired schema defines something: all of such a one
// is managed, whoever else has it for a home.
func spaces(s *schema.Schema) map[string]bool {
	out := map[string]bool{}
	for o := range s.All() {
		out[space(o.Key())] = true
	}
	return out
}

// homeOf is the tool whose own a schema is, or "".
func homeOf(name string) string { return homes()[name] }

// homes are the schemas of which a tool has all, with the first such tool of the list.
var homes = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for _, k := range keeps() {
		if k.Home != "" && out[k.Home] == "" {
			out[k.Home] = k.Owner
		}
	}
	return out
})

func columnsOf(o schema.Object) []string {
	c, ok := o.(schema.Composite)
	if !ok {
		return nil
	}
	var out []string
	for _, part := range c.Parts() {
		if k := part.Key(); k.Kind == schema.KindColumn {
			out = append(out, k.Name)
		}
	}
	return out
}
