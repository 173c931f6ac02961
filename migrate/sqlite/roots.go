package sqlite

// The root page of a table identifies it across ALTER TABLE … RENAME, which changes only its
// name in sqlite_schema. watch.go compares the pages before and after a step to follow a table
// to its new name without parsing the statement.

import (
	"context"
	"fmt"

	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
)

// roots lists the root pages of the tables by folded name.
func (r *run) roots(ctx context.Context) (map[string]int64, error) {
	rows, err := r.conn.QueryContext(ctx, "SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")
	if err != nil {
		return nil, fmt.Errorf("root pages: %w", err)
	}
	defer rows.Close()
	roots := make(map[string]int64)
	for rows.Next() {
		var name string
		var root int64
		if err := rows.Scan(&name, &root); err != nil {
			return nil, fmt.Errorf("root pages: %w", err)
		}
		roots[parsesqlite.Fold(name)] = root
	}
	return roots, rows.Err()
}
