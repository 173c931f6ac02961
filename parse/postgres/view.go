package postgres

// CREATE VIEW, CREATE MATERIALIZED VIEW and their ALTER. Stars in the query are written out when
// the statement is folded, as the server does; its names are resolved once all is read
// (sql-createview.html).

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats views and materialized views.
var _ = register(kind{
	names:   []schema.Kind{schema.KindView, schema.KindMatView},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_VIEW: schema.KindView, pg.ObjectType_OBJECT_MATVIEW: schema.KindMatView},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_ViewStmt:
			return true, l.createView(n.ViewStmt)
		case *pg.Node_CreateTableAsStmt:
			if n.CreateTableAsStmt.Objtype == pg.ObjectType_OBJECT_MATVIEW {
				return true, l.createMatView(n.CreateTableAsStmt)
			}
		}
		return false, nil
	},
	find: (*loader).findRelation,
	alter: func(l *loader, o pgmodel.Object, c *alterCommand) error {
		return l.alterView(o.(*pgmodel.View), c.AlterTableCmd)
	},
	setKey: func(o pgmodel.Object, k schema.Key) {
		x := o.(*pgmodel.View)
		x.ID = k
		for _, c := range x.Columns {
			c.Table = k
		}
	},
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.View)
		f.text(&x.Body, schema.Key{}, true)
		for _, c := range x.Columns {
			c.Table = x.ID
			f.typ(&c.Type)
		}
	},
	acts: viewActs,
	concerns: func(node *pg.Node) []schema.Key {
		switch n := node.Node.(type) {
		case *pg.Node_ViewStmt:
			return relationName(n.ViewStmt.View)
		case *pg.Node_CreateTableAsStmt:
			return relationName(n.CreateTableAsStmt.Into.GetRel())
		}
		return nil
	},
})

func (l *loader) createView(n *pg.ViewStmt) error {
	rv := n.View
	if rv.Relpersistence == "t" {
		l.note(schema.Ignored, rv.Location, "temporary view "+pgmodel.Quote(rv.Relname), "it lives as long as its session")
		return nil
	}
	v := &pgmodel.View{ID: schema.Key{Kind: schema.KindView, Schema: l.targetSchema(rv.Schemaname), Name: rv.Relname}, Options: settings(n.Options)}
	for _, s := range v.Options {
		if s.Name == "check_option" {
			v.CheckOption = s.Value
		}
	}
	v.Options = unset(v.Options, "check_option")
	switch n.WithCheckOption {
	case pg.ViewCheckOption_LOCAL_CHECK_OPTION:
		v.CheckOption = "local"
	case pg.ViewCheckOption_CASCADED_CHECK_OPTION:
		v.CheckOption = "cascaded"
	}
	return l.addView(v, rv, n.Query, n.Aliases, n.Replace, false)
}

func (l *loader) createMatView(n *pg.CreateTableAsStmt) error {
	into := n.Into
	rv := into.Rel
	v := &pgmodel.View{ID: schema.Key{Kind: schema.KindMatView, Schema: l.targetSchema(rv.Schemaname), Name: rv.Relname}, Options: settings(into.Options),
		Method: l.method(into.AccessMethod, false), Tablespace: l.tablespace(into.TableSpaceName), NoData: into.SkipData}
	return l.addView(v, rv, n.Query, into.ColNames, false, n.IfNotExists)
}

// addView gives the view its query, whose stars are expanded to the columns there
// are now, and puts it into the schema.
func (l *loader) addView(v *pgmodel.View, rv *pg.RangeVar, query *pg.Node, aliases []*pg.Node, replace, ifNotExists bool) error {
	v.Name, v.At, v.Was = rv.Relname, l.st.Pos(rv.Location), l.formerName(rv.Location)
	if err := l.schemaExists(v.ID.Schema, rv.Location); err != nil {
		return err
	}
	old := l.relations[name{v.ID.Schema, v.ID.Name}]
	switch {
	case old == (schema.Key{}):
	case ifNotExists:
		return nil
	case !replace || old.Kind != schema.KindView:
		return l.st.ErrorAt(rv.Location, "relation %s is defined twice%s", dotted(old.Schema, old.Name), l.firstDefinition(old))
	}
	if err := l.relationsExist(query); err != nil {
		return err
	}
	if _, carried := expr.CarriedText(query); carried && len(aliases) == 0 {
		aliases = l.liveColumns(v.ID)
	}
	ns := l.names()
	own := expr.PlainValues(query)
	if err := expr.ExpandStars(query, ns); err != nil {
		return l.missingf(rv.Location, "%v", err)
	}
	outputs, words := l.viewOutputs(v, query, ns, aliases, own)
	for i, o := range outputs {
		c := &pgmodel.Column{Table: v.ID, Type: o.Type}
		c.Name, c.At = o.Name, v.At
		if i < len(words) {
			c.Name = words[i]
		}
		if v.Column(c.Name) != nil && c.Name != "" && !l.catalog {
			return sure(l.st.ErrorAt(rv.Location, "column %s of %s is there twice", pgmodel.Quote(c.Name), v.ID.Object()))
		}
		v.Columns = append(v.Columns, c)
	}
	l.keepColumns(v, old)
	if v.ID.Schema != "public" {
		v.Use(schema.Key{Kind: schema.KindSchema, Name: v.ID.Schema})
	}
	l.put(v)
	l.later(func() {
		body, outputs, uses := expr.CanonicalQuery(query, ns, expr.Scope{})
		v.Body = body
		v.Use(uses...)
		for i := range min(len(outputs), len(v.Columns)) {
			v.Columns[i].Type = outputs[i].Type
		}
	})
	return nil
}

// viewOutputs are the columns of a view's query, and the names that the view gives them, or its
// query where there is no list. Of a query that could not be read they are the names alone.
func (l *loader) viewOutputs(v *pgmodel.View, query *pg.Node, ns expr.Names, aliases []*pg.Node, own []string) ([]expr.Column, []string) {
	words := expr.NameList(aliases)
	if _, carried := expr.CarriedText(query); carried {
		return make([]expr.Column, len(words)), words
	}
	if len(words) < len(own) {
		words = append(words, own[len(words):]...)
	}
	v.Listed = !expr.NameOutputs(query, words, ns)
	_, outputs, _ := expr.CanonicalQuery(query, ns, expr.Scope{})
	return outputs, words
}

// liveColumns are the names of the columns that the database has under a view's name.
func (l *loader) liveColumns(k schema.Key) (names []*pg.Node) {
	if v, ok := l.liveObject(k).(*pgmodel.View); ok {
		for _, c := range v.Columns {
			names = append(names, pg.MakeStrNode(c.Name))
		}
	}
	return names
}

// keepColumns keeps what CREATE OR REPLACE VIEW leaves as it was.
func (l *loader) keepColumns(v *pgmodel.View, old schema.Key) {
	was, ok := l.out.Get(old).(*pgmodel.View)
	if !ok {
		return
	}
	v.Comment = was.Comment
	v.CopyAccess(was.Common())
	for _, c := range v.Columns {
		if o := was.Column(c.Name); o != nil {
			c.Comment, c.Default, c.EditAccess().Grants = o.Comment, o.Default, o.Access().Grants
		}
	}
}

// alterView applies one command of ALTER VIEW or ALTER MATERIALIZED VIEW.
func (l *loader) alterView(v *pgmodel.View, cmd *pg.AlterTableCmd) error {
	switch cmd.Subtype {
	case pg.AlterTableType_AT_SetRelOptions:
		for _, s := range settings(cmd.Def.GetList().GetItems()) {
			if s.Name == "check_option" {
				v.CheckOption = s.Value
			} else {
				v.Options = setting(v.Options, s.Name, s.Value)
			}
		}
	case pg.AlterTableType_AT_ResetRelOptions:
		for _, s := range settings(cmd.Def.GetList().GetItems()) {
			if s.Name == "check_option" {
				v.CheckOption = ""
			}
			v.Options = unset(v.Options, s.Name)
		}
	case pg.AlterTableType_AT_SetTableSpace:
		v.Tablespace = defaultTablespace(cmd.Name)
	case pg.AlterTableType_AT_SetAccessMethod:
		if v.Method = cmd.Name; v.Method == "heap" {
			v.Method = ""
		}
	case pg.AlterTableType_AT_ClusterOn:
		return l.clusterView(v.ID, cmd.Name)
	case pg.AlterTableType_AT_DropCluster:
		return l.clusterView(v.ID, "")
	default:
		return l.alterViewColumn(v, cmd)
	}
	return nil
}

func (l *loader) alterViewColumn(v *pgmodel.View, cmd *pg.AlterTableCmd) error {
	c := v.Column(cmd.Name)
	if c == nil {
		return l.missingColumn(l.st.Locate(cmd.Name), v.ID, cmd.Name)
	}
	switch cmd.Subtype {
	case pg.AlterTableType_AT_ColumnDefault:
		l.setDefault(c, cmd.Def)
		l.later(func() { v.Use(c.Uses...) })
	case pg.AlterTableType_AT_SetStatistics:
		if c.EditExtra().Statistics = valueText(cmd.Def); c.Extra().Statistics == "-1" || cmd.Def == nil {
			c.EditExtra().Statistics = ""
		}
	case pg.AlterTableType_AT_SetStorage:
		c.EditExtra().Storage = strings.ToLower(valueText(cmd.Def))
		canonicalColumn(c)
	case pg.AlterTableType_AT_SetCompression:
		c.EditExtra().Compression = valueText(cmd.Def)
		canonicalColumn(c)
	case pg.AlterTableType_AT_SetOptions:
		for _, s := range settings(cmd.Def.GetList().GetItems()) {
			c.EditExtra().Options = setting(c.Extra().Options, s.Name, s.Value)
		}
	case pg.AlterTableType_AT_ResetOptions:
		for _, s := range settings(cmd.Def.GetList().GetItems()) {
			c.EditExtra().Options = unset(c.Extra().Options, s.Name)
		}
	default:
		l.unsupported(0, "%s of %s", cmd.Subtype, v.ID)
	}
	return nil
}

func viewActs(r *actReader, node *pg.Node) bool {
	n := node.GetViewStmt()
	if n == nil {
		return false
	}
	a := r.createdRelation(schema.KindView, n.View)
	a.IfNotExists = n.Replace
	r.add(0, a)
	return true
}
