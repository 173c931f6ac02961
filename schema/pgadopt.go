package schema

import "slices"

// AdoptPg puts the database's version of an object, or of a part of one, in the
// place of the desired one, which means the same. Where the files define it and
// what hints they give stays.
func AdoptPg(s *Schema, from, to Object) {
	o := from.(PgObject).Clone()
	o.Base().At, o.Base().Was = to.Base().At, to.Base().Was
	if s.Get(to.Key()) != nil {
		s.Put(o)
		return
	}
	k := to.Key()
	for _, kind := range []Kind{KindTable, KindForeignTable, KindDomain} {
		switch owner := s.Get(Key{Kind: kind, Schema: k.Schema, Name: k.Table}).(type) {
		case *PgTable:
			adoptIn(owner.Columns, to, o)
			adoptIn(owner.Constraints, to, o)
		case *PgDomain:
			adoptIn(owner.Checks, to, o)
		}
	}
}

func adoptIn[T comparable](list []T, to Object, o PgObject) {
	wanted, ok := any(to).(T)
	adopted, ok2 := any(o).(T)
	if i := slices.Index(list, wanted); ok && ok2 && i >= 0 {
		list[i] = adopted
	}
}

// AdoptImplicitPg takes schemas that files use and do not create as the database
// has them.
func AdoptImplicitPg(s *Schema, from *Schema) {
	for _, o := range slices.Collect(s.All()) {
		if p, ok := o.(*PgSchema); ok && p.Implicit {
			if was, ok := from.Get(p.Key()).(*PgSchema); ok {
				AdoptPg(s, was, p)
			}
		}
	}
}

// AdoptHiddenPg puts what only the database knows of an object, or may not tell, into
// the desired one, so that it is not compared: the comment that an extension brings, the
// options of a user mapping and the connection of a subscription. It says whether there
// was such a thing.
func AdoptHiddenPg(s *Schema, from, to Object) bool {
	switch was := from.(type) {
	case *PgExtension:
		if e, ok := to.(*PgExtension); ok && was.DefaultComment != "" && e.DefaultComment == "" {
			o := e.Clone().(*PgExtension)
			o.DefaultComment = was.DefaultComment
			s.Put(o)
			return true
		}
	case *PgUserMapping:
		if m, ok := to.(*PgUserMapping); ok && was.Hidden {
			o := m.Clone().(*PgUserMapping)
			o.Hidden, o.Options = true, was.Options
			s.Put(o)
			return true
		}
	case *PgSubscription:
		if m, ok := to.(*PgSubscription); ok && was.Hidden {
			o := m.Clone().(*PgSubscription)
			o.Hidden, o.Connection = true, was.Connection
			s.Put(o)
			return true
		}
	}
	return false
}
