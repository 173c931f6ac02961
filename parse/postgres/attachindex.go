package postgres

// How an index or key of a partition becomes a part of one of the partitioned table: by ALTER
// INDEX … ATTACH PARTITION, and without a word where the server finds one that is like it
// (indexcmds.c, DefineIndex and CompareIndexInfo).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// likeRoot is the index or key of a partition that the server takes for its part of a root; the
// zero Key if there is none. A key is like a key of its kind; an index is like either.
func (l *loader) likeRoot(child *pgmodel.Table, root *pgmodel.IndexRoot) schema.Key {
	want := l.rootIndex(root.Key)
	like := func(x *pgmodel.Index) bool {
		if !sameColumns(x, want) {
			return false
		}
		if x.HasExtra() || want.HasExtra() || slices.ContainsFunc(x.Parts, mayWait) || slices.ContainsFunc(want.Parts, mayWait) {
			st := l.st
			l.finish()
			l.st = st
		}
		return x.Shape() == l.rootIndex(root.Key).Shape()
	}
	for _, c := range child.Constraints {
		if c.Kind.Has(schema.Indexed) && (c.Kind == root.Kind || root.Kind == schema.KindIndex) && like(pgmodel.IndexOfKey(c)) {
			return c.Key()
		}
	}
	if root.Kind != schema.KindIndex {
		return schema.Key{}
	}
	for _, x := range l.indexesOn(child.ID) {
		if like(x) {
			return x.ID
		}
	}
	return schema.Key{}
}

// mayWait reports whether an element of an index is known only when all names are: an expression,
// and what may be the default of its type.
func mayWait(p pgmodel.Part) bool { return p.Column == "" || p.OpClass != "" || p.Collation != "" }

// sameColumns reports whether two indexes agree in what is known of them at once.
func sameColumns(a, b *pgmodel.Index) bool {
	return a.Method == b.Method && a.Unique == b.Unique && a.NullsNotDistinct == b.NullsNotDistinct && slices.Equal(a.Extra().Include, b.Extra().Include) &&
		slices.EqualFunc(a.Parts, b.Parts, func(p, q pgmodel.Part) bool { return p.Column == q.Column })
}

// rootIndex is the index of a root: itself, or that of the key.
func (l *loader) rootIndex(k schema.Key) *pgmodel.Index {
	if x, ok := l.out.Get(k).(*pgmodel.Index); ok {
		return x
	}
	t := l.out.Get(schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}).(*pgmodel.Table)
	return pgmodel.IndexOfKey(t.Constraint(k.Name))
}

// attachTo makes an index or key of a partition the part that it has of a root. What belonged to
// it belongs to the root from now on.
func (l *loader) attachTo(root *pgmodel.IndexRoot, child *pgmodel.Table, local schema.Key) {
	child = l.mutable(child.ID).(*pgmodel.Table)
	x := &pgmodel.PartitionIndex{Table: child.ID, Root: root.Key, Kind: schema.KindIndex}
	l.moveRoot(child.ID, local, root.Key)
	if o, ok := l.out.Get(local).(*pgmodel.Index); ok {
		x.Name, x.At, x.Comment, x.Clustered = o.Name, o.At, o.Comment, o.Clustered
		x.Options, x.Tablespace, x.Statistics = o.Extra().Options, o.Extra().Tablespace, o.Extra().Statistics
		l.remove(local)
	} else if c := child.Constraint(local.Name); c != nil {
		x.Name, x.At, x.Comment, x.Kind, x.Clustered = c.Name, c.At, c.Comment, c.Kind, c.Clustered
		x.Options, x.Tablespace, x.IndexComment = c.Extra().Options, c.Extra().Tablespace, c.Extra().IndexComment
		l.removeConstraint(child, c.Name)
	}
	l.addPartitionIndex(child, x)
}

// attachIndexes gives a table that becomes a partition what it has of the indexes and keys of
// its parent.
func (l *loader) attachIndexes(parent, child *pgmodel.Table) {
	if child.ID.Kind != schema.KindTable || l.catalog {
		return
	}
	for _, root := range l.rootsOf(parent) {
		l.indexPartition(child.ID, root)
	}
}

// attachIndex is ALTER INDEX … ATTACH PARTITION: the index or key that rv names becomes the part
// that its table has of an index of the parent, or of what that belongs to itself.
func (l *loader) attachIndex(parent schema.Key, rv *pg.RangeVar) error {
	if x := l.partitionIndexOf(parent); x != nil {
		parent = x.Root
	}
	root := pgmodel.FindIndexRoot(l.out, parent)
	if root == nil {
		return l.missingf(rv.Location, "index %s does not exist", parent.Object())
	}
	k, known := l.names().Relation(rv.Schemaname, rv.Relname)
	var table schema.Key
	if x := l.partitionIndexOf(k); known && x != nil { // attached already, or by what it belongs to
		l.completeRoot(root.Key)
		return nil
	} else if x, ok := l.out.Get(k).(*pgmodel.Index); known && ok {
		table = x.Table
	} else if c := l.keyNamed(rv.Schemaname, rv.Relname); c != nil {
		table, k = c.Table, c.Key()
	} else {
		return l.missingf(rv.Location, "index %s does not exist", dotted(rv.Schemaname, rv.Relname))
	}
	child, ok := l.mutable(table).(*pgmodel.Table)
	if !ok {
		return nil
	}
	if have := child.PartitionIndex(root.Key); have != nil { // which files in another order have made before
		l.dropPartitionIndexes(child.ID, root.Key)
		l.forgetIndexName(have)
		child.PartitionIndexes = slices.DeleteFunc(child.PartitionIndexes, func(x *pgmodel.PartitionIndex) bool { return x == have })
	}
	l.attachTo(root, child, k)
	l.completeRoot(root.Key)
	return nil
}

// completeRoot makes an index of a partitioned table whole once all its partitions have a part
// of it.
func (l *loader) completeRoot(root schema.Key) {
	x, ok := l.out.Get(root).(*pgmodel.Index)
	if ok && x.Only && l.complete(x.Table, root) {
		l.mutable(root).(*pgmodel.Index).Only = false
	}
}

func (l *loader) complete(table, root schema.Key) bool {
	for _, child := range l.partitions(table) {
		if child.PartitionIndex(root) == nil || !l.complete(child.ID, root) {
			return false
		}
	}
	return true
}
