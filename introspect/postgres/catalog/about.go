package catalog

// Facts about objects of every kind, that no statement holds: they are put into the model by the row of the
// catalog that they are about, once the text is parsed.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// columnOwners are the kinds of objects that columns and constraints can be of.
var columnOwners = schema.KindsWith(schema.InPostgres | schema.ColumnOwner)

// shared finds what all kinds share of the object that a key names.
func shared(s *schema.Schema, k schema.Key) *pgmodel.Shared {
	if o, ok := s.Get(k).(pgmodel.Object); ok {
		return o.Common()
	}
	if x := partitionIndex(s, k); x != nil {
		return &x.Shared
	}
	for _, kind := range columnOwners {
		if o, ok := s.Get(schema.Key{Kind: kind, Schema: k.Schema, Name: k.Table}).(pgmodel.PartOwner); ok {
			if part := o.Part(k); part != nil {
				return part
			}
		}
	}
	return nil
}

// partitionIndex is the index of a partition that a key of an index or a constraint names, or nil.
func partitionIndex(s *schema.Schema, k schema.Key) *pgmodel.PartitionPart {
	if k.Table == "" || k.Kind != schema.KindIndex && k.Kind != schema.KindForeign && !k.Kind.Has(schema.Indexed) {
		return nil
	}
	t, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}).(*pgmodel.Table)
	if !ok {
		return nil
	}
	if k.Kind == schema.KindForeign {
		return t.PartitionConstraintNamed(k.Name)
	}
	return t.PartitionIndexNamed(k.Name)
}

// about runs do on what a row of a catalog is, once the model is made. What every database begins
// with is in the model only where it is not so any more.
func (r *Reader) about(id objectID, do func(*pgmodel.Shared)) {
	r.inModel(func(s *schema.Schema) {
		k, ok := r.key(id)
		if !ok {
			return
		}
		if s.Get(k) == nil && pgmodel.InEveryDatabase(k) {
			s.Put(pgmodel.NewInitial(k))
		}
		if b := shared(s, k); b != nil {
			do(b)
		}
		if o := s.Get(k); o != nil && pgmodel.IsInitial(o) {
			s.Delete(k)
		}
	})
}

// bareClass is the name of a catalog without its schema.
func bareClass(class string) string {
	const prefix = "pg_catalog."
	if len(class) > len(prefix) && class[:len(prefix)] == prefix {
		return class[len(prefix):]
	}
	return class
}
