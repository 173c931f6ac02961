package postgres

// Indexes of partitions that belong to an index of the partitioned table. The catalog has one
// index for each partition; the model keeps the parent's alone, so that ATTACH PARTITION removes any
// of the parent's shape (ddl-partitioning.html, section 5.12.2.2).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// attachIndexes forgets the partition's indexes that are like one of the parent:
// ATTACH makes them parts of it.
func (l *loader) attachIndexes(parent, child *pgmodel.Table) {
	like := map[string]bool{}
	for _, o := range l.objectsOn(parent.ID) {
		if x, ok := o.(*pgmodel.Index); ok && x.Table == parent.ID && !x.Only {
			like[indexShape(x)] = true
		}
	}
	for _, o := range l.objectsOn(child.ID) {
		if x, ok := o.(*pgmodel.Index); ok && x.Table == child.ID && like[indexShape(x)] {
			l.remove(x.ID)
		}
	}
}

// indexShape returns what an index is but for its name and table.
func indexShape(x *pgmodel.Index) string {
	bare := *x
	bare.Table, bare.Comment = schema.Key{}, ""
	var text strings.Builder
	for _, f := range bare.Fields() {
		text.WriteString(f.Name + "=" + f.Value + ";")
	}
	return text.String()
}

// ownedByParent reports whether a partition's key or reference is one that the
// parent has as well: ATTACH makes it the parent's.
func (l *loader) ownedByParent(p *pgmodel.Table, c *pgmodel.Constraint) bool {
	return slices.ContainsFunc(p.Constraints, func(o *pgmodel.Constraint) bool {
		return o.Kind == c.Kind && (c.Kind == schema.KindForeign || c.Kind == schema.KindPrimary || c.Kind == schema.KindUnique) &&
			slices.Equal(o.Columns, c.Columns) && o.References == c.References && slices.Equal(o.Extra().RefColumns, c.Extra().RefColumns)
	})
}

// attachIndex forgets an index, or the key of that name, that is a partition's
// part of a partitioned index.
func (l *loader) attachIndex(parent, k schema.Key) {
	if x, ok := l.mutable(parent).(*pgmodel.Index); ok {
		x.Only = false
	}
	if k.Kind == schema.KindIndex && l.out.Get(k) != nil {
		l.remove(k)
	}
}

func (l *loader) attachKey(rv *pg.RangeVar) {
	if c := l.keyNamed(rv.Schemaname, rv.Relname); c != nil {
		l.removeConstraint(l.mutable(c.Table).(*pgmodel.Table), c.Name)
	}
}
