package postgres

// What a statement says of access: the objects whose owner, privileges or policies it can
// change, by the names that it spells, so that a finding about an object has a place in a
// file of statements.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// concerns are the objects that a statement names whose access it can change. A Key of a
// schema alone is all that is in it.
func (r *actReader) concerns(node *pg.Node) []schema.Key {
	switch n := node.Node.(type) {
	case *pg.Node_GrantStmt:
		return grantNames(n.GrantStmt)
	case *pg.Node_AlterDefaultPrivilegesStmt:
		return []schema.Key{{Kind: schema.KindDefaultGrants}}
	case *pg.Node_AlterTableStmt:
		out := relationName(n.AlterTableStmt.Relation)
		for _, c := range n.AlterTableStmt.Cmds {
			out = append(out, relationName(c.GetAlterTableCmd().GetDef().GetPartitionCmd().GetName())...)
		}
		return out
	case *pg.Node_AlterOwnerStmt:
		return append(relationName(n.AlterOwnerStmt.Relation), namedByNode(n.AlterOwnerStmt.Object)...)
	case *pg.Node_DropStmt:
		return r.dropNames(n.DropStmt)
	}
	for _, k := range r.l.registry.kinds {
		if k.concerns == nil {
			continue
		}
		if list := k.concerns(node); len(list) > 0 {
			return list
		}
	}
	return nil
}

func relationName(rv *pg.RangeVar) []schema.Key {
	if rv == nil {
		return nil
	}
	return []schema.Key{{Schema: rv.Schemaname, Name: rv.Relname}}
}

func wordsName(words []string) []schema.Key {
	if len(words) == 0 {
		return nil
	}
	s, name := expr.SplitName(words)
	return []schema.Key{{Schema: s, Name: name}}
}

// namedByNode is an object of whatever kind, as statements name it.
func namedByNode(n *pg.Node) []schema.Key {
	switch {
	case n.GetObjectWithArgs() != nil:
		return wordsName(expr.NameList(n.GetObjectWithArgs().Objname))
	case n.GetTypeName() != nil:
		return wordsName(expr.NameList(n.GetTypeName().Names))
	case n.GetList() != nil:
		return wordsName(expr.NameList(n.GetList().Items))
	case n.GetString_() != nil:
		return []schema.Key{{Name: n.GetString_().Sval}}
	}
	return relationName(n.GetRangeVar())
}

func grantNames(n *pg.GrantStmt) []schema.Key {
	var out []schema.Key
	for _, o := range n.Objects {
		if n.Targtype == pg.GrantTargetType_ACL_TARGET_ALL_IN_SCHEMA {
			out = append(out, schema.Key{Schema: o.GetString_().GetSval()})
			continue
		}
		out = append(out, namedByNode(o)...)
	}
	return out
}

// dropNames are the objects of a DROP; of a policy or rule its table.
func (r *actReader) dropNames(n *pg.DropStmt) []schema.Key {
	var out []schema.Key
	for _, o := range n.Objects {
		words := expr.NameList(o.GetList().GetItems())
		if r.l.registry.kindOf(n.RemoveType).IsPart() {
			out = append(out, wordsName(words[:max(0, len(words)-1)])...)
		} else {
			out = append(out, namedByNode(o)...)
		}
	}
	return out
}

// opens reads what a statement gives to others, and whether that is known without the objects it names.
func (r *actReader) opens(node *pg.Node, out *schema.Statement) {
	switch n := node.Node.(type) {
	case *pg.Node_GrantRoleStmt:
		out.Opens, out.OpensTo = r.membership(n.GrantRoleStmt)
	case *pg.Node_AlterRoleStmt:
		out.Opens = roleAttributes(r.l.role(n.AlterRoleStmt.Role), n.AlterRoleStmt.Options)
	case *pg.Node_AlterDefaultPrivilegesStmt:
		if g := n.AlterDefaultPrivilegesStmt.Action; g.GetIsGrant() {
			out.Opens = grantees(r.l.roles(g.Grantees)) + " gains privileges on objects to come: ALTER DEFAULT PRIVILEGES"
		}
	default:
		out.Opens = r.grantedAccess(node)
		out.OpensAlone = out.Opens == schema.OpensAll
		return
	}
	out.OpensAlone = out.Opens != ""
}

// grantedAccess describes the access a statement grants, whatever it meets; "" for none.
func (r *actReader) grantedAccess(node *pg.Node) string {
	switch n := node.Node.(type) {
	case *pg.Node_GrantStmt:
		if !n.GrantStmt.IsGrant {
			return ""
		}
		if to := grantees(r.l.roles(n.GrantStmt.Grantees)); to != "PUBLIC" || len(n.GrantStmt.Privileges) > 0 {
			return to + " can gain privileges: GRANT"
		}
		return schema.OpensAll
	case *pg.Node_AlterTableStmt:
		for _, c := range n.AlterTableStmt.Cmds {
			switch cmd := c.GetAlterTableCmd(); cmd.GetSubtype() {
			case pg.AlterTableType_AT_NoForceRowSecurity:
				return "its owner can gain rows: row level security is no longer forced"
			case pg.AlterTableType_AT_ChangeOwner:
				return r.owns(cmd.Newowner)
			}
		}
	case *pg.Node_AlterOwnerStmt:
		return r.owns(n.AlterOwnerStmt.Newowner)
	}
	for _, k := range r.l.registry.kinds {
		if k.opens == nil {
			continue
		}
		if text := k.opens(r.l, node); text != "" {
			return text
		}
	}
	return ""
}

// owns says what a new owner gains; the role that runs the statement gains nothing that it could not take.
func (r *actReader) owns(role *pg.RoleSpec) string {
	if role.GetRoletype() != pg.RoleSpecType_ROLESPEC_CSTRING {
		return ""
	}
	return pgmodel.Quote(role.Rolename) + " can gain all that an owner may do: OWNER TO"
}

func grantees(roles []string) string {
	list := make([]string, len(roles))
	for i, r := range roles {
		list[i] = pgmodel.Quote(r)
		if r == "" {
			list[i] = "PUBLIC"
		}
	}
	if len(list) == 0 {
		return "PUBLIC"
	}
	return strings.Join(list, ", ")
}
