package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate/foreign"
	"github.com/schemadiff/schemadiff/schema"
)

// Record reads another tool's table; nil where it is not there.
func Record(ctx context.Context, path string, patience introspect.Patience, name foreign.Name) (_ *foreign.Table, err error) {
	if name.Schema != "" && !strings.EqualFold(name.Schema, "main") {
		return nil, nil
	}
	db, err := reading(path, patience.Connect)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, "SELECT * FROM main."+schema.QuoteSQLite(name.Table))
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("history in %s: %w", path, err)
	}
	defer rows.Close()
	table := &foreign.Table{}
	if table.Columns, err = rows.Columns(); err != nil {
		return nil, err
	}
	for rows.Next() {
		values, to := make([]sql.NullString, len(table.Columns)), make([]any, len(table.Columns))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			return nil, fmt.Errorf("history in %s: %w", path, err)
		}
		row := foreign.Row{}
		for i, v := range values {
			if v.Valid {
				row[table.Columns[i]] = v.String
			}
		}
		table.Rows = append(table.Rows, row)
	}
	return table, rows.Err()
}
