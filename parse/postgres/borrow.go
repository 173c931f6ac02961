package postgres

// Objects that the files name and do not make: the users of a platform, the publication that it
// fills, a table that a DO block makes. Once all statements are folded, what is still missing is
// looked up in the database, and a copy of the object it has stands for the name. Such an object
// is the same on both sides of the comparison, so that nothing is done to it beyond what the
// files say. Schemas that the files fill lend nothing: what is missing there is a mistake.

import (
	"maps"
	"slices"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// live is the schema of the database, once it has been read; nil without a database.
func (l *loader) live() *schema.Schema {
	if l.env.Live == nil {
		return nil
	}
	if l.database == nil {
		if l.database = l.env.Live(); l.database == nil {
			l.database = &schema.Schema{}
		}
	}
	return l.database
}

// liveObject is the object that the database has; nil for none.
func (l *loader) liveObject(k schema.Key) schema.Object {
	if s := l.live(); s != nil {
		return s.Get(k)
	}
	return nil
}

// lends reports whether an object of a schema may stand for a name that the files do not make.
func (l *loader) lends(in, name string) bool {
	return in != "pg_catalog" && in != pgmodel.Journal && (!l.makes(in) || pgmodel.NamedIn(l.out.Opaque, name))
}

// borrow looks for a name among the objects of the database that have one of these kinds, and
// reports whether it stands for one from now on.
func (l *loader) borrow(in, n string, kinds ...schema.Kind) bool {
	if !l.borrowing || l.env.Live == nil || in != "" && !l.lends(in, n) {
		return false
	}
	found := false
	for _, k := range l.liveNames()[name{in, n}] {
		if slices.Contains(kinds, k.Kind) && l.out.Get(k) == nil {
			l.borrowObject(l.live().Get(k).(pgmodel.Object).Clone().(pgmodel.Object))
			found = true
		}
	}
	return found
}

// keepExtensions lets the extensions stand for themselves that the files use and do not create: they
// stay as the database has them.
func (l *loader) keepExtensions() {
	if !l.borrowing || l.ordered || l.env.Live == nil {
		return
	}
	var parts []schema.Object
	for o := range l.out.All() {
		l.useExtensions(o)
		if whole, ok := o.(schema.Composite); ok {
			parts = schema.PartsInto(parts[:0], whole)
			for _, part := range parts {
				l.useExtensions(part)
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(l.used)) {
		k := schema.Key{Kind: schema.KindExtension, Name: n}
		if n == "" || l.out.Get(k) != nil {
			continue
		}
		if o, ok := l.liveObject(k).(pgmodel.Object); ok {
			l.borrowObject(o.Clone().(pgmodel.Object))
		}
	}
}

// useExtensions notes the extensions that an object or a part of one uses.
func (l *loader) useExtensions(o schema.Object) {
	user, ok := o.(interface{ Common() *pgmodel.Shared })
	if !ok {
		return
	}
	for _, k := range user.Common().Uses {
		if k.Kind == schema.KindExtension {
			l.used[k.Name] = true
		}
	}
}

// unknown reports whether a name may mean anything, since there is no database to look it up in
// and the files do not make its schema.
func (l *loader) unknown(in, n string) bool {
	return l.borrowing && l.env.Live == nil && in != "" && l.lends(in, n)
}

// stub lets a table stand for itself of which nothing but the name is known.
func (l *loader) stub(in, n string) schema.Key {
	t := &pgmodel.Table{ID: schema.Key{Kind: schema.KindTable, Schema: in, Name: n}}
	t.Name = n
	l.borrowObject(t)
	l.note(schema.Ignored, 0, "table "+dotted(in, n), "the files name it and do not make it: nothing is known of it without a database")
	return t.ID
}

// liveNames are the objects of the database by name, without the types of their arguments.
func (l *loader) liveNames() map[name][]schema.Key {
	if l.databaseNames == nil {
		l.databaseNames = map[name][]schema.Key{}
		for o := range l.live().All() {
			k := o.Key()
			n := name{k.Schema, expr.BareName(k.Name)}
			l.databaseNames[n] = append(l.databaseNames[n], k)
		}
	}
	return l.databaseNames
}

func (l *loader) borrowObject(o pgmodel.Object) {
	k := o.Key()
	l.out.Put(o)
	l.makeOwn(k)
	l.out.Borrowed = append(l.out.Borrowed, k)
	l.register(o)
}

// isStub reports whether an object is borrowed and nothing is known of it.
func (l *loader) isStub(k schema.Key) bool {
	t, ok := l.out.Get(k).(*pgmodel.Table)
	return ok && len(t.Columns) == 0 && slices.Contains(l.out.Borrowed, k)
}
