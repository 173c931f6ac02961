// Package related keeps a schema while migrations change it, and finds the part of it that one of
// them is about. A file of migrations comes in; what it names, what belongs to that and what
// depends on it goes out as a schema of its own. So the thousandth migration costs as much as the
// tenth, where folding each onto everything before it would cost the square of their number.
//
// Names are found by words: the text of a file, and the attributes of objects, are split into
// words whatever they mean. A word that only looks like a name makes the part larger and does no
// harm; what might depend on all objects gets all of them (see wants).
package related

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// small is how many objects a schema may have that is handed out whole.
const small = 32

// State is a schema that migrations change, with the words by which its objects are found.
type State struct {
	unknown   bool
	small     int // how many objects are handed out whole
	all       *schema.Schema
	words     map[schema.Key][]string            // that an object mentions, sorted
	named     map[string]map[schema.Key]bool     // objects by the first word of their names
	mentioned map[string][]schema.Key            // objects by the words that they mention, or did before: see mentions
	parts     map[schema.Key]map[schema.Key]bool // objects that belong to a relation
	general   map[schema.Key]bool                // objects that any statement may depend on
	compiled  map[schema.Key]bool                // views and triggers that SQLite compiles on ALTER TABLE

	fields []schema.Field // of the object at hand, and its words: lists that are used again
	list   []string
}

// New makes the state of a schema, which is not changed; nil is an unknown one, of which there
// is no part until something replaces it.
func New(from *schema.Schema, dialect schema.Dialect) *State {
	unknown := from == nil
	if unknown {
		from = &schema.Schema{Dialect: dialect}
	}
	s := &State{unknown: unknown, small: small, all: from.Clone(), words: map[schema.Key][]string{}, named: map[string]map[schema.Key]bool{},
		mentioned: map[string][]schema.Key{}, parts: map[schema.Key]map[schema.Key]bool{},
		general: map[schema.Key]bool{}, compiled: map[schema.Key]bool{}}
	for o := range from.All() {
		s.enter(o)
	}
	return s
}

// Schema is everything there is now. It changes with the state.
func (s *State) Schema() *schema.Schema { return s.all }

// Part returns the part of the schema that a migration is about; nil where the schema is unknown.
func (s *State) Part(sql string) *schema.Schema {
	if s.unknown {
		return nil
	}
	if s.all.Len() <= s.small {
		return s.all.Clone()
	}
	w := readWanted(sql)
	if w.everything {
		return s.all.Clone()
	}
	c := &closure{state: s, level: map[schema.Key]level{}}
	for k := range s.general {
		c.reach(k, leaf)
	}
	if w.compiles {
		for k := range s.compiled {
			c.reach(k, open)
		}
	}
	for word := range w.mentioned {
		for k := range s.named[word] {
			c.reach(k, subject)
		}
	}
	for word := range w.changed {
		for k := range s.named[word] {
			c.reach(k, changed)
		}
	}
	c.run()
	keys := make([]schema.Key, 0, len(c.level))
	for k := range c.level {
		keys = append(keys, k)
	}
	return s.all.Only(keys...)
}

// Replace puts what a migration made of a part in the place of that part.
func (s *State) Replace(part, result *schema.Schema) {
	if part == nil {
		part = &schema.Schema{}
	}
	s.unknown = false
	for o := range part.All() {
		if result.Get(o.Key()) == nil {
			s.leave(o.Key())
			s.all.Delete(o.Key())
		}
	}
	for o := range result.All() {
		if s.all.Get(o.Key()) != o {
			s.enter(o)
			s.all.Put(o)
		}
	}
	s.all.Version, s.all.Notes, s.all.Opaque, s.all.Borrowed = result.Version, result.Notes, result.Opaque, result.Borrowed
	s.all.Role, s.all.Unmanaged, s.all.Privileges = result.Role, result.Unmanaged, result.Privileges
}

// enter adds an object to the lists, in the place of one of the same key.
func (s *State) enter(o schema.Object) {
	k := o.Key()
	known, there := s.words[k]
	list := s.wordsOf(o)
	if there && slices.Equal(known, list) {
		return
	}
	for _, w := range list {
		if _, had := slices.BinarySearch(known, w); !had {
			s.mentioned[w] = append(s.mentioned[w], k)
		}
	}
	if there {
		s.leave(k)
	}
	s.words[k] = slices.Clone(list)
	insert(s.named, firstWord(k.Name), k)
	if on := relationOf(o); on != (schema.Key{}) {
		insert(s.parts, on, k)
	}
	if isGeneral(k.Kind) || firstWord(k.Name) == "" {
		s.general[k] = true
	}
	if k.Schema == "" && (k.Kind == schema.KindView || k.Kind == schema.KindTrigger) {
		s.compiled[k] = true
	}
}

// leave takes an object out of the lists.
func (s *State) leave(k schema.Key) {
	remove(s.named, firstWord(k.Name), k)
	if o := s.all.Get(k); o != nil {
		remove(s.parts, relationOf(o), k)
	}
	delete(s.words, k)
	delete(s.general, k)
	delete(s.compiled, k)
}

// mentions are the objects that mention a word: the list may hold what does so no more, and some
// twice, since nothing is taken out of it.
func (s *State) mentions(word string) []schema.Key {
	return slices.DeleteFunc(slices.Clone(s.mentioned[word]), func(k schema.Key) bool {
		_, still := slices.BinarySearch(s.words[k], word)
		return !still
	})
}

// relationOf is the relation that an object belongs to, whatever its kind, or the zero Key.
func relationOf(o schema.Object) schema.Key {
	k := schema.RelationOf(o)
	return schema.Key{Schema: k.Schema, Name: k.Name}
}

func insert[K comparable](lists map[K]map[schema.Key]bool, at K, k schema.Key) {
	if lists[at] == nil {
		lists[at] = map[schema.Key]bool{}
	}
	lists[at][k] = true
}

func remove[K comparable](lists map[K]map[schema.Key]bool, at K, k schema.Key) {
	delete(lists[at], k)
	if len(lists[at]) == 0 {
		delete(lists, at)
	}
}

// isGeneral reports whether objects of a kind may matter to statements that do not name them:
// schemas, extensions, casts and the like, of which there are few.
func isGeneral(k schema.Kind) bool {
	if k.Has(schema.Relation) || k.Has(schema.RowSource) || k.Has(schema.UserType) || k.IsPart() {
		return false
	}
	switch k {
	case schema.KindIndex, schema.KindTrigger, schema.KindRule, schema.KindPolicy, schema.KindStatistics,
		schema.KindFunction, schema.KindProcedure, schema.KindAggregate, schema.KindVirtual:
		return false
	}
	return true
}
