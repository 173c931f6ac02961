package postgres

// Partitioning and inheritance: the key of a partitioned table, and the columns, checks and keys
// that a child table has from its parents or gets and loses with ATTACH and DETACH
// (ddl-partitioning.html, ddl-inherit.html).

import (
	"cmp"
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// inherit takes over the columns of parents, and what makes the table a partition.
func (b *tableBuilder) inherit(n *pg.CreateStmt) error {
	for _, node := range n.InhRelations {
		rv := node.GetRangeVar()
		k, err := b.l.relation(rv)
		if err != nil {
			return err
		}
		parent, ok := b.l.out.Get(k).(*pgmodel.Table)
		if !ok {
			return b.l.st.ErrorAt(rv.Location, "%s is no table", k.Object())
		}
		b.t.Use(k)
		if n.Partbound != nil {
			b.t.PartitionOf = k
		} else {
			b.t.Inherits = append(b.t.Inherits, k)
		}
		b.inheritColumns(parent)
	}
	if n.Partbound != nil {
		b.inheritStorage(n)
		b.l.bound(b.t, n.Partbound)
	}
	return nil
}

// inheritStorage gives a partition the tablespace and the access method of its parent where the
// statement names none (sql-createtable.html).
func (b *tableBuilder) inheritStorage(n *pg.CreateStmt) {
	parent, ok := b.l.out.Get(b.t.PartitionOf).(*pgmodel.Table)
	if !ok || b.l.catalog || b.t.ID.Kind != schema.KindTable {
		return
	}
	if n.Tablespacename == "" {
		b.t.Tablespace = cmp.Or(parent.Tablespace, b.t.Tablespace)
	}
	if n.AccessMethod == "" {
		b.t.Method = cmp.Or(parent.Method, b.t.Method)
	}
}

func (b *tableBuilder) inheritColumns(parent *pgmodel.Table) {
	partition := b.t.PartitionOf == parent.ID
	for _, from := range parent.Columns {
		if old := b.t.Column(from.Name); old != nil {
			old.NotNull = old.NotNull || from.NotNull
			continue
		}
		c := b.l.inheritColumn(b.t.ID, from)
		c.Inherited = !partition
		c.At = b.t.At
		b.t.Columns = append(b.t.Columns, c)
	}
}

// inheritColumn is a parent's column as its child tables have it. An expression may not be
// known yet, so it is copied when all are.
func (l *loader) inheritColumn(child schema.Key, from *pgmodel.Column) *pgmodel.Column {
	c := from.Clone().(*pgmodel.Column)
	rare := c.EditExtra()
	c.Table, c.Comment, c.EditAccess().Grants, rare.Statistics, rare.Options, c.Was = child, "", nil, "", nil, ""
	c.Inherited = true
	if up, ok := l.out.Get(from.Table).(*pgmodel.Table); ok && up.NotNull(c.Name) != nil && up.NotNull(c.Name).NoInherit {
		c.NotNull = false
	}
	if c.Extra().Identity != "" { // identity is not inherited before PostgreSQL 17, and is the parent's since
		rare := c.EditExtra()
		rare.Identity, rare.Sequence, rare.SequenceKey = "", nil, schema.Key{}
	}
	l.later(func() {
		if c.Default.IsZero() && !c.Extra().DefaultDropped {
			c.Default = from.Default
		}
		if c.Extra().Generated.IsZero() {
			c.EditExtra().Generated = from.Extra().Generated
		}
		c.Use(from.Uses...)
	})
	return c
}

// partitioned reads PARTITION BY.
func (b *tableBuilder) partitioned(n *pg.CreateStmt) error {
	if n.Partspec == nil {
		return nil
	}
	by := &pgmodel.PartitionBy{Strategy: strategy(n.Partspec.Strategy)}
	b.t.PartitionBy = by
	for _, node := range n.Partspec.PartParams {
		e := node.GetPartitionElem()
		if e.Name != "" && b.t.Column(e.Name) == nil {
			return b.l.missingColumn(e.Location, b.t.ID, e.Name)
		}
		part := &pgmodel.Shared{}
		p, err := b.l.part(b.t.ID, &pg.IndexElem{Name: e.Name, Expr: e.Expr, Collation: e.Collation, Opclass: e.Opclass}, "btree", part, &by.Parts)
		if err != nil {
			return err
		}
		b.useOfPart(part)
		at := len(by.Parts)
		if e.Expr != nil {
			ns, sc := b.l.names(), expr.Scope{Table: b.t.ID, TableName: b.t.ID.Name}
			b.l.later(func() { by.Parts[at].Type = expr.TypeOf(e.Expr, ns, sc) })
		}
		if c := b.t.Column(p.Column); c != nil {
			if p.Collation == "" && len(e.Collation) > 0 {
				p.Collation = databaseCollation
			}
			method := "btree"
			if by.Strategy == "hash" {
				method = "hash"
			}
			b.l.later(func() {
				b.l.dropCollation(&by.Parts[at], c)
				b.l.dropOpClass(&by.Parts[at], c, method)
			})
		}
		by.Parts = append(by.Parts, p)
	}
	return nil
}

func strategy(s pg.PartitionStrategy) string {
	switch s {
	case pg.PartitionStrategy_PARTITION_STRATEGY_LIST:
		return "list"
	case pg.PartitionStrategy_PARTITION_STRATEGY_HASH:
		return "hash"
	}
	return "range"
}

// useOfPart has a table need what an element of its partition key needs, but for its
// own columns.
func (b *tableBuilder) useOfPart(part *pgmodel.Shared) {
	use := func() {
		for _, k := range part.Uses {
			if k.Kind != schema.KindColumn || k.Schema != b.t.ID.Schema || k.Table != b.t.ID.Name {
				b.t.Use(k)
			}
		}
	}
	use()
	b.l.later(use)
}

// attach makes a table a partition of another.
func (l *loader) attach(parent schema.Key, cmd *pg.PartitionCmd) error {
	k, err := l.relation(cmd.Name)
	if err != nil {
		return err
	}
	child, err := l.table(cmd.Name)
	if err != nil {
		return err
	}
	p, ok := l.out.Get(parent).(*pgmodel.Table)
	if !ok {
		return l.st.ErrorAt(0, "%s is no partitioned table", parent.Object())
	}
	for up := p; up != nil; up, _ = l.out.Get(up.PartitionOf).(*pgmodel.Table) {
		if up == child {
			return l.st.ErrorAt(0, "%s would be a partition of itself: circular inheritance is not allowed", k.Object())
		}
	}
	if err := l.unlikeError(child, p, cmd.Name, "be a partition of"); err != nil {
		return err
	}
	l.joinsParent(child)
	child.PartitionOf = parent
	child.Use(parent)
	l.children[parent] = add(l.children[parent], k)
	for up := p; up != nil; up, _ = l.out.Get(up.PartitionOf).(*pgmodel.Table) {
		for _, c := range up.Constraints {
			if c.Kind == schema.KindCheck && child.Constraint(c.Name) != nil {
				l.removeConstraint(child, c.Name)
			}
		}
	}
	for i := range child.Columns {
		child.Columns[i].Inherited = false
	}
	l.attachIndexes(p, child)
	l.bound(child, cmd.Bound)
	return nil
}

func (l *loader) detach(parent schema.Key, cmd *pg.PartitionCmd) error {
	child, err := l.table(cmd.Name)
	if err != nil {
		return err
	}
	l.leavesParent(child)
	l.children[parent] = without(l.children[parent], child.ID)
	child.PartitionOf, child.Bound = schema.Key{}, pgmodel.Expr{}
	l.later(func() { // after what has set it
		if child.PartitionOf == (schema.Key{}) {
			child.Bound = pgmodel.Expr{}
		}
	})
	child.Uses = without(child.Uses, parent)
	return l.keepParents(parent, child)
}

// keepParents gives a detached partition what it had from its parent, as its own: checks and
// references under their names, keys and indexes under their own.
func (l *loader) keepParents(parent schema.Key, child *pgmodel.Table) error {
	p, ok := l.out.Get(parent).(*pgmodel.Table)
	if !ok {
		return nil
	}
	for _, c := range p.Constraints {
		if c.Kind.Has(schema.Indexed) || c.Kind == schema.KindForeign || c.Kind == schema.KindNotNull || child.Constraint(c.Name) != nil {
			continue
		}
		l.keepConstraint(child, c)
	}
	list := child.PartitionParts
	child.PartitionParts = nil
	for _, x := range list {
		l.forgetIndexName(x)
		l.moveRoot(child.ID, x.Root, l.keepIndex(child, x))
	}
	return nil
}

// keepConstraint gives a detached partition a constraint of its parent as its own.
func (l *loader) keepConstraint(child *pgmodel.Table, c *pgmodel.Constraint) {
	own := c.Clone().(*pgmodel.Constraint)
	own.Table, own.Comment, own.Uses = child.ID, "", nil
	own.Use(child.ID)
	child.Constraints = append(child.Constraints, own)
	l.constraintNames[name{child.ID.Schema, own.Name}]++
}

// keepIndex makes an index of a partition one of its own and returns its key.
func (l *loader) keepIndex(child *pgmodel.Table, x *pgmodel.PartitionPart) schema.Key {
	root := pgmodel.RootObject(l.out, x.Root)
	if root == nil {
		return schema.Key{}
	}
	switch own := x.Detached(root).(type) {
	case *pgmodel.Index:
		l.put(own)
		return own.ID
	case *pgmodel.Constraint:
		child.Constraints = append(child.Constraints, own)
		l.constraintNames[name{child.ID.Schema, own.Name}]++
		return own.Key()
	}
	return schema.Key{}
}
