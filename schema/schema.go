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
	Privileges bool // privileges are managed
	objects    map[Key]Object
	sorted     []Key // keys of objects in order, as they were when last asked for
	added      []Key // keys that were added since
	gone       bool  // sorted or added may have keys that were deleted since
}

// Put adds o, replacing an object of the same key.
func (s *Schema) Put(o Object) {
	if s.objects == nil {
		s.objects = make(map[Key]Object)
	}
	k := o.Key()
	if _, known := s.objects[k]; !known {
		s.added = append(s.added, k)
	}
	s.objects[k] = o
}

// Delete removes the object named k, if there is one.
func (s *Schema) Delete(k Key) {
	if _, there := s.objects[k]; !there {
		return
	}
	delete(s.objects, k)
	s.gone = true
}

// Get returns the object named k, or nil.
func (s *Schema) Get(k Key) Object { return s.objects[k] }

// Len is the number of top-level objects.
func (s *Schema) Len() int { return len(s.objects) }

// All yields the top-level objects in key order.
func (s *Schema) All() iter.Seq[Object] {
	keys := s.keys()
	return func(yield func(Object) bool) {
		for _, k := range keys {
			if o, there := s.objects[k]; there && !yield(o) {
				return
			}
		}
	}
}

// keys lists the keys of the objects in order. A list that was given away is not changed:
// All may be reading it.
func (s *Schema) keys() []Key {
	if len(s.added) > 0 || s.gone {
		slices.SortFunc(s.added, CompareKeys)
		s.sorted = mergeKeys(s.sorted, s.added, func(k Key) bool { return s.objects[k] != nil })
		s.added, s.gone = nil, false
	}
	return s.sorted
}

// mergeKeys is a new list of two that are sorted, of what is kept and without repetitions.
func mergeKeys(a, b []Key, keep func(Key) bool) []Key {
	out := make([]Key, 0, len(a)+len(b))
	for len(a)+len(b) > 0 {
		var next Key
		if len(b) == 0 || len(a) > 0 && CompareKeys(a[0], b[0]) <= 0 {
			next, a = a[0], a[1:]
		} else {
			next, b = b[0], b[1:]
		}
		if keep(next) && (len(out) == 0 || out[len(out)-1] != next) {
			out = append(out, next)
		}
	}
	return out
}

// Clone returns a schema that holds the same objects and can be changed apart.
func (s *Schema) Clone() *Schema {
	c := *s
	c.objects = maps.Clone(s.objects)
	c.added = slices.Clone(s.added)
	return &c
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
	if !slices.ContainsFunc(keys, func(k Key) bool { return s.objects[k] != nil }) {
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
	c.objects, c.sorted, c.added, c.gone = make(map[Key]Object, len(keys)), nil, nil, false
	for _, k := range keys {
		if o := s.objects[k]; o != nil {
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
