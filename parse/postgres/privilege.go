package postgres

// GRANT and REVOKE. An object keeps the difference from the privileges
// that it has by default, so that a file that grants nothing equals a catalog without an ACL
// (ddl-priv.html).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// privileges returns what ALL means for a kind of object (ddl-priv.html).
func privileges(k schema.Kind, version int) []string {
	switch {
	case k.Has(schema.RowSource):
		list := []string{"DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"}
		if version >= 17 {
			list = append(list, "MAINTAIN")
		}
		return list
	case k == schema.KindColumn:
		return []string{"INSERT", "REFERENCES", "SELECT", "UPDATE"}
	case k == schema.KindSequence:
		return []string{"SELECT", "UPDATE", "USAGE"}
	case k == schema.KindSchema:
		return []string{"CREATE", "USAGE"}
	case k.IsRoutine():
		return []string{"EXECUTE"}
	}
	return []string{"USAGE"}
}

func (l *loader) grantChange(n *pg.GrantStmt) *grantChange {
	return &grantChange{give: n.IsGrant, option: n.GrantOption, roles: l.roles(n.Grantees), version: l.env.Version}
}

func (l *loader) grant(n *pg.GrantStmt) error {
	switch n.Objtype {
	case pg.ObjectType_OBJECT_DATABASE, pg.ObjectType_OBJECT_TABLESPACE, pg.ObjectType_OBJECT_LARGEOBJECT, pg.ObjectType_OBJECT_PARAMETER_ACL:
		l.note(schema.Ignored, 0, head(l.st.SQL), "it is no part of a schema")
		return nil
	}
	for _, o := range n.Objects {
		if n.Targtype == pg.GrantTargetType_ACL_TARGET_ALL_IN_SCHEMA {
			if err := l.grantAll(o.GetString_().GetSval(), n); err != nil {
				return err
			}
			continue
		}
		if m := l.memberNamed(n.Objtype, o); m != nil {
			if err := l.grantMember(*m, n); err != nil {
				return err
			}
			continue
		}
		k, err := l.granted(n.Objtype, o)
		if err == nil {
			err = l.grantOn(k, n)
		}
		if err != nil {
			return err
		}
	}
	l.tidyInitial()
	return nil
}

// granted is the object that GRANT names; the zero Key is one reported as
// no part of the model.
func (l *loader) granted(t pg.ObjectType, n *pg.Node) (schema.Key, error) {
	if rv := n.GetRangeVar(); rv != nil {
		k, err := l.relation(rv)
		if err == nil {
			return k, nil
		}
		if _, identity := l.identitySequence(rv); identity {
			l.unsupported(rv.Location, "%s", head(l.st.SQL))
			return schema.Key{}, nil
		}
		if ofServer(rv.Schemaname) || rv.Schemaname == "" && expr.SystemColumns("", rv.Relname, 0) != nil {
			return schema.Key{Kind: schema.KindTable, Schema: rv.Schemaname, Name: rv.Relname}, nil
		}
		return k, err
	}
	if t == pg.ObjectType_OBJECT_LANGUAGE && l.out.Get(schema.Key{Kind: schema.KindLanguage, Name: n.GetString_().GetSval()}) == nil {
		l.unsupported(0, "%s", head(l.st.SQL))
		return schema.Key{}, nil
	}
	k, err := l.object(t, n)
	if err != nil && t == pg.ObjectType_OBJECT_FUNCTION && n.GetObjectWithArgs() != nil { // aggregates are functions to GRANT
		return l.routineNamed(n.GetObjectWithArgs())
	}
	return k, err
}

// grantAll follows ALL … IN SCHEMA for what there is now.
func (l *loader) grantAll(in string, n *pg.GrantStmt) error {
	if ofServer(in) {
		l.note(schema.Ignored, 0, head(l.st.SQL), "it belongs to PostgreSQL")
		return nil
	}
	var kinds []schema.Kind
	switch n.Objtype {
	case pg.ObjectType_OBJECT_TABLE:
		kinds = schema.KindsWith(schema.InPostgres | schema.RowSource)
	case pg.ObjectType_OBJECT_SEQUENCE:
		kinds = []schema.Kind{schema.KindSequence}
	case pg.ObjectType_OBJECT_FUNCTION:
		kinds = []schema.Kind{schema.KindFunction, schema.KindAggregate}
	case pg.ObjectType_OBJECT_PROCEDURE:
		kinds = []schema.Kind{schema.KindProcedure}
	default:
		kinds = routineKinds
	}
	if err := l.schemaExists(in, 0); err != nil {
		return err
	}
	for _, o := range slices.Collect(l.out.All()) {
		if k := o.Key(); k.Schema == in && slices.Contains(kinds, k.Kind) {
			if err := l.grantOn(k, n); err != nil {
				return err
			}
		}
	}
	return l.grantMembers(in, kinds, n)
}

// grantOn gives or takes the privileges of one statement on one object.
func (l *loader) grantOn(k schema.Key, n *pg.GrantStmt) error {
	if k == (schema.Key{}) {
		return nil
	}
	o := l.mutable(k)
	isPublic := k.Kind == schema.KindSchema && k.Name == "public"
	if isPublic {
		o = l.public()
	}
	if o == nil {
		l.note(schema.Ignored, 0, head(l.st.SQL), "it belongs to an extension or to PostgreSQL")
		return nil
	}
	list := n.Privileges
	if len(list) == 0 {
		list = []*pg.Node{{Node: &pg.Node_AccessPriv{AccessPriv: &pg.AccessPriv{}}}}
	}
	c := l.grantChange(n)
	for _, node := range list {
		p := node.GetAccessPriv()
		if len(p.Cols) == 0 {
			names := l.privilegeNames(p.PrivName, k.Kind)
			b := o.Common()
			own, rest := grantsOn(b.Access().Grants, "")
			b.EditAccess().Grants = sorted(append(rest, c.apply(own, k, func(role string) bool { return l.owns(b, isPublic, role, c.give) }, names)...))
			if !c.give {
				revokeColumns(o, c, names)
			}
			continue
		}
		if err := l.grantColumns(o, c, expr.NameList(p.Cols), p.PrivName); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) privilegeNames(word string, k schema.Kind) []string {
	if word == "" || strings.EqualFold(word, "all") {
		return privileges(k, l.env.Version)
	}
	return []string{strings.ToUpper(word)}
}

// owns reports whether a role is the owner of an object, or of the schema public. The statements of a plan do
// not say who that is: there what is taken and was not given was the owner's.
func (l *loader) owns(b *pgmodel.Shared, isPublic bool, role string, give bool) bool {
	switch {
	case b.Access().Owner != "":
		return role == b.Access().Owner
	case isPublic && l.env.Version >= 15: // as initdb leaves it
		return role == "pg_database_owner"
	case !l.ordered:
		return role == l.env.User
	}
	given := slices.ContainsFunc(b.Access().Grants, func(g pgmodel.Grant) bool { return g.Role == role && !g.Owner })
	was := slices.ContainsFunc(b.Access().Grants, func(g pgmodel.Grant) bool { return g.Role == role && g.Owner })
	return was || !give && !given
}

// grantColumns gives or takes privileges of columns.
func (l *loader) grantColumns(o pgmodel.Object, c *grantChange, columns []string, word string) error {
	names := l.privilegeNames(word, schema.KindColumn)
	for _, n := range columns {
		i := slices.IndexFunc(columnsOf(o), func(c *pgmodel.Column) bool { return c.Name == n })
		if i < 0 && expr.IsSystemColumn(n) {
			l.grantSystemColumn(o, c, n, names)
			continue
		}
		if i < 0 {
			return l.missingColumn(l.st.Locate(n), o.Key(), n)
		}
		column := columnsOf(o)[i]
		column.EditAccess().Grants = c.apply(column.Access().Grants, column.Key(), func(string) bool { return false }, names)
	}
	return nil
}

// revokeColumns takes from the columns what is taken from their table
// (sql-revoke.html).
func revokeColumns(o pgmodel.Object, c *grantChange, names []string) {
	for _, g := range o.Common().Access().Grants {
		if g.On != "" {
			changeOn(o.Common(), g.On, func(list []pgmodel.Grant) []pgmodel.Grant {
				return c.apply(list, schema.Key{Kind: schema.KindColumn}, func(string) bool { return false }, names)
			})
		}
	}
	for _, column := range columnsOf(o) {
		if len(column.Access().Grants) > 0 {
			column.EditAccess().Grants = c.apply(column.Access().Grants, column.Key(), func(string) bool { return false }, names)
		}
	}
}
