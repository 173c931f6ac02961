package postgres

// CLUSTER and ALTER TABLE … CLUSTER ON mark the index by which the rows of a table or
// materialized view are ordered. The mark is part of the schema; the order of the rows is not.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func (l *loader) cluster(n *pg.ClusterStmt) error {
	if n.Relation == nil || n.Indexname == "" {
		l.note(schema.Ignored, 0, head(l.st.SQL), "it makes no object")
		return nil
	}
	k, err := l.relation(n.Relation)
	if err != nil {
		return err
	}
	switch o := l.mutable(k).(type) {
	case *pgmodel.Table:
		return l.clusterOn(o, n.Indexname)
	case *pgmodel.View:
		return l.clusterView(o.ID, n.Indexname)
	}
	return l.st.ErrorAt(n.Relation.Location, "%s has no rows to put in order", k.Object())
}

// clusterOn marks the index, or the key whose index has that name, as the one
// that CLUSTER orders the table by.
func (l *loader) clusterOn(t *pgmodel.Table, index string) error {
	found := index == ""
	for _, c := range t.Constraints {
		c.Clustered = index != "" && c.Name == index && c.Kind.Has(schema.Indexed)
		found = found || c.Clustered
	}
	for _, x := range t.PartitionIndexes {
		x.Clustered = index != "" && x.Name == index
		found = found || x.Clustered
	}
	k := schema.Key{Kind: schema.KindIndex, Schema: t.ID.Schema, Name: index}
	if _, ok := l.out.Get(k).(*pgmodel.Index); !found && !ok {
		return l.missingf(0, "index %s does not exist", pgmodel.Quote(index))
	}
	for _, o := range l.objectsOn(t.ID) {
		if x, ok := o.(*pgmodel.Index); ok && x.Table == t.ID && x.Clustered != (x.ID == k) {
			l.mutable(x.ID).(*pgmodel.Index).Clustered = x.ID == k
		}
	}
	return nil
}

// clusterView marks the index that CLUSTER orders a materialized view by; "" for none.
func (l *loader) clusterView(view schema.Key, index string) error {
	k := schema.Key{Kind: schema.KindIndex, Schema: view.Schema, Name: index}
	if index != "" && l.out.Get(k) == nil {
		return l.missingf(0, "index %s does not exist", pgmodel.Quote(index))
	}
	for _, o := range l.objectsOn(view) {
		if x, ok := o.(*pgmodel.Index); ok && x.Table == view && x.Clustered != (x.ID == k) {
			l.mutable(x.ID).(*pgmodel.Index).Clustered = x.ID == k
		}
	}
	return nil
}
