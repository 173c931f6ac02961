package postgres

// The indexes that partitions have because a table above them has one. Statements on the
// partitioned table make, drop and rename them with their root; this file keeps that up, with their
// names, so that later statements can name them (ddl-partitioning.html, 5.12.2.2).

import (
	"cmp"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// rootsOf are the indexes and keys of a partitioned table that its partitions get: its own, in
// the order they were made, and those it has itself from a table above.
func (l *loader) rootsOf(t *pgmodel.Table) []*pgmodel.IndexRoot {
	var roots []*pgmodel.IndexRoot
	for _, x := range t.PartitionParts {
		if r := pgmodel.FindIndexRoot(l.out, x.Root); r != nil {
			roots = append(roots, r)
		}
	}
	for _, c := range t.Constraints {
		if c.Kind.Has(schema.Indexed) || c.Kind == schema.KindForeign {
			roots = append(roots, pgmodel.RootOfKey(c))
		}
	}
	for _, x := range l.indexesOn(t.ID) {
		roots = append(roots, pgmodel.RootOfIndex(x))
	}
	return roots
}

// indexesOn are the indexes of a table in the order they were made.
func (l *loader) indexesOn(table schema.Key) []*pgmodel.Index {
	var list []*pgmodel.Index
	for _, o := range l.objectsOn(table) {
		if x, ok := o.(*pgmodel.Index); ok && x.Table == table {
			list = append(list, x)
		}
	}
	slices.SortStableFunc(list, func(a, b *pgmodel.Index) int {
		if a.At.File != b.At.File {
			return 0
		}
		return cmp.Or(cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Col, b.At.Col))
	})
	return list
}

// indexPartitions gives the partitions of a table what they have of an index or key: an index
// of theirs that is like it, else one that the server makes.
func (l *loader) indexPartitions(table schema.Key, root *pgmodel.IndexRoot) {
	if l.catalog { // which has rows for them
		return
	}
	for _, child := range l.partitions(table) {
		l.indexPartition(child.ID, root)
	}
}

func (l *loader) indexPartition(k schema.Key, root *pgmodel.IndexRoot) {
	child := l.mutable(k).(*pgmodel.Table)
	if child.PartitionPart(root.Key) != nil {
		return
	}
	if local := l.likeRoot(child, root); local != (schema.Key{}) {
		l.attachTo(root, child, local)
		return
	}
	columns, label := root.MadeNames(root.Kind)
	x := &pgmodel.PartitionPart{Table: k, Root: root.Key, Kind: root.Kind, Automatic: true, Options: slices.Clone(root.Options), Tablespace: root.Tablespace}
	if root.Kind == schema.KindForeign {
		x.Name = root.Key.Name
		if child.Constraint(x.Name) != nil || child.PartitionConstraintNamed(x.Name) != nil {
			x.Name = l.constraintName(k, pgmodel.JoinNames(columns), label)
		}
	} else {
		x.Name = l.indexName(k, columns, label)
	}
	x.At = child.At
	l.addPartitionPart(child, x)
	l.indexPartitions(k, root)
}

// inheritIndexes gives a new partition what it has of the indexes and keys of its parent.
func (l *loader) inheritIndexes(child *pgmodel.Table) {
	parent, ok := l.out.Get(child.PartitionOf).(*pgmodel.Table)
	if !ok || l.catalog || child.ID.Kind != schema.KindTable {
		return
	}
	for _, root := range l.rootsOf(parent) {
		l.indexPartition(child.ID, root)
	}
}

func (l *loader) addPartitionPart(t *pgmodel.Table, x *pgmodel.PartitionPart) {
	x.Use(t.ID)
	t.PartitionParts = append(t.PartitionParts, x)
	l.nameIndex(x)
}

// yieldName gives an index of a partition that has a made-up name another one, where a statement
// needs that: the files may have come in another order than the server's. It reports whether k
// is such an index.
func (l *loader) yieldName(k schema.Key) bool {
	x := l.partitionPartOf(k)
	root := (*pgmodel.IndexRoot)(nil)
	if x != nil {
		root = pgmodel.FindIndexRoot(l.out, x.Root)
	}
	if root == nil || !x.Automatic {
		return false
	}
	columns, label := root.MadeNames(root.Kind)
	x.Name = l.indexName(x.Table, columns, label)
	delete(l.relations, name{k.Schema, k.Name})
	l.nameIndex(x)
	return true
}

// moveRoot has what belongs to one index or key belong to another.
func (l *loader) moveRoot(table, from, to schema.Key) {
	for _, child := range l.partitions(table) {
		if child.PartitionPart(from) == nil {
			continue
		}
		l.mutable(child.ID).(*pgmodel.Table).PartitionPart(from).Root = to
		l.moveRoot(child.ID, from, to)
	}
}

// partitionPartOf is the index of a partition that a key names, to be changed; nil for what is
// none.
func (l *loader) partitionPartOf(k schema.Key) *pgmodel.PartitionPart {
	if k.Kind != schema.KindIndex || k.Table == "" {
		return nil
	}
	t, ok := l.mutable(schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}).(*pgmodel.Table)
	if !ok {
		return nil
	}
	return t.PartitionIndexNamed(k.Name)
}

// alterPartitionPart applies one command of ALTER INDEX.
func (l *loader) alterPartitionPart(x *pgmodel.PartitionPart, cmd *pg.AlterTableCmd) error {
	switch cmd.Subtype {
	case pg.AlterTableType_AT_SetRelOptions:
		for _, s := range settings(cmd.Def.GetList().GetItems()) {
			x.Options = setting(x.Options, s.Name, s.Value)
		}
	case pg.AlterTableType_AT_ResetRelOptions:
		for _, s := range settings(cmd.Def.GetList().GetItems()) {
			x.Options = unset(x.Options, s.Name)
		}
	case pg.AlterTableType_AT_SetTableSpace:
		x.Tablespace = defaultTablespace(cmd.Name)
	case pg.AlterTableType_AT_SetStatistics:
		column := itoa(cmd.Num)
		if target := valueText(cmd.Def); target == "-1" {
			x.Statistics = unset(x.Statistics, column)
		} else {
			x.Statistics = setting(x.Statistics, column, target)
		}
	case pg.AlterTableType_AT_AttachPartition:
		return l.attachIndex(x.ID(), cmd.Def.GetPartitionCmd().GetName())
	case pg.AlterTableType_AT_ChangeOwner:
	default:
		l.unsupported(0, "%s of %s", cmd.Subtype, x.ID())
	}
	return nil
}

// renamePartitionPart gives an index of a partition another name.
func (l *loader) renamePartitionPart(x *pgmodel.PartitionPart, to string) error {
	if k, taken := l.relations[name{x.Table.Schema, to}]; taken && x.Kind != schema.KindForeign {
		return l.st.ErrorAt(0, "%s exists already%s", k, l.firstDefinition(k))
	}
	l.forgetIndexName(x)
	t := l.mutable(x.Table).(*pgmodel.Table)
	if x.Kind != schema.KindForeign && t.ReplicaIdentity == "index "+x.Name {
		t.ReplicaIdentity = "index " + to
	}
	x.Name = to
	l.nameIndex(x)
	return nil
}

// settlePartitionParts finds out which indexes of partitions are as the server makes them.
func (l *loader) settlePartitionParts() {
	pgmodel.SettlePartitionParts(l.out, func(t *pgmodel.Table) *pgmodel.Table { return l.mutable(t.ID).(*pgmodel.Table) })
}
