package pgmodel

// What every database begins with and statements can change all the same: the schema public, and
// the extension plpgsql with its language. They are objects only where their comment, owner or
// privileges are not those of a new database, so that no plan creates or drops them.

import "github.com/schemadiff/schemadiff/schema"

// InEveryDatabase reports whether a key is that of the schema public or the extension plpgsql.
func InEveryDatabase(k schema.Key) bool {
	return k == schema.Key{Kind: schema.KindSchema, Name: "public"} || k == schema.Key{Kind: schema.KindExtension, Name: "plpgsql"}
}

// NewInitial is an object as every database begins with it; nil for another key.
func NewInitial(k schema.Key) Object {
	switch {
	case !InEveryDatabase(k):
		return nil
	case k.Kind == schema.KindExtension:
		return &Extension{ID: k, Schema: "pg_catalog"}
	}
	s := &Schema{}
	s.Name = k.Name
	return s
}

// IsInitial reports whether an object is as every database begins with it.
func IsInitial(o schema.Object) bool {
	p, ok := o.(Object)
	if !ok || !InEveryDatabase(p.Key()) {
		return false
	}
	access := p.Common().Access()
	return p.Common().Comment == "" && access.Owner == "" && len(access.Grants) == 0
}
