package postgres

import (
	"iter"
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// objects finds the objects of a schema and their parts. What is on a table is
// mapped when it is first asked for: most plans are about few of many tables.
type objects struct {
	schema *schema.Schema
	kinds  map[schema.Kind][]schema.PgObject             // the objects of a kind in key order
	parts  map[schema.Key]map[schema.Key]schema.PgObject // by the object that they belong to
}

func objectsOf(s *schema.Schema) *objects {
	return &objects{schema: s, parts: map[schema.Key]map[schema.Key]schema.PgObject{}}
}

// get is the object or part of that key, or nil.
func (s *objects) get(k schema.Key) schema.PgObject {
	if o := s.schema.Get(k); o != nil {
		return o.(schema.PgObject)
	}
	if !k.IsPart() {
		return nil
	}
	for _, kind := range []schema.Kind{schema.KindTable, schema.KindForeignTable, schema.KindDomain} {
		owner, ok := s.schema.Get(schema.Key{Kind: kind, Schema: k.Schema, Name: k.Table}).(schema.Composite)
		if !ok {
			continue
		}
		if o := s.partsOf(owner)[k]; o != nil {
			return o
		}
	}
	return nil
}

func (s *objects) partsOf(owner schema.Composite) map[schema.Key]schema.PgObject {
	parts, known := s.parts[owner.Key()]
	if !known {
		parts = map[schema.Key]schema.PgObject{}
		for _, p := range owner.Parts() {
			parts[p.Key()] = p.(schema.PgObject)
		}
		s.parts[owner.Key()] = parts
	}
	return parts
}

// table is the table or foreign table of that key, or nil.
func (s *objects) table(k schema.Key) *schema.PgTable {
	t, _ := s.schema.Get(k).(*schema.PgTable)
	return t
}

// of yields the objects of some kinds, kind by kind, each in key order. None of
// these kinds is that of a part.
func (s *objects) of(kinds ...schema.Kind) iter.Seq[schema.PgObject] {
	if s.kinds == nil {
		s.kinds = map[schema.Kind][]schema.PgObject{}
		for o := range s.schema.All() {
			s.kinds[o.Key().Kind] = append(s.kinds[o.Key().Kind], o.(schema.PgObject))
		}
	}
	return func(yield func(schema.PgObject) bool) {
		for _, k := range kinds {
			for _, o := range s.kinds[k] {
				if !yield(o) {
					return
				}
			}
		}
	}
}

// tables yields the tables and foreign tables.
func (s *objects) tables() iter.Seq[*schema.PgTable] {
	return func(yield func(*schema.PgTable) bool) {
		for o := range s.of(schema.KindTable, schema.KindForeignTable) {
			if !yield(o.(*schema.PgTable)) {
				return
			}
		}
	}
}

// columns yields the columns of all tables, table by table.
func (s *objects) columns() iter.Seq[*schema.PgColumn] {
	return func(yield func(*schema.PgColumn) bool) {
		for t := range s.tables() {
			for _, c := range t.Columns {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// all yields every object, and behind it its parts.
func (s *objects) all() iter.Seq[schema.PgObject] {
	return func(yield func(schema.PgObject) bool) {
		for o := range s.schema.All() {
			if !yield(o.(schema.PgObject)) {
				return
			}
			c, ok := o.(schema.Composite)
			if !ok {
				continue
			}
			for _, p := range c.Parts() {
				if !yield(p.(schema.PgObject)) {
					return
				}
			}
		}
	}
}

// sorted are all objects and parts in key order.
func (s *objects) sorted() []schema.PgObject {
	return slices.SortedFunc(s.all(), func(a, b schema.PgObject) int { return schema.CompareKeys(a.Key(), b.Key()) })
}
