package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate/foreign"
)

// Record reads another tool's table; nil where it is not there.
func Record(ctx context.Context, url string, wait time.Duration, name foreign.Name) (*foreign.Table, error) {
	conn, err := introspect.ConnectAs(ctx, url, "", "schemadiff", wait)
	if err != nil {
		return nil, err
	}
	defer closed(ctx, conn)
	from := pgx.Identifier{name.Table}
	if name.Schema != "" {
		from = pgx.Identifier{name.Schema, name.Table}
	}
	result := conn.PgConn().ExecParams(ctx, "SELECT * FROM "+from.Sanitize(), nil, nil, nil, nil).Read() // as texts
	if absent(result.Err) {
		return nil, nil
	}
	if result.Err != nil {
		return nil, fmt.Errorf("history in %s: %w", introspect.Mask(url), serverError(result.Err))
	}
	table := &foreign.Table{}
	for _, f := range result.FieldDescriptions {
		table.Columns = append(table.Columns, f.Name)
	}
	for _, values := range result.Rows {
		row := foreign.Row{}
		for i, v := range values {
			if v != nil {
				row[table.Columns[i]] = string(v)
			}
		}
		table.Rows = append(table.Rows, row)
	}
	return table, nil
}
