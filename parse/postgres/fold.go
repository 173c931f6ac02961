package postgres

// The statements that belong to no kind of object: DROP, RENAME, COMMENT ON, GRANT and the
// like take objects of many kinds. The entry point puts them into the registry; nothing else
// uses them.

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// foldShared applies the statements for objects of every kind.
func foldShared(l *loader, node *pg.Node) (bool, error) {
	switch n := node.Node.(type) {
	case *pg.Node_AlterTableStmt:
		return true, l.alterRelation(n.AlterTableStmt)
	case *pg.Node_ClusterStmt:
		return true, l.cluster(n.ClusterStmt)
	case *pg.Node_DropStmt:
		return true, l.drop(n.DropStmt)
	case *pg.Node_RenameStmt:
		return true, l.rename(n.RenameStmt)
	case *pg.Node_AlterObjectSchemaStmt:
		return true, l.setSchema(n.AlterObjectSchemaStmt)
	case *pg.Node_CommentStmt:
		return true, l.comment(n.CommentStmt)
	case *pg.Node_AlterOwnerStmt:
		return true, l.alterOwner(n.AlterOwnerStmt)
	case *pg.Node_GrantStmt:
		return true, l.grant(n.GrantStmt)
	case *pg.Node_AlterDefaultPrivilegesStmt:
		return true, l.alterDefaultPrivileges(n.AlterDefaultPrivilegesStmt)
	}
	return false, nil
}
