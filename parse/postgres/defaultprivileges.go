package postgres

// ALTER DEFAULT PRIVILEGES: what objects made from then on have. It is kept as an object of its
// own, and each object that the files make later begins with what it grants
// (sql-alterdefaultprivileges.html).

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats default privileges.
var _ = register(kind{
	names: []schema.Kind{schema.KindDefaultGrants},
})

// alterDefaultPrivileges changes what new objects get.
func (l *loader) alterDefaultPrivileges(n *pg.AlterDefaultPrivilegesStmt) error {
	roles, schemas := []string{l.env.User}, []string{""}
	for _, o := range n.Options {
		d := o.GetDefElem()
		switch d.Defname {
		case "roles":
			roles = l.roles(d.Arg.GetList().GetItems())
		case "schemas":
			schemas = expr.NameList(d.Arg.GetList().GetItems())
		}
	}
	for _, in := range schemas {
		if in != "" {
			if err := l.schemaExists(in, 0); err != nil {
				return err
			}
		}
		for _, role := range roles {
			l.defaultGrants(role, in, n.Action)
		}
	}
	return nil
}

func (l *loader) defaultGrants(role, in string, n *pg.GrantStmt) {
	class, kind := defaultObjects(n.Objtype)
	k := DefaultGrantsKey(role, in, class)
	d, ok := l.mutable(k).(*pgmodel.DefaultGrants)
	if !ok {
		d = &pgmodel.DefaultGrants{Role: role, In: in, Class: class}
		l.begin(&d.Shared, k)
		l.put(d)
	}
	of := schema.Key{Kind: kind}
	if in != "" { // those of a schema are added to the ones everywhere
		of = schema.Key{Kind: schema.KindTable}
	}
	c := l.grantChange(n)
	list := n.Privileges
	if len(list) == 0 {
		list = []*pg.Node{{Node: &pg.Node_AccessPriv{AccessPriv: &pg.AccessPriv{}}}}
	}
	for _, node := range list {
		names := l.privilegeNames(node.GetAccessPriv().GetPrivName(), kind)
		d.Privileges = c.apply(d.Privileges, of, func(r string) bool { return r == role && in == "" }, names)
	}
	if len(d.Privileges) == 0 {
		l.remove(k)
	}
}

func defaultObjects(t pg.ObjectType) (string, schema.Kind) {
	switch t {
	case pg.ObjectType_OBJECT_SEQUENCE:
		return "SEQUENCES", schema.KindSequence
	case pg.ObjectType_OBJECT_FUNCTION, pg.ObjectType_OBJECT_ROUTINE, pg.ObjectType_OBJECT_PROCEDURE:
		return "FUNCTIONS", schema.KindFunction
	case pg.ObjectType_OBJECT_TYPE:
		return "TYPES", schema.KindEnum
	case pg.ObjectType_OBJECT_SCHEMA:
		return "SCHEMAS", schema.KindSchema
	}
	return "TABLES", schema.KindTable
}
