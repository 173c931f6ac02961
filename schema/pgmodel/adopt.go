package pgmodel

import (
	"github.com/schemadiff/schemadiff/schema"
	"slices"
)

// partOwners are the kinds whose parts are objects of their own.
var partOwners = schema.KindsWith(schema.InPostgres | schema.PartOwner)

// Adopt puts the database's version of an object, or of a part of one, in the
// place of the desired one, which means the same. Where the files define it and
// what hints they give stays.
func Adopt(s *schema.Schema, from, to schema.Object) {
	o := from.(Object).Clone()
	o.Base().At, o.Base().Was = to.Base().At, to.Base().Was
	if s.Get(to.Key()) != nil {
		s.Put(o)
		return
	}
	k := to.Key()
	for _, kind := range partOwners {
		switch owner := s.Get(schema.Key{Kind: kind, Schema: k.Schema, Name: k.Table}).(type) {
		case *Table:
			adoptIn(owner.Columns, to, o)
			adoptIn(owner.Constraints, to, o)
		case *Domain:
			adoptIn(owner.Checks, to, o)
		}
	}
}

func adoptIn[T comparable](list []T, to schema.Object, o Object) {
	wanted, ok := any(to).(T)
	adopted, ok2 := any(o).(T)
	if i := slices.Index(list, wanted); ok && ok2 && i >= 0 {
		list[i] = adopted
	}
}

// AdoptImplicit takes schemas that files use and do not create as the database
// has them.
func AdoptImplicit(s *schema.Schema, from *schema.Schema) {
	for _, o := range slices.Collect(s.All()) {
		if p, ok := o.(*Schema); ok && p.Implicit {
			if was, ok := from.Get(p.Key()).(*Schema); ok {
				Adopt(s, was, p)
			}
		}
	}
}

// AdoptHidden puts what only the database knows of an object, or may not tell, into
// the desired one, so that it is not compared: the comment that an extension brings, the
// options of a user mapping and the connection of a subscription. It says whether there
// was such a thing.
func AdoptHidden(s *schema.Schema, from, to schema.Object) bool {
	switch was := from.(type) {
	case *Extension:
		if e, ok := to.(*Extension); ok && was.DefaultComment != "" && e.DefaultComment == "" {
			o := e.Clone().(*Extension)
			o.DefaultComment = was.DefaultComment
			s.Put(o)
			return true
		}
	case *UserMapping:
		if m, ok := to.(*UserMapping); ok && was.Hidden {
			o := m.Clone().(*UserMapping)
			o.Hidden, o.Options = true, was.Options
			s.Put(o)
			return true
		}
	case *Subscription:
		if m, ok := to.(*Subscription); ok && was.Hidden {
			o := m.Clone().(*Subscription)
			o.Hidden, o.Connection = true, was.Connection
			s.Put(o)
			return true
		}
	}
	return false
}
