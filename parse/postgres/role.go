package postgres

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// role is the name of a role; that of the session is the one that reads the files,
// and PUBLIC is "".
func (l *loader) role(r *pg.RoleSpec) string {
	switch r.GetRoletype() {
	case pg.RoleSpecType_ROLESPEC_CSTRING:
		return r.Rolename
	case pg.RoleSpecType_ROLESPEC_CURRENT_USER, pg.RoleSpecType_ROLESPEC_CURRENT_ROLE, pg.RoleSpecType_ROLESPEC_SESSION_USER:
		return l.env.User
	}
	return ""
}

func (l *loader) roles(list []*pg.Node) []string {
	var names []string
	for _, n := range list {
		names = append(names, l.role(n.GetRoleSpec()))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (l *loader) alterOwner(n *pg.AlterOwnerStmt) error {
	if n.ObjectType == pg.ObjectType_OBJECT_DATABASE || n.ObjectType == pg.ObjectType_OBJECT_LARGEOBJECT || n.ObjectType == pg.ObjectType_OBJECT_TABLESPACE {
		l.note(schema.Ignored, 0, head(l.st.sql), "it is no part of a schema")
		return nil
	}
	k, err := l.object(n.ObjectType, n.Object)
	if err != nil {
		return err
	}
	return l.setOwner(k, l.role(n.Newowner))
}

// setOwner gives an object to a role, and with a table the sequences of its
// columns. What the former owner had from being the owner the new one has.
func (l *loader) setOwner(k schema.Key, role string) error {
	o := l.mutable(k)
	if k.Kind == schema.KindSchema && k.Name == "public" {
		o = l.public()
	}
	if o == nil {
		l.note(schema.Ignored, 0, head(l.st.sql), "it belongs to an extension")
		return nil
	}
	if !hasOwner(k.Kind) {
		return nil
	}
	takeOver(o.Pg(), role)
	if k.Kind != schema.KindTable && k.Kind != schema.KindForeignTable {
		return nil
	}
	for _, s := range slices.Collect(l.out.All()) {
		if s, ok := s.(*schema.PgSequence); ok && s.OwnedBy.Schema == k.Schema && s.OwnedBy.Table == k.Name && s.OwnedBy != (schema.Key{}) {
			takeOver(l.mutable(s.ID).Pg(), role)
		}
	}
	return nil
}

func takeOver(b *schema.PgBase, role string) {
	b.Owner, b.Grants = role, schema.PassOnPgGrants(b.Grants, role)
}

// hasOwner says whether objects of a kind have an owner that can be changed: the
// others are those of what they are part of.
func hasOwner(k schema.Kind) bool {
	switch k {
	case schema.KindSchema, schema.KindTable, schema.KindForeignTable, schema.KindView, schema.KindMatView, schema.KindSequence,
		schema.KindEnum, schema.KindDomain, schema.KindComposite, schema.KindRange, schema.KindBaseType, schema.KindFunction,
		schema.KindProcedure, schema.KindAggregate, schema.KindEventTrigger, schema.KindStatistics, schema.KindOperator,
		schema.KindOperatorClass, schema.KindOperatorFamily, schema.KindCollation, schema.KindConversion, schema.KindLanguage,
		schema.KindTSDictionary, schema.KindTSConfig, schema.KindWrapper, schema.KindServer, schema.KindPublication, schema.KindSubscription:
		return true
	}
	return false
}

// defaultOwners gives what the files say no owner of to the role that reads them.
func (l *loader) defaultOwners() {
	if l.env.User == "" || l.catalog || l.ordered {
		return
	}
	for _, o := range slices.Collect(l.out.All()) {
		k := o.Key()
		if p, ok := o.(schema.PgObject); ok && p.Pg().Owner == "" && hasOwner(k.Kind) && (k.Kind != schema.KindSchema || k.Name != "public") {
			l.mutable(k).Pg().Owner = l.env.User
		}
	}
}
