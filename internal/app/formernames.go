package app

// A plan that reverts a migration renames what the migration has renamed, so that rows stay. The
// statements of the migration are followed from the names at its start to those at its end; what
// it made or dropped in between has no name to go back to. A table that is rebuilt (created under
// another name, filled, and given the name of the one that is dropped) continues that one.

import (
	"maps"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// formerNames are the renames that revert those of a migration, as --rename spells them: the name
// at the end to the one at the start; round has names that go round among them. start and end are the schemas before and after it.
func formerNames(start, end *schema.Schema, statements []schema.Statement, round bool) map[string]string {
	f := &follower{start: start, now: map[schema.Key]*followed{}, last: map[schema.Key]*followed{}}
	for _, st := range statements {
		for _, a := range st.Acts {
			f.act(a)
		}
	}
	out := map[string]string{}
	for k, o := range f.now {
		if o.first == (schema.Key{}) { // made here: it may continue what had the name before
			if before := f.last[k]; before != nil && before.dropped {
				o = before
			}
		}
		o.revert(k, start, end, round, out)
	}
	return out
}

// followed is an object on its way through a migration.
type followed struct {
	first   schema.Key        // at the start; zero if the migration made it
	columns map[string]string // present names of columns that were renamed to the first ones
	dropped bool
}

// follower knows what the objects that statements name were at the start.
type follower struct {
	start *schema.Schema
	now   map[schema.Key]*followed // by their present names, of objects that any statement is about
	last  map[schema.Key]*followed // that had a name before what has it now
}

// named is a key for any kind of object with a name of its own.
func (f *follower) named(k schema.Key) schema.Key {
	out := schema.Key{Schema: k.Schema, Name: k.Name}
	if k.Schema == "" && f.now[out] == nil && findNamed(f.start, out).Name == "" {
		for _, space := range schema.DefaultSpaces() {
			if there := (schema.Key{Schema: space, Name: k.Name}); f.now[there] != nil || findNamed(f.start, there).Name != "" {
				return there
			}
		}
	}
	return out
}

// object finds the object that has a name now.
func (f *follower) object(k schema.Key) *followed {
	if f.now[k] == nil {
		f.now[k] = &followed{first: findNamed(f.start, k), columns: map[string]string{}}
	}
	return f.now[k]
}

func (f *follower) act(a schema.Act) {
	if a.Temp || a.On.Name == "" {
		return
	}
	k := f.named(a.On)
	switch a.Verb {
	case schema.Renames:
		if a.Kind == "constraint" {
			return
		}
		to := schema.Key{Schema: k.Schema, Name: a.To}
		o := f.object(k)
		f.last[k] = o
		delete(f.now, k)
		f.now[to] = o
	case schema.RenamesColumn:
		o := f.object(k)
		was := a.Name
		if first, again := o.columns[a.Name]; again {
			was = first
			delete(o.columns, a.Name)
		}
		o.columns[a.To] = was
	case schema.DropsColumn:
		delete(f.object(k).columns, a.Name)
	case schema.Drops:
		o := f.object(k)
		o.dropped = true
		if f.last[k] == nil || o.first != (schema.Key{}) {
			f.last[k] = o
		}
		delete(f.now, k)
	case schema.Creates:
		if a.Kind.Has(schema.Relation) && !(a.IfNotExists && a.Known) && f.now[k] == nil && findNamed(f.start, k).Name == "" {
			f.now[k] = &followed{columns: map[string]string{}}
		}
	}
}

// revert adds the renames of one object and its columns whose names are free, or, where the planner can let names go
// round, become free by another rename.
func (o *followed) revert(k schema.Key, start, end *schema.Schema, round bool, out map[string]string) {
	before, after := start.Get(o.first), findNamed(end, k)
	if before == nil || after.Name == "" || strings.Contains(k.Name+o.first.Name, ".") {
		return
	}
	full := func(k schema.Key) string {
		if k.Schema == "" {
			return k.Name
		}
		return k.Schema + "." + k.Name
	}
	if k.Name != o.first.Name && (round || findNamed(start, k).Name == "") {
		out[full(k)] = full(o.first)
	}
	then, now := columnsOf(before), columnsOf(end.Get(after))
	for name, was := range maps.All(o.columns) {
		free := !then[name] && !now[was]
		if name != was && then[was] && now[name] && (free || round) && !strings.Contains(name+was, ".") {
			out[full(o.first)+"."+name] = was
		}
	}
}

// columnsOf are the names of the columns of an object.
func columnsOf(o schema.Object) map[string]bool {
	out := map[string]bool{}
	if c, ok := o.(schema.Composite); ok {
		for _, p := range c.Parts() {
			if k := p.Key(); k.Kind == schema.KindColumn {
				out[k.Name] = true
			}
		}
	}
	return out
}

// renamable are the kinds of objects that hints can rename and that acts name.
var renamable = append(schema.KindsWith(schema.Relation), schema.KindVirtual, schema.KindEnum, schema.KindDomain, schema.KindComposite)

// findNamed is the key of the object of a name, whatever its kind; the zero Key if there is none.
func findNamed(s *schema.Schema, k schema.Key) schema.Key {
	for _, kind := range renamable {
		if o := s.Get(schema.Key{Kind: kind, Schema: k.Schema, Name: k.Name}); o != nil {
			return o.Key()
		}
	}
	return schema.Key{}
}
