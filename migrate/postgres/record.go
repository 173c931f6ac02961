package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	shared "github.com/schemadiff/schemadiff/introspect"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate/foreign"
)

// Record reads another tool's table; nil where it is not there.
func Record(ctx context.Context, url string, patience shared.Patience, name foreign.Name) (*foreign.Table, error) {
	from := pgx.Identifier{name.Table}
	if name.Schema != "" {
		from = pgx.Identifier{name.Schema, name.Table}
	}
	table := &foreign.Table{}
	err := introspect.Ask(ctx, url, patience, "a lock to read the history of another tool", "SELECT * FROM "+from.Sanitize(), func(rows pgx.Rows) error {
		*table = foreign.Table{}
		for _, f := range rows.FieldDescriptions() {
			table.Columns = append(table.Columns, f.Name)
		}
		for rows.Next() {
			row := foreign.Row{}
			for i, v := range rows.RawValues() { // as texts
				if v != nil {
					row[table.Columns[i]] = string(v)
				}
			}
			table.Rows = append(table.Rows, row)
		}
		return rows.Err()
	})
	switch {
	case absent(err):
		return nil, nil
	case err != nil:
		return nil, recorded("history", url, err)
	}
	return table, nil
}
