package postgres

// Which objects use another one. Statements that drop objects or change types ask for it, and a file may have thousands of them:
// so the answer comes from an index, which is made when it is first asked for. Objects that changed after that are candidates
// whatever they use; when they are many, the index is recreated.

import (
	"maps"
	"slices"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// userIndex has the users of objects. Types are in it by their names alone.
type userIndex struct {
	users   map[schema.Key][]schema.Key
	changed map[schema.Key]bool
	size    int // how many objects there were
}

// candidates are the objects that may use one of some others: all that do, and a few more.
func (l *loader) candidates(used ...schema.Key) []schema.Object {
	if l.users == nil || len(l.users.changed) > fewChanged+l.users.size/8 {
		l.users = l.indexUsers()
	}
	keys := map[schema.Key]bool{}
	for _, k := range used {
		for _, name := range []schema.Key{k, {Schema: k.Schema, Name: k.Name}} {
			for _, u := range l.users.users[name] {
				keys[u] = true
			}
		}
	}
	maps.Copy(keys, l.users.changed)
	var list []schema.Object
	for _, k := range slices.SortedFunc(maps.Keys(keys), schema.CompareKeys) {
		if o := l.out.Get(k); o != nil {
			list = append(list, o)
		}
	}
	return list
}

// fewChanged is how many objects may change before the index of a small schema is recreated.
const fewChanged = 64

func (l *loader) indexUsers() *userIndex {
	x := &userIndex{users: map[schema.Key][]schema.Key{}, changed: map[schema.Key]bool{}}
	for o := range l.out.All() {
		x.size++
		by := o.Key()
		add := func(keys ...schema.Key) {
			for _, k := range keys {
				if list := x.users[k]; len(list) == 0 || list[len(list)-1] != by {
					x.users[k] = append(list, by)
				}
			}
		}
		eachUse(o, add)
	}
	return x
}

// eachUse calls add with what an object and its parts use, types by their names alone.
func eachUse(o schema.Object, add func(...schema.Key)) {
	if p, ok := o.(pgmodel.Object); ok {
		add(p.Common().Uses...)
	}
	switch o := o.(type) {
	case *pgmodel.Table:
		for _, c := range o.Constraints {
			add(c.Uses...)
		}
		for _, c := range o.Columns {
			add(c.Uses...)
			if in, word, ok := expr.SplitType(c.Type); ok {
				add(schema.Key{Schema: in, Name: word})
			}
		}
	case *pgmodel.Domain:
		for _, c := range o.Checks {
			add(c.Uses...)
		}
	}
}

// noteChanged keeps an object that was created or is about to change, for the index of users.
func (l *loader) noteChanged(k schema.Key) {
	if l.users != nil {
		l.users.changed[k] = true
	}
}
