// Package schema is the model of a database schema that every stage and every dialect shares.
//
// A Schema is a set of objects by Key. A parser or an introspector puts them in, as structs of
// litemodel or pgmodel; a planner reads them out, and all that generic code asks of an object is
// in the interface Object: its key, its fields, what it needs, where it is defined. Values are
// canonical: equal things are spelled equally, so two schemas are compared field by field and
// never by asking a dialect. What holds for all objects of a kind is a row of the table of kinds
// (Kind.Has). Beside the model stand the data that stages hand on: acts of statements, facts
// about rows, digests, scopes and notes. The package does no I/O.
package schema

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// Dialect names a SQL dialect. Only the list of engines turns it into behaviour.
type Dialect string

// The dialects.
const (
	SQLite   Dialect = "sqlite"   // SQLite database files
	Postgres Dialect = "postgres" // PostgreSQL servers
)

// Title is the dialect's name as people spell it.
func (d Dialect) Title() string {
	switch d {
	case SQLite:
		return "SQLite"
	case Postgres:
		return "PostgreSQL"
	}
	return string(d)
}

// Schema is everything DDL can create in one database.
type Schema struct {
	Dialect Dialect
	Version string   // of the engine that holds it, such as "3.54.1"; "" if none does
	Notes   []Note   // what was seen and is not part of the model
	Opaque  []string // text of statements whose effect cannot be known: what they name is left alone
	// Borrowed are objects that the desired text names and does not make: they stand as the
	// database has them, or without content where there is none, and are not managed.
	Borrowed []Key
	Role     string // that would change the database; "" if none does
	// Unmanaged are objects that a scope leaves out of the comparison and that decide
	// what new objects get all the same, such as default privileges.
	Unmanaged []Object
	// Outside are objects that a scope leaves out altogether. They can need what is in it.
	Outside    []Object
	Privileges bool        // privileges are managed
	slots      []slot      // in the order in which their keys came
	places     map[Key]int // of the slots
	sorted     []int       // places of the objects in the order of their keys, as they were when last asked for
	added      []int       // places of objects that came since
	stale      bool        // sorted or added may have places of objects that were deleted since
	gone       int         // slots whose objects were deleted
}

// slot is where the object of a key stays while the schema lives, so that one that is put in place of another
// is met by the loops that go on.
type slot struct {
	key    Key
	object Object // nil once it was deleted
}

// Put adds o, replacing an object of the same key.
func (s *Schema) Put(o Object) {
	k := o.Key()
	i, known := s.places[k]
	switch {
	case !known:
		s.add(k, o)
		return
	case s.slots[i].object == nil:
		s.gone--
		s.added = append(s.added, i)
	}
	s.slots[i].object = o
}

// add gives an object of a new key a slot.
func (s *Schema) add(k Key, o Object) {
	if s.places == nil {
		s.places = make(map[Key]int)
	}
	i := len(s.slots)
	s.places[k], s.added = i, append(s.added, i)
	s.slots = append(s.slots, slot{k, o})
}

// Grow makes room for about so many more objects: a map that grows as it is filled is copied again and again.
func (s *Schema) Grow(n int) {
	places := make(map[Key]int, len(s.places)+n)
	maps.Copy(places, s.places)
	s.places, s.slots = places, slices.Grow(s.slots, n)
}

// Delete removes the object named k, if there is one.
func (s *Schema) Delete(k Key) {
	i, known := s.places[k]
	if !known || s.slots[i].object == nil {
		return
	}
	s.slots[i].object, s.stale = nil, true
	s.gone++
}

// Get returns the object named k, or nil.
func (s *Schema) Get(k Key) Object {
	if i, known := s.places[k]; known {
		return s.slots[i].object
	}
	return nil
}

// Len is the number of top-level objects.
func (s *Schema) Len() int { return len(s.slots) - s.gone }

// All yields the top-level objects in key order.
func (s *Schema) All() iter.Seq[Object] {
	order := s.order()
	return func(yield func(Object) bool) {
		for _, i := range order {
			if o := s.slots[i].object; o != nil && !yield(o) {
				return
			}
		}
	}
}

// order lists the places of the objects in the order of their keys. A list that was given away is not
// changed: All may be reading it.
func (s *Schema) order() []int {
	if len(s.added) > 0 || s.stale {
		slices.SortFunc(s.added, s.compare)
		s.sorted = s.merged(s.sorted, s.added)
		s.added, s.stale = nil, false
	}
	return s.sorted
}

// compare orders places by the keys that they are of.
func (s *Schema) compare(i, j int) int { return CompareKeys(s.slots[i].key, s.slots[j].key) }

// merged is a new list of two that are sorted, without repetitions and without what was deleted.
func (s *Schema) merged(a, b []int) []int {
	out := make([]int, 0, len(a)+len(b))
	for len(a)+len(b) > 0 {
		var next int
		if len(b) == 0 || len(a) > 0 && s.compare(a[0], b[0]) <= 0 {
			next, a = a[0], a[1:]
		} else {
			next, b = b[0], b[1:]
		}
		if s.slots[next].object != nil && (len(out) == 0 || out[len(out)-1] != next) {
			out = append(out, next)
		}
	}
	return out
}

// Clone returns a schema that holds the same objects and can be changed apart.
func (s *Schema) Clone() *Schema {
	c := *s
	if s.gone > len(s.slots)/2 {
		c.refill(s)
		return &c
	}
	c.places, c.slots, c.added = maps.Clone(s.places), slices.Clone(s.slots), slices.Clone(s.added)
	return &c
}

// refill takes the objects of another schema, without the slots of deleted ones.
func (s *Schema) refill(from *Schema) {
	s.empty(from.Len())
	for _, x := range from.slots {
		if x.object != nil {
			s.add(x.key, x.object)
		}
	}
}

// empty forgets all objects, and makes room for so many.
func (s *Schema) empty(n int) {
	s.slots, s.places = make([]slot, 0, n), make(map[Key]int, n)
	s.sorted, s.added, s.stale, s.gone = nil, nil, false, 0
}

// With returns a schema that also holds the objects, in place of those of the same keys. The
// schema itself does not change.
func (s *Schema) With(objects ...Object) *Schema {
	if len(objects) == 0 {
		return s
	}
	c := s.Clone()
	for _, o := range objects {
		c.Put(o)
	}
	return c
}

// Without returns a schema that does not hold the objects named. The schema itself does not
// change.
func (s *Schema) Without(keys ...Key) *Schema {
	if !slices.ContainsFunc(keys, func(k Key) bool { return s.Get(k) != nil }) {
		return s
	}
	c := s.Clone()
	for _, k := range keys {
		c.Delete(k)
	}
	return c
}

// Only returns a schema that holds the objects named and no others. The schema itself does not
// change.
func (s *Schema) Only(keys ...Key) *Schema {
	c := *s
	c.empty(len(keys))
	for _, k := range keys {
		if o := s.Get(k); o != nil {
			c.Put(o)
		}
	}
	return &c
}

// CompareKeys orders keys by schema, table, kind and name.
func CompareKeys(a, b Key) int {
	if c := cmp.Compare(a.Schema, b.Schema); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Table, b.Table); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Kind, b.Kind); c != 0 {
		return c
	}
	return cmp.Compare(a.Name, b.Name)
}

// Note names something that was seen and is not managed, and why.
type Note struct {
	Class   NoteClass
	Subject string // "INSERT INTO users", "virtual table docs"
	Pos     Pos    // zero for what came from a database
	Reason  string
}

// NoteClass is the reason why a thing was left out.
type NoteClass string

// The classes of notes. Only Unsupported is an error under --strict. Unverified
// marks a pair of expressions taken for equal although no server has confirmed it, Unmanaged a
// difference that is left alone because its kind is not managed.
const (
	Ignored     NoteClass = "ignored"
	Unmanaged   NoteClass = "not managed"
	Unsupported NoteClass = "not supported"
	Unverified  NoteClass = "unverified"
)
