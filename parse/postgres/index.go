package postgres

// CREATE INDEX and ALTER INDEX. Operator classes and collations that are the default of a
// column's type are left out, and so are orders that repeat the default, as pg_get_indexdef does
// (sql-createindex.html).

import (
	"cmp"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats indexes.
var _ = register(kind{
	names:   []schema.Kind{schema.KindIndex},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_INDEX: schema.KindIndex},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_IndexStmt:
			return true, l.createIndex(n.IndexStmt)
		}
		return false, nil
	},
	find: func(l *loader, t pg.ObjectType, n *pg.Node) (schema.Key, error) {
		return l.indexNamed(objectWords(n))
	},
	alter: func(l *loader, o pgmodel.Object, c *alterCommand) error {
		return l.alterIndex(o.(*pgmodel.Index), c.AlterTableCmd)
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Index).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Index)
		f.key(&x.Table)
		f.parts(x.Parts, x.Table)
		if !x.Extra().Where.IsZero() {
			f.expr(&x.EditExtra().Where, x.Table)
		}
		if f.column(x.Table) {
			replaceIn(x.Extra().Include, f.from.Name, f.to.Name)
		}
	},
	touches: func(o pgmodel.Object, k schema.Key) bool {
		x := o.(*pgmodel.Index)
		return x.Table == k || x.Table.Schema == k.Schema && x.Table.Name == k.Table
	},
	relation: func(o schema.Object) schema.Key { return o.(*pgmodel.Index).Table },
	acts:     indexActs,
	withColumn: func(o pgmodel.Object, column schema.Key) bool {
		x := o.(*pgmodel.Index)
		return schema.TableOfPart(column) == x.Table &&
			(slices.Contains(pgmodel.PartNames(x.Parts), column.Name) || slices.Contains(x.Extra().Include, column.Name) || slices.Contains(x.Uses, column))
	},
	inSchemaOf: func(o pgmodel.Object, relation schema.Key) bool { return o.(*pgmodel.Index).Table == relation },
})

func (l *loader) createIndex(n *pg.IndexStmt) error {
	table, err := l.relation(n.Relation)
	if err != nil {
		return err
	}
	x := &pgmodel.Index{Table: table, Method: n.AccessMethod, Unique: n.Unique, NullsNotDistinct: n.NullsNotDistinct}
	if tablespace := l.tablespace(n.TableSpace); n.Options != nil || tablespace != "" {
		rare := x.EditExtra()
		rare.Options, rare.Tablespace = settings(n.Options), tablespace
	}
	x.At, x.Name = l.st.Pos(n.Relation.Location), n.Idxname
	x.Only = !n.Relation.Inh && (len(l.partitions(table)) > 0 || l.catalog)
	if x.Method == "" {
		x.Method = "btree"
	}
	l.checkMethod(x.Method)
	x.Use(table)
	if err := l.indexParts(x, n); err != nil {
		return err
	}
	if x.Name == "" {
		x.Name = l.indexName(table, pgmodel.IndexColumns(pgmodel.PartNames(x.Parts), x.Extra().Include), "idx")
	}
	x.Was = l.formerName(n.Relation.Location)
	x.ID = schema.Key{Kind: schema.KindIndex, Schema: table.Schema, Name: x.Name}
	if k, taken := l.relations[name{x.ID.Schema, x.Name}]; taken && !l.yieldName(k) {
		if n.IfNotExists {
			return nil
		}
		return l.st.ErrorAt(n.Relation.Location, "relation %s is defined twice%s", dotted(k.Schema, k.Name), l.firstDefinition(k))
	}
	l.put(x)
	if !x.Only {
		l.indexPartitions(table, pgmodel.RootOfIndex(x))
	}
	return nil
}

func (l *loader) indexParts(x *pgmodel.Index, n *pg.IndexStmt) error {
	x.Parts = slices.Grow(x.Parts, len(n.IndexParams))
	for _, e := range n.IndexParams {
		part, err := l.part(x.Table, e.GetIndexElem(), cmp.Or(n.AccessMethod, "btree"), &x.Shared, &x.Parts)
		if err != nil {
			return err
		}
		x.Parts = append(x.Parts, part)
	}
	for _, e := range n.IndexIncludingParams {
		n := e.GetIndexElem().Name
		if t, ok := l.out.Get(x.Table).(*pgmodel.Table); ok {
			if t.Column(n) == nil {
				return l.missingColumn(l.st.Locate(n), x.Table, n)
			}
			x.Use(t.Column(n).Key())
		}
		x.EditExtra().Include = append(x.Extra().Include, n)
	}
	if n.WhereClause == nil {
		return nil
	}
	ns, where := l.names(), n.WhereClause
	l.later(func() {
		var uses []schema.Key
		x.EditExtra().Where, uses = expr.Canonical(where, ns, expr.Scope{Table: x.Table, TableName: x.Table.Name})
		x.Use(uses...)
	})
	return nil
}

// part is one element of an index, an exclusion or a partition key. The
// expression is filled in later, at the place it will have in parts.
func (l *loader) part(table schema.Key, e *pg.IndexElem, method string, base *pgmodel.Shared, parts *[]pgmodel.Part) (pgmodel.Part, error) {
	p := pgmodel.Part{Column: e.Name, Desc: e.Ordering == pg.SortByDir_SORTBY_DESC}
	p.NullsFirst = e.NullsOrdering == pg.SortByNulls_SORTBY_NULLS_FIRST ||
		p.Desc && e.NullsOrdering != pg.SortByNulls_SORTBY_NULLS_LAST
	if t, ok := l.out.Get(table).(*pgmodel.Table); ok && e.Name != "" {
		if t.Column(e.Name) == nil {
			return p, l.missingColumn(l.st.Locate(e.Name), table, e.Name)
		}
		base.Use(t.Column(e.Name).Key())
	} else if !ok && e.Name != "" {
		l.noteColumn(table, e.Name)
	}
	at := len(*parts)
	if len(e.Opclass) > 0 {
		p.ClassOpts = settings(e.Opclassopts)
		words, r := expr.NameList(e.Opclass), l.names().(*resolver)
		l.later(func() { (*parts)[at].OpClass = l.operatorClass(r, words, base) })
	}
	if len(e.Collation) > 0 {
		var err error
		if p.Collation, err = l.collation(expr.NameList(e.Collation), base); err != nil {
			return p, err
		}
		if column := l.columnOf(table, e.Name); column != nil && e.Name != "" {
			if p.Collation == "" {
				p.Collation = databaseCollation
			}
			l.later(func() { l.dropCollation(&(*parts)[at], column) })
		}
	}
	if len(e.Opclass) > 0 && e.Name != "" {
		if column := l.columnOf(table, e.Name); column != nil {
			l.later(func() { l.dropOpClass(&(*parts)[at], column, method) })
		}
	}
	if column := l.columnOf(table, e.Name); column != nil && len(e.Opclass) == 0 {
		l.later(func() { l.memberClass(method, expr.WithoutModifier(column.Type)) }) // which must stay
	}
	if e.Expr == nil {
		return p, nil
	}
	p.Label = e.Indexcolname
	if p.Label == "" {
		p.Label = expr.ResultName(e.Expr)
	}
	ns := l.names()
	l.later(func() {
		var uses []schema.Key
		(*parts)[at].Expr, uses = expr.Canonical(e.Expr, ns, expr.Scope{Table: table, TableName: table.Name})
		base.Use(uses...)
	})
	return p, nil
}

// databaseCollation is the collation in which a column of another one can be indexed.
const databaseCollation = `pg_catalog."default"`

// dropCollation forgets a collation that is the column's own, or its domain's.
func (l *loader) dropCollation(p *pgmodel.Part, c *pgmodel.Column) {
	own := c.Collation
	for _, k := range c.Uses {
		if d, ok := l.out.Get(k).(*pgmodel.Domain); ok && own == "" && c.Type == pgmodel.Qualified(k.Schema, k.Name) {
			own = d.Collation
		}
	}
	if own == "" {
		own = databaseCollation
	}
	if p.Collation == own {
		p.Collation = ""
	}
}

func (l *loader) alterIndex(x *pgmodel.Index, cmd *pg.AlterTableCmd) error {
	switch cmd.Subtype {
	case pg.AlterTableType_AT_SetRelOptions:
		for _, s := range settings(cmd.Def.GetList().GetItems()) {
			x.EditExtra().Options = setting(x.Extra().Options, s.Name, s.Value)
		}
	case pg.AlterTableType_AT_ResetRelOptions:
		for _, s := range settings(cmd.Def.GetList().GetItems()) {
			x.EditExtra().Options = unset(x.Extra().Options, s.Name)
		}
	case pg.AlterTableType_AT_SetTableSpace:
		x.EditExtra().Tablespace = defaultTablespace(cmd.Name)
	case pg.AlterTableType_AT_AttachPartition:
		return l.attachIndex(x.ID, cmd.Def.GetPartitionCmd().GetName())
	case pg.AlterTableType_AT_SetStatistics:
		column := itoa(cmd.Num)
		if target := valueText(cmd.Def); target == "-1" {
			x.EditExtra().Statistics = unset(x.Extra().Statistics, column)
		} else {
			x.EditExtra().Statistics = setting(x.Extra().Statistics, column, target)
		}
	default:
		l.unsupported(0, "%s of %s", cmd.Subtype, x.ID)
	}
	return nil
}

func indexActs(r *actReader, node *pg.Node) bool {
	n := node.GetIndexStmt()
	if n == nil {
		return false
	}
	k, known := r.relationAt(n.Relation)
	a := schema.Act{Verb: schema.Creates, Kind: schema.KindIndex, On: k, Known: known, Name: n.Idxname, Unique: n.Unique,
		Concurrently: n.Concurrent, IfNotExists: n.IfNotExists, Only: !n.Relation.Inh, Partition: r.partitioned(k)}
	for _, p := range n.IndexParams {
		a.Columns = append(a.Columns, p.GetIndexElem().GetName())
	}
	r.add(0, a)
	return true
}
