package postgres

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func (l *loader) createAccessMethod(n *pg.CreateAmStmt) error {
	k, _, err := l.newOther(schema.KindAccessMethod, "", n.Amname, false)
	if err != nil {
		return err
	}
	m := &pgmodel.AccessMethod{ID: k, Type: map[string]string{"i": "index", "t": "table"}[n.Amtype]}
	l.begin(&m.Shared, k)
	if m.Handler, err = l.callee(expr.NameList(n.HandlerName), "internal", &m.Shared); err != nil {
		return err
	}
	l.put(m)
	return nil
}
