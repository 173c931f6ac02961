package postgres

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

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
		l.publishHeirs(p, k)
	}
	return t, nil
}

// publishHeirs adds the tables that inherit from one that is published without ONLY;
// partitions follow their parent anyway.
func (l *loader) publishHeirs(p *pgmodel.Publication, parent schema.Key) {
	l.later(func() {
		for _, child := range l.children[parent] {
			t, ok := l.out.Get(child).(*pgmodel.Table)
			if !ok || t.PartitionOf != (schema.Key{}) {
				continue
			}
			publishTable(p, pgmodel.Published{Table: child}, pg.AlterPublicationAction_AP_AddObjects)
			p.Use(child)
			l.publishHeirs(p, child)
		}
	})
}
