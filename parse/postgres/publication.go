package postgres

// CREATE PUBLICATION and ALTER PUBLICATION: the tables and schemas whose changes are published, with
// lists of columns and conditions. A table is published with its child tables unless the
// statement says ONLY (sql-createpublication.html).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats publications.
var _ = register(kind{
	names:   []schema.Kind{schema.KindPublication},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_PUBLICATION: schema.KindPublication},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreatePublicationStmt:
			return true, l.createPublication(n.CreatePublicationStmt)
		case *pg.Node_AlterPublicationStmt:
			return true, l.alterPublication(n.AlterPublicationStmt)
		}
		return false, nil
	},
	setKey:  func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Publication).ID = k },
	follow:  func(f *follower, o pgmodel.Object) { f.publication(o.(*pgmodel.Publication)) },
	touches: inText,
	letsGo:  true,
	concerns: func(node *pg.Node) []schema.Key {
		switch n := node.Node.(type) {
		case *pg.Node_CreatePublicationStmt:
			return []schema.Key{{Name: n.CreatePublicationStmt.Pubname}}
		case *pg.Node_AlterPublicationStmt:
			return []schema.Key{{Name: n.AlterPublicationStmt.Pubname}}
		}
		return nil
	},
})

// publishText is the list of published operations, in the server's order.
func publishText(value string) string {
	given := strings.Split(value, ",")
	for i := range given {
		given[i] = strings.ToLower(strings.TrimSpace(given[i]))
	}
	var list []string
	for _, o := range []string{"insert", "update", "delete", "truncate"} {
		if slices.Contains(given, o) {
			list = append(list, o)
		}
	}
	return strings.Join(list, ", ")
}

// publicationObjects adds, sets or drops tables and schemas.
func (l *loader) publicationObjects(p *pgmodel.Publication, list []*pg.Node, action pg.AlterPublicationAction) error {
	var tables []*pgmodel.Published
	var schemas []string
	if action == pg.AlterPublicationAction_AP_SetObjects {
		p.Uses = nil
	}
	last := pg.PublicationObjSpecType_PUBLICATIONOBJ_TABLE
	for _, node := range list {
		o := node.GetPublicationObjSpec()
		if o.Pubobjtype != pg.PublicationObjSpecType_PUBLICATIONOBJ_CONTINUATION {
			last = o.Pubobjtype
		}
		switch last {
		case pg.PublicationObjSpecType_PUBLICATIONOBJ_TABLE:
			t, err := l.published(p, o)
			if err != nil {
				return err
			}
			tables = append(tables, t)
		case pg.PublicationObjSpecType_PUBLICATIONOBJ_TABLES_IN_CUR_SCHEMA:
			schemas = append(schemas, l.targetSchema(""))
		default:
			schemas = append(schemas, o.Name)
		}
	}
	if action == pg.AlterPublicationAction_AP_SetObjects {
		p.Tables, p.Schemas = nil, nil
	}
	for _, s := range schemas {
		if err := l.publishSchema(p, s, action); err != nil {
			return err
		}
	}
	for _, t := range tables {
		publishTable(p, *t, action)
	}
	return nil
}

// publishSchema adds or drops a schema.
func (l *loader) publishSchema(p *pgmodel.Publication, s string, action pg.AlterPublicationAction) error {
	if action == pg.AlterPublicationAction_AP_DropObjects {
		p.Schemas = slices.DeleteFunc(p.Schemas, func(o string) bool { return o == s })
		return nil
	}
	if err := l.schemaExists(s, 0); err != nil {
		return err
	}
	if i, found := slices.BinarySearch(p.Schemas, s); !found {
		p.Schemas = slices.Insert(p.Schemas, i, s)
	}
	if s != "public" {
		p.Use(schema.Key{Kind: schema.KindSchema, Name: s})
	}
	return nil
}

// publishTable adds or drops a table, and for a parent of others its child tables.
func publishTable(p *pgmodel.Publication, t pgmodel.Published, action pg.AlterPublicationAction) {
	i, found := slices.BinarySearchFunc(p.Tables, t.Table, func(o pgmodel.Published, k schema.Key) int { return schema.CompareKeys(o.Table, k) })
	switch {
	case action == pg.AlterPublicationAction_AP_DropObjects:
		if found {
			p.Tables = slices.Delete(p.Tables, i, i+1)
		}
		p.Uses = slices.DeleteFunc(slices.Clone(p.Uses), func(k schema.Key) bool { return k == t.Table || k.Table == t.Table.Name && k.Schema == t.Table.Schema })
	case found:
		p.Tables[i] = t
	default:
		p.Tables = slices.Insert(p.Tables, i, t)
	}
}

// published is one table of a publication.
func (l *loader) published(p *pgmodel.Publication, o *pg.PublicationObjSpec) (*pgmodel.Published, error) {
	rv := o.Pubtable.GetRelation()
	if rv == nil { // a bare name after another table
		rv = &pg.RangeVar{Relname: o.Name, Location: o.Location, Inh: true}
	}
	k, err := l.relation(rv)
	if err != nil {
		return nil, err
	}
	t := &pgmodel.Published{Table: k}
	p.Use(k)
	for _, c := range expr.NameList(o.Pubtable.GetColumns()) {
		t.Columns = append(t.Columns, c)
		p.Use(expr.ColumnKey(k, c))
		l.noteColumn(k, c)
	}
	slices.Sort(t.Columns)
	if where := o.Pubtable.GetWhereClause(); where != nil {
		ns := l.names()
		l.later(func() {
			e, uses := expr.Canonical(where, ns, expr.Scope{Table: k, TableName: k.Name})
			p.Use(uses...)
			for i := range p.Tables {
				if p.Tables[i].Table == k {
					p.Tables[i].Where = e
				}
			}
		})
	}
	if rv.Inh {
		l.publishChildTables(p, k)
	}
	return t, nil
}

// publishChildTables adds the tables that inherit from one that is published without ONLY;
// partitions follow their parent anyway.
func (l *loader) publishChildTables(p *pgmodel.Publication, parent schema.Key) {
	l.later(func() {
		for _, child := range l.children[parent] {
			t, ok := l.out.Get(child).(*pgmodel.Table)
			if !ok || t.PartitionOf != (schema.Key{}) {
				continue
			}
			publishTable(p, pgmodel.Published{Table: child}, pg.AlterPublicationAction_AP_AddObjects)
			p.Use(child)
			l.publishChildTables(p, child)
		}
	})
}

func (f *follower) publication(p *pgmodel.Publication) {
	for i := range p.Tables {
		t := &p.Tables[i]
		if f.column(t.Table) {
			t.Columns = slices.Clone(t.Columns)
			replaceIn(t.Columns, f.from.Name, f.to.Name)
			slices.Sort(t.Columns)
		}
		f.expr(&t.Where, t.Table)
		f.key(&t.Table)
	}
	slices.SortFunc(p.Tables, func(a, b pgmodel.Published) int { return schema.CompareKeys(a.Table, b.Table) })
	if i := slices.Index(p.Schemas, f.from.Name); i >= 0 && f.from.Kind == schema.KindSchema {
		p.Schemas[i] = f.to.Name
		slices.Sort(p.Schemas)
	}
}

func (l *loader) createPublication(n *pg.CreatePublicationStmt) error {
	k, _, err := l.newOther(schema.KindPublication, "", n.Pubname, false)
	if err != nil {
		return err
	}
	p := &pgmodel.Publication{ID: k, AllTables: n.ForAllTables, Publish: "insert, update, delete, truncate"}
	l.begin(&p.Shared, k)
	if err := l.publicationObjects(p, n.Pubobjects, pg.AlterPublicationAction_AP_AddObjects); err != nil {
		return err
	}
	l.publicationOptions(p, n.Options)
	l.put(p)
	return nil
}

func (l *loader) publicationOptions(p *pgmodel.Publication, list []*pg.Node) {
	for _, s := range settings(list) {
		switch s.Name {
		case "publish":
			p.Publish = publishText(s.Value)
		case "publish_via_partition_root":
			p.ViaRoot = !isOff(s.Value)
		case "publish_generated_columns":
			if p.Generated = s.Value; p.Generated == "none" {
				p.Generated = ""
			}
		default:
			l.unsupported(0, "option %s of %s", pgmodel.Quote(s.Name), p.ID)
		}
	}
}

func (l *loader) alterPublication(n *pg.AlterPublicationStmt) error {
	k, err := l.otherNamed(schema.KindPublication, []string{n.Pubname})
	if waits(err) && l.borrowing && l.env.Live == nil && !l.ofPlan {
		l.note(schema.Unsupported, 0, "publication "+pgmodel.Quote(n.Pubname), "the files change it and do not make it: nothing is known of it without a database")
		return nil
	}
	if err != nil {
		return err
	}
	p := l.mutable(k).(*pgmodel.Publication)
	l.finish()
	p.Tables, p.Schemas = slices.Clone(p.Tables), slices.Clone(p.Schemas)
	l.publicationOptions(p, n.Options)
	if len(n.Pubobjects) == 0 && n.Action != pg.AlterPublicationAction_AP_SetObjects {
		return nil
	}
	return l.publicationObjects(p, n.Pubobjects, n.Action)
}
