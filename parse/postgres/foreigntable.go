package postgres

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
)

func (l *loader) createForeignTable(n *pg.CreateForeignTableStmt) error {
	server, err := l.otherNamed(schema.KindServer, []string{n.Servername})
	if err != nil {
		return err
	}
	t, skip, err := l.newTable(n.BaseStmt, schema.KindForeignTable)
	if err != nil || skip {
		return err
	}
	t.Server, t.ServerOptions = n.Servername, settings(n.Options)
	t.Use(server)
	return l.buildTable(n.BaseStmt, t)
}
