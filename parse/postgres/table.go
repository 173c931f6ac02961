package postgres

// CREATE TABLE: the steps from the statement to a table with columns and constraints. Nothing is put into the schema before all of it could be
// read, since the statement may have to wait (sql-createtable.html).

import (
	"cmp"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats tables.
var _ = register(kind{
	names:   []schema.Kind{schema.KindTable},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_TABLE: schema.KindTable},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateStmt:
			return true, l.createTable(n.CreateStmt)
		case *pg.Node_CreateTableAsStmt:
			if as := n.CreateTableAsStmt; as.Objtype != pg.ObjectType_OBJECT_MATVIEW {
				return true, l.createTableAs(as.Into, as.Query, as.IfNotExists)
			}
		}
		return false, nil
	},
	find:    (*loader).findRelation,
	alter:   (*loader).alterTable,
	setKey:  setTableKey,
	follow:  func(f *follower, o pgmodel.Object) { f.table(o.(*pgmodel.Table)) },
	touches: tableTouches,
	acts:    (*actReader).table,
})

func (l *loader) createTable(n *pg.CreateStmt) error {
	t, skip, err := l.newTable(n, schema.KindTable)
	if err != nil || skip {
		return err
	}
	return l.buildTable(n, t)
}

// newTable is an empty table under its name; skip says that there is nothing to make.
func (l *loader) newTable(n *pg.CreateStmt, kind schema.Kind) (t *pgmodel.Table, skip bool, err error) {
	rv := n.Relation
	if rv.Relpersistence == "t" || rv.Schemaname == "pg_temp" {
		l.note(schema.Ignored, rv.Location, "temporary table "+pgmodel.Quote(rv.Relname), "it lives as long as its session")
		return nil, true, nil
	}
	if err := l.listedTwice(n); err != nil {
		return nil, false, err
	}
	t = &pgmodel.Table{ID: schema.Key{Kind: kind, Schema: l.targetSchema(rv.Schemaname), Name: rv.Relname}}
	t.Name, t.At, t.Was = rv.Relname, l.st.Pos(rv.Location), l.formerName(rv.Location)
	l.notePresent(t.ID, n.IfNotExists)
	if err := l.schemaExists(t.ID.Schema, rv.Location); err != nil {
		return nil, false, err
	}
	if k, taken := l.relations[name{t.ID.Schema, t.ID.Name}]; taken {
		if n.IfNotExists {
			return nil, true, nil
		}
		err := l.st.ErrorAt(rv.Location, "relation %s is defined twice%s", dotted(k.Schema, k.Name), l.firstDefinition(k))
		err.Sure = l.inThisSource(k)
		return nil, false, err
	}
	return t, false, nil
}

// listedTwice is the error of a statement that lists a column twice, whatever its types, parents and
// server are.
func (l *loader) listedTwice(n *pg.CreateStmt) error {
	if n.OfTypename != nil || n.Partbound != nil {
		return nil
	}
	listed := make(map[string]bool, len(n.TableElts))
	for _, e := range n.TableElts {
		c := e.GetColumnDef()
		if c == nil {
			continue
		}
		if listed[c.Colname] {
			return sure(l.st.ErrorAt(c.Location, "column %s is declared twice", pgmodel.Quote(c.Colname)))
		}
		listed[c.Colname] = true
	}
	return nil
}

func (l *loader) buildTable(n *pg.CreateStmt, t *pgmodel.Table) error {
	b := &tableBuilder{l: l, t: t}
	t.Unlogged = n.Relation.Relpersistence == "u"
	t.Options = settings(n.Options)
	if t.ID.Kind == schema.KindTable {
		t.Tablespace, t.Method = l.tablespace(n.Tablespacename), l.method(n.AccessMethod, n.Partspec != nil)
	}
	l.checkMethod(t.Method)
	if t.ID.Schema != "public" {
		t.Use(schema.Key{Kind: schema.KindSchema, Name: t.ID.Schema})
	}
	for _, step := range []func(*pg.CreateStmt) error{b.inherit, b.ofType, b.elements, b.partitioned} {
		if err := step(n); err != nil {
			return err
		}
	}
	if up, ok := l.out.Get(t.PartitionOf).(*pgmodel.Table); ok && n.AccessMethod == "" && !l.catalog && t.ID.Kind == schema.KindTable {
		t.Method = cmp.Or(up.Method, t.Method) // of partitioned tables, for their partitions, since 17 (sql-createtable.html)
	}
	l.put(t)
	for _, o := range b.made {
		l.put(o)
	}
	l.inheritIndexes(t)
	return b.constraints()
}

// elements reads columns, constraints and LIKE clauses.
func (b *tableBuilder) elements(n *pg.CreateStmt) error {
	for i, e := range n.TableElts {
		end := b.l.endOf(n.TableElts, i)
		var err error
		switch e := e.Node.(type) {
		case *pg.Node_ColumnDef:
			err = b.column(e.ColumnDef, end)
		case *pg.Node_Constraint:
			b.pending = append(b.pending, b.l.constraintDef(e.Constraint, nil, end))
		case *pg.Node_TableLikeClause:
			err = b.like(e.TableLikeClause)
		}
		if err != nil {
			return err
		}
	}
	b.pending = append(b.pending, b.l.notNullDefs(b.t)...)
	return nil
}

// endOf is where the element after the i-th begins: clauses that were read apart
// from the parser belong to the element whose range they stand in.
func (l *loader) endOf(list []*pg.Node, i int) int32 {
	for _, n := range list[i+1:] {
		switch e := n.Node.(type) {
		case *pg.Node_ColumnDef:
			return e.ColumnDef.Location
		case *pg.Node_Constraint:
			return e.Constraint.Location
		}
	}
	return int32(len(l.st.SQL))
}

// constraints adds what the elements declared, in the order the server takes, on
// which the names it makes up depend: checks, keys, then references.
func (b *tableBuilder) constraints() error {
	foldDeferrable(b.pending)
	if !b.l.catalog {
		b.pending = withoutDoubles(b.pending)
	}
	rank := func(t pg.ConstrType) int {
		switch t {
		case pg.ConstrType_CONSTR_CHECK:
			return 0
		case pg.ConstrType_CONSTR_PRIMARY:
			return 1
		case pg.ConstrType_CONSTR_UNIQUE, pg.ConstrType_CONSTR_EXCLUSION:
			return 2
		}
		return 3
	}
	for r := range 4 {
		for _, d := range b.pending {
			if rank(d.node.Contype) != r {
				continue
			}
			if b.t.ID.Kind == schema.KindTable && !b.l.catalog {
				d.node.InitiallyValid = true // there are no rows, so that NOT VALID says nothing
			}
			if err := b.l.addConstraint(b.t, d); err != nil {
				if waits(err) {
					b.l.retry(b.t.ID, d)
					continue
				}
				return err
			}
		}
	}
	return nil
}

// ofType takes the columns of a composite type.
func (b *tableBuilder) ofType(n *pg.CreateStmt) error {
	if n.OfTypename == nil {
		return nil
	}
	k, err := b.l.typeNamed(expr.NameList(n.OfTypename.Names))
	if err != nil {
		return err
	}
	b.t.OfType = dotted(k.Schema, k.Name)
	b.t.Use(k)
	composite, ok := b.l.out.Get(k).(*pgmodel.Composite)
	if !ok {
		return b.l.st.ErrorAt(n.OfTypename.Location, "type %s is not composite", b.t.OfType)
	}
	for _, a := range composite.Attributes {
		c := &pgmodel.Column{Table: b.t.ID, Type: a.Type, Collation: a.Collation}
		c.Name, c.At = a.Name, b.t.At
		c.Use(a.Uses...)
		b.t.Columns = append(b.t.Columns, c)
	}
	return nil
}

func (f *follower) table(t *pgmodel.Table) {
	f.key(&t.PartitionOf)
	for i := range t.Inherits {
		f.key(&t.Inherits[i])
	}
	f.typ(&t.OfType)
	for _, c := range t.Columns {
		f.base(&c.Shared)
		c.Table = t.ID
		f.typ(&c.Type)
		f.expr(&c.Default, t.ID)
		if c.HasExtra() {
			rare := c.EditExtra()
			f.expr(&rare.Generated, t.ID)
			f.key(&rare.SequenceKey)
		}
	}
	for _, c := range t.Constraints {
		f.base(&c.Shared)
		c.Table = t.ID
		if f.column(c.References) {
			replaceIn(c.Extra().RefColumns, f.from.Name, f.to.Name)
		}
		f.key(&c.References)
		f.expr(&c.Expr, t.ID)
		if !c.Extra().Where.IsZero() {
			f.expr(&c.EditExtra().Where, t.ID)
		}
		f.parts(c.Parts, t.ID)
	}
	for _, x := range t.PartitionParts {
		f.base(&x.Shared)
		f.key(&x.Root)
		x.Table = t.ID
	}
	if t.PartitionBy != nil {
		f.parts(t.PartitionBy.Parts, t.ID)
	}
}

func setTableKey(o pgmodel.Object, k schema.Key) {
	t := o.(*pgmodel.Table)
	t.ID = k
	for _, c := range t.Columns {
		c.Table = k
	}
	for _, c := range t.Constraints {
		c.Table = k
	}
	for _, x := range t.PartitionParts {
		x.Table = k
	}
}

// tableTouches reports whether a table refers to k by its parents, columns or constraints.
func tableTouches(o pgmodel.Object, k schema.Key) bool {
	t := o.(*pgmodel.Table)
	if t.PartitionOf == k || slices.Contains(t.Inherits, k) || t.ID.Schema == k.Schema && t.ID.Name == k.Table {
		return true
	}
	for _, c := range t.Columns {
		if uses(&c.Shared, k) || c.Extra().SequenceKey == k {
			return true
		}
	}
	for _, x := range t.PartitionParts {
		if x.Root == k || x.Root.Schema == k.Schema && x.Root.Table == k.Name {
			return true
		}
	}
	for _, c := range t.Constraints {
		if uses(&c.Shared, k) || c.References == k {
			return true
		}
		if c.Kind == schema.KindForeign && k.Kind == schema.KindColumn && c.References.Schema == k.Schema && c.References.Name == k.Table {
			return true
		}
	}
	return false
}
