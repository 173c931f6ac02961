package postgres

// CREATE FOREIGN TABLE: a table whose rows are on a foreign server. It is built as tables are.
// IMPORT FOREIGN SCHEMA is not followed: only the foreign server knows what it creates.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats foreign tables.
var _ = register(kind{
	names:   []schema.Kind{schema.KindForeignTable},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_FOREIGN_TABLE: schema.KindForeignTable},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateForeignTableStmt:
			return true, l.createForeignTable(n.CreateForeignTableStmt)
		case *pg.Node_ImportForeignSchemaStmt:
			l.note(schema.Unsupported, 0, head(l.st.SQL), "what it makes is known to the foreign server alone: write the foreign tables out")
			return true, nil
		}
		return false, nil
	},
	find:    (*loader).findRelation,
	alter:   (*loader).alterTable,
	setKey:  setTableKey,
	follow:  func(f *follower, o pgmodel.Object) { f.table(o.(*pgmodel.Table)) },
	touches: tableTouches,
})

func (l *loader) createForeignTable(n *pg.CreateForeignTableStmt) error {
	t, skip, err := l.newTable(n.BaseStmt, schema.KindForeignTable)
	if err != nil || skip {
		return err
	}
	server, err := l.otherNamed(schema.KindServer, []string{n.Servername})
	if err != nil {
		return err
	}
	t.Server, t.ServerOptions = n.Servername, settings(n.Options)
	t.Use(server)
	return l.buildTable(n.BaseStmt, t)
}
