package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate/foreign"
)

// Record reads another tool's table; nil where it is not there. One that would run code
// of a role that is not trusted is not read.
func Record(ctx context.Context, url string, wait time.Duration, name foreign.Name) (table *foreign.Table, err error) {
	conn, err := introspect.ConnectAs(ctx, url, "", "schemadiff", wait)
	if err != nil {
		return nil, err
	}
	defer closed(ctx, conn)
	err = reading(ctx, conn, func(tx pgx.Tx) error {
		query, err := recordQuery(ctx, conn, tx, name)
		if err != nil || query == "" {
			return err
		}
		table, err = readRecord(ctx, conn, query)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("history in %s: %w", introspect.Mask(url), serverError(err))
	}
	return table, nil
}

// recordQuery reads the table from where files find it; "" where it is not there.
func recordQuery(ctx context.Context, conn *pgx.Conn, tx pgx.Tx, name foreign.Name) (string, error) {
	db, err := introspect.On(ctx, conn, tx)
	if err != nil {
		return "", err
	}
	places := db.SearchPath
	if name.Schema != "" {
		places = []string{name.Schema}
	}
	for _, place := range places {
		var there bool
		from := pgx.Identifier{place, name.Table}.Sanitize()
		if err := tx.QueryRow(ctx, "SELECT pg_catalog.to_regclass($1) IS NOT NULL", from).Scan(&there); err != nil {
			return "", err
		}
		if there {
			query := "SELECT * FROM " + from
			return query, db.MayAsk(ctx, query)
		}
	}
	return "", nil
}

func readRecord(ctx context.Context, conn *pgx.Conn, query string) (*foreign.Table, error) {
	result := conn.PgConn().ExecParams(ctx, query, nil, nil, nil, nil).Read() // as texts
	if result.Err != nil {
		return nil, result.Err
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
