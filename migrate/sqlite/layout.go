package sqlite

// How the rows of a table are read for hashing: the stored columns, and the rowid or primary
// key that identifies a row. A column named rowid hides the rowid, which then goes by one of
// its two other names (rowidtable.html); a WITHOUT ROWID table has none and is identified by
// its key.

import (
	"context"
	"fmt"
	"slices"

	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
)

// layout is how the rows of a table are read for a proof.
type layout struct {
	table    string
	identity []string // what identifies a row: a name of the rowid, or the key
	columns  []string // folded names of the stored columns
}

// layout reads the columns of a table that its rows hold; generated ones follow
// from the others.
func (r *run) layout(ctx context.Context, table string) (*layout, error) {
	rows, err := r.conn.QueryContext(ctx, "SELECT name, hidden, pk FROM pragma_table_xinfo(?)", table)
	if err != nil {
		return nil, fmt.Errorf("columns of table %s: %w", table, err)
	}
	defer rows.Close()
	l := &layout{table: table}
	var all []string
	keys := map[int]string{}
	for rows.Next() {
		var name string
		var hidden, pk int
		if err := rows.Scan(&name, &hidden, &pk); err != nil {
			return nil, err
		}
		name = parsesqlite.Fold(name)
		all = append(all, name)
		if hidden == 0 {
			l.columns = append(l.columns, name)
		}
		if pk > 0 {
			keys[pk] = name
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	l.identity, err = r.identity(ctx, table, all, keys)
	return l, err
}

// identity is a name of the rowid that is no column; the key of a table without one.
func (r *run) identity(ctx context.Context, table string, columns []string, keys map[int]string) ([]string, error) {
	without, err := r.number(ctx, "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ? COLLATE NOCASE", table)
	if err != nil {
		return nil, fmt.Errorf("kind of table %s: %w", table, err)
	}
	if without == 1 {
		var key []string
		for i := 1; i <= len(keys); i++ {
			key = append(key, keys[i])
		}
		return key, nil
	}
	for _, name := range []string{"rowid", "_rowid_", "oid"} {
		if !slices.Contains(columns, name) {
			return []string{name}, nil
		}
	}
	return nil, nil
}
