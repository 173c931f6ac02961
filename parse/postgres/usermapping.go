package postgres

// CREATE, ALTER and DROP USER MAPPING: the options by which a role, or PUBLIC, reaches a foreign
// server. A mapping has no name: its key is made of the two.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats user mappings.
var _ = register(kind{
	names: []schema.Kind{schema.KindUserMapping},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateUserMappingStmt:
			return true, l.createUserMapping(n.CreateUserMappingStmt)
		case *pg.Node_AlterUserMappingStmt:
			return true, l.alterUserMapping(n.AlterUserMappingStmt)
		case *pg.Node_DropUserMappingStmt:
			return true, l.dropUserMapping(n.DropUserMappingStmt)
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.UserMapping).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.UserMapping)
		if f.from.Kind == schema.KindServer && x.Server == f.from.Name {
			x.Server = f.to.Name
		}
	},
	signature: func(o pgmodel.Object) string {
		x := o.(*pgmodel.UserMapping)
		return pgmodel.UserMappingKey(x.Role, x.Server).Name
	},
})

// mappingRole is the role of a user mapping, "" for PUBLIC.
func (l *loader) mappingRole(r *pg.RoleSpec) string {
	if r.GetRoletype() == pg.RoleSpecType_ROLESPEC_PUBLIC {
		return ""
	}
	return l.role(r)
}

func (l *loader) createUserMapping(n *pg.CreateUserMappingStmt) error {
	role := l.mappingRole(n.User)
	k := pgmodel.UserMappingKey(role, n.Servername)
	if l.out.Get(k) != nil {
		if n.IfNotExists {
			return nil
		}
		return l.st.ErrorAt(0, "%s is defined twice%s", k, l.firstDefinition(k))
	}
	server, err := l.otherNamed(schema.KindServer, []string{n.Servername})
	if err != nil {
		return err
	}
	m := &pgmodel.UserMapping{ID: k, Role: role, Server: n.Servername, Options: settings(n.Options)}
	l.begin(&m.Shared, k)
	m.Use(server)
	l.put(m)
	return nil
}

func (l *loader) alterUserMapping(n *pg.AlterUserMappingStmt) error {
	m, ok := l.mutable(pgmodel.UserMappingKey(l.mappingRole(n.User), n.Servername)).(*pgmodel.UserMapping)
	if !ok {
		return l.missingf(0, "%s does not exist", pgmodel.UserMappingKey(l.mappingRole(n.User), n.Servername))
	}
	m.Options = alterSettings(m.Options, n.Options)
	return nil
}

func (l *loader) dropUserMapping(n *pg.DropUserMappingStmt) error {
	k := pgmodel.UserMappingKey(l.mappingRole(n.User), n.Servername)
	if l.out.Get(k) == nil && !n.MissingOk {
		return l.missingf(0, "%s does not exist", k)
	}
	l.remove(k)
	return nil
}
