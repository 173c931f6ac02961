package syntax

// A down migration runs in one transaction, where CONCURRENTLY cannot run. This
// file takes the word out of a statement, by parsing and printing it.

import (
	"fmt"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
)

// Blocking is a statement without CONCURRENTLY, so that a transaction can hold it. Every
// other statement comes back as it was.
func Blocking(sql string) (string, error) {
	tree, err := grammar.Parse(sql)
	if err != nil {
		return "", fmt.Errorf("statement: %w", err)
	}
	changed := false
	for _, raw := range tree.Stmts {
		switch s := raw.Stmt.Node.(type) {
		case *pg.Node_IndexStmt:
			changed = changed || s.IndexStmt.Concurrent
			s.IndexStmt.Concurrent = false
		case *pg.Node_DropStmt:
			changed = changed || s.DropStmt.Concurrent
			s.DropStmt.Concurrent = false
		case *pg.Node_AlterTableStmt:
			for _, c := range s.AlterTableStmt.Cmds {
				if p := c.GetAlterTableCmd().GetDef().GetPartitionCmd(); p != nil {
					changed = changed || p.Concurrent
					p.Concurrent = false
				}
			}
		}
	}
	if !changed {
		return sql, nil
	}
	text, err := grammar.Deparse(tree)
	if err != nil {
		return "", fmt.Errorf("statement without CONCURRENTLY: %w", err)
	}
	return text, nil
}
