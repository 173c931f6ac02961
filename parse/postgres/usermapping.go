package postgres

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

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
