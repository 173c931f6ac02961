package postgres

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// fold applies one statement to the schema. Each kind of object has a file with
// its methods; helpers of the kinds below are tried in turn.
func (l *loader) fold(st *syntax.Statement) error {
	if st.Node == nil {
		return nil
	}
	l.forgetRenamed(st.Node)
	for _, f := range []func(*pg.Node) (bool, error){
		l.foldTable, l.foldShared, l.foldRoutine, l.foldQuery, l.foldType, l.foldForeign, l.foldSession,
	} {
		if done, err := f(st.Node); done {
			return err
		}
	}
	l.note(schema.Unsupported, 0, head(st.SQL), "schemadiff does not manage what it makes")
	return nil
}

// foldTable applies what makes and changes tables, indexes and sequences.
func (l *loader) foldTable(node *pg.Node) (bool, error) {
	switch n := node.Node.(type) {
	case *pg.Node_CreateStmt:
		return true, l.createTable(n.CreateStmt)
	case *pg.Node_AlterTableStmt:
		return true, l.alterTable(n.AlterTableStmt)
	case *pg.Node_IndexStmt:
		return true, l.createIndex(n.IndexStmt)
	case *pg.Node_CreateSeqStmt:
		return true, l.createSequence(n.CreateSeqStmt)
	case *pg.Node_AlterSeqStmt:
		return true, l.alterSequence(n.AlterSeqStmt)
	case *pg.Node_ClusterStmt:
		return true, l.cluster(n.ClusterStmt)
	}
	return false, nil
}

// foldShared applies what goes for objects of every kind.
func (l *loader) foldShared(node *pg.Node) (bool, error) {
	switch n := node.Node.(type) {
	case *pg.Node_DropStmt:
		return true, l.drop(n.DropStmt)
	case *pg.Node_RenameStmt:
		return true, l.rename(n.RenameStmt)
	case *pg.Node_AlterObjectSchemaStmt:
		return true, l.setSchema(n.AlterObjectSchemaStmt)
	case *pg.Node_CreateSchemaStmt:
		return true, l.createSchema(n.CreateSchemaStmt)
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
