package postgres

// An index over a schema for the planner: any object or part by its key, and the objects of a
// kind in key order. It is filled as it is asked, because a plan usually touches a few of many
// tables.

import (
	"iter"
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// objects finds the objects of a schema and their parts. What is on a table is
// mapped when it is first asked for: most plans are about few of many tables.
type objects struct {
	schema *schema.Schema
	kinds  map[schema.Kind][]pgmodel.Object             // the objects of a kind in key order
	parts  map[schema.Key]map[schema.Key]pgmodel.Object // by the object that they belong to
	rooted map[schema.Key][]*pgmodel.PartitionPart      // what partitions have, by the index or constraint that it is of; nil until asked for
	below  map[schema.Key][]*pgmodel.Table              // the child tables and partitions of a table; nil until asked for
}

func objectsOf(s *schema.Schema) *objects {
	return &objects{schema: s, parts: map[schema.Key]map[schema.Key]pgmodel.Object{}}
}

// partOwners are the kinds whose parts are objects of their own.
var partOwners = schema.KindsWith(schema.InPostgres | schema.PartOwner)

// get is the object or part of that key, or nil.
func (s *objects) get(k schema.Key) pgmodel.Object {
	if o := s.schema.Get(k); o != nil {
		return o.(pgmodel.Object)
	}
	if !k.IsPart() {
		return nil
	}
	for _, kind := range partOwners {
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

func (s *objects) partsOf(owner schema.Composite) map[schema.Key]pgmodel.Object {
	parts, known := s.parts[owner.Key()]
	if !known {
		parts = map[schema.Key]pgmodel.Object{}
		for _, p := range owner.Parts() {
			parts[p.Key()] = p.(pgmodel.Object)
		}
		s.parts[owner.Key()] = parts
	}
	return parts
}

// table is the table or foreign table of that key, or nil.
func (s *objects) table(k schema.Key) *pgmodel.Table {
	t, _ := s.schema.Get(k).(*pgmodel.Table)
	return t
}

// children lists the child tables and partitions of a table, not those below them, in key order.
func (s *objects) children(table schema.Key) []*pgmodel.Table {
	if s.below == nil {
		s.below = map[schema.Key][]*pgmodel.Table{}
		for t := range s.tables() {
			for _, parent := range t.Parents() {
				s.below[parent] = append(s.below[parent], t)
			}
		}
	}
	return s.below[table]
}

// descendants lists the child tables and partitions of a table on all levels, the nearest level first.
func (s *objects) descendants(table schema.Key) []*pgmodel.Table {
	seen := map[schema.Key]bool{table: true}
	var list []*pgmodel.Table
	for next := s.children(table); len(next) > 0; {
		var below []*pgmodel.Table
		for _, t := range next {
			if !seen[t.ID] {
				seen[t.ID] = true
				list = append(list, t)
				below = append(below, s.children(t.ID)...)
			}
		}
		next = below
	}
	return list
}

// partitions lists the partitions of a table, not those below them, in key order.
func (s *objects) partitions(table schema.Key) iter.Seq[*pgmodel.Table] {
	return func(yield func(*pgmodel.Table) bool) {
		for _, t := range s.children(table) {
			if t.PartitionOf == table && !yield(t) {
				return
			}
		}
	}
}

// partsOfRoot lists the parts that partitions have of an index or constraint, in the order of their tables.
func (s *objects) partsOfRoot(root schema.Key) []*pgmodel.PartitionPart {
	if s.rooted == nil {
		s.rooted = map[schema.Key][]*pgmodel.PartitionPart{}
		for t := range s.tables() {
			for _, x := range t.PartitionParts {
				s.rooted[x.Root] = append(s.rooted[x.Root], x)
			}
		}
	}
	return s.rooted[root]
}

// rootOf is the index or constraint that a part of a partition is of; any other key as it is.
func (s *objects) rootOf(k schema.Key) schema.Key {
	if k.Kind != schema.KindPartitionIndex && k.Kind != schema.KindPartitionRef {
		return k
	}
	if t := s.table(schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}); t != nil {
		for _, x := range t.PartitionParts {
			if x.Key() == k {
				return x.Root
			}
		}
	}
	return k
}

// of yields the objects of some kinds, kind by kind, each in key order. None of
// these kinds is that of a part.
func (s *objects) of(kinds ...schema.Kind) iter.Seq[pgmodel.Object] {
	if s.kinds == nil {
		s.kinds = map[schema.Kind][]pgmodel.Object{}
		for o := range s.schema.All() {
			s.kinds[o.Key().Kind] = append(s.kinds[o.Key().Kind], o.(pgmodel.Object))
		}
	}
	return func(yield func(pgmodel.Object) bool) {
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
func (s *objects) tables() iter.Seq[*pgmodel.Table] {
	return func(yield func(*pgmodel.Table) bool) {
		for o := range s.of(schema.KindTable, schema.KindForeignTable) {
			if !yield(o.(*pgmodel.Table)) {
				return
			}
		}
	}
}

// columns yields the columns of all tables, table by table.
func (s *objects) columns() iter.Seq[*pgmodel.Column] {
	return func(yield func(*pgmodel.Column) bool) {
		for t := range s.tables() {
			for _, c := range t.Columns {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// all yields every object, each followed by its parts.
func (s *objects) all() iter.Seq[pgmodel.Object] {
	return func(yield func(pgmodel.Object) bool) {
		for o := range s.schema.All() {
			if !yield(o.(pgmodel.Object)) {
				return
			}
			c, ok := o.(schema.Composite)
			if !ok {
				continue
			}
			for _, p := range c.Parts() {
				if !yield(p.(pgmodel.Object)) {
					return
				}
			}
		}
	}
}

// sorted are all objects and parts in key order.
func (s *objects) sorted() []pgmodel.Object {
	return slices.SortedFunc(s.all(), func(a, b pgmodel.Object) int { return schema.CompareKeys(a.Key(), b.Key()) })
}

func union(a, b []schema.Key) []schema.Key {
	for _, k := range b {
		if !slices.Contains(a, k) {
			a = append(slices.Clip(a), k)
		}
	}
	return a
}
