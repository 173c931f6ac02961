package sqlite

// The history table of another migration tool, read as text whatever its columns are called or
// typed. Package foreign interprets the rows; here they are only fetched, so that a database
// can be adopted without that tool.

import (
	"context"
	"database/sql"
	"strings"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Record reads another tool's table; nil where it is not there.
func Record(ctx context.Context, path string, patience introspect.Patience, name history.Name) (*history.Table, error) {
	if name.Schema != "" && !strings.EqualFold(name.Schema, "main") {
		return nil, nil
	}
	var table *history.Table
	err := reading(ctx, path, patience, "history in "+name.Table, func(db querier) (err error) {
		table, err = rowsOf(ctx, db, name.Table)
		return err
	})
	return table, err
}

// rowsOf are all rows of a table; nil where it is not there.
func rowsOf(ctx context.Context, db querier, name string) (*history.Table, error) {
	rows, err := db.QueryContext(ctx, "SELECT * FROM main."+litemodel.Quote(name))
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	table := &history.Table{}
	if table.Columns, err = rows.Columns(); err != nil {
		return nil, err
	}
	for rows.Next() {
		values, to := make([]sql.NullString, len(table.Columns)), make([]any, len(table.Columns))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		row := history.Row{}
		for i, v := range values {
			if v.Valid {
				row[table.Columns[i]] = v.String
			}
		}
		table.Rows = append(table.Rows, row)
	}
	return table, rows.Err()
}
