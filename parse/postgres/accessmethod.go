package postgres

// CREATE ACCESS METHOD: a handler function under a name that indexes and tables can be of. The
// handler must be there first, since the server calls it when the method is created
// (sql-create-access-method.html).

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats access methods.
var _ = register(kind{
	names:   []schema.Kind{schema.KindAccessMethod},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_ACCESS_METHOD: schema.KindAccessMethod},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateAmStmt:
			return true, l.createAccessMethod(n.CreateAmStmt)
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.AccessMethod).ID = k },
	follow: func(f *follower, o pgmodel.Object) { f.function(&o.(*pgmodel.AccessMethod).Handler) },
})

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
