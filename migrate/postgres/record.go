package postgres

// Reading the table in which another tool records its migrations. All columns come back as text,
// since the tools differ in their types, and package history makes sense of them. The name could
// be that of a view, so it is read only if no code of an untrusted role would run.

import (
	"context"

	"github.com/jackc/pgx/v5"

	shared "github.com/schemadiff/schemadiff/introspect"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate/history"
)

// Record reads another tool's table; nil where it is not there. One that would run code
// of a role that is not trusted is not read.
func Record(ctx context.Context, url string, patience shared.Patience, name history.Name) (table *history.Table, err error) {
	err = introspect.Within(ctx, url, patience, "a lock to read the history of another tool", func(ctx context.Context, db *introspect.DB, tx pgx.Tx) error {
		table = nil
		query, err := recordQuery(ctx, db, tx, name)
		if err != nil || query == "" {
			return err
		}
		table, err = readRecord(ctx, tx, query)
		return err
	})
	if err != nil {
		return nil, recorded("history", url, err)
	}
	return table, nil
}

// recordQuery reads the table from where files find it; "" where it is not there.
func recordQuery(ctx context.Context, db *introspect.DB, tx pgx.Tx, name history.Name) (string, error) {
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
			return query, db.MayAskIn(ctx, query)
		}
	}
	return "", nil
}

func readRecord(ctx context.Context, tx pgx.Tx, query string) (*history.Table, error) {
	rows, err := tx.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	table := &history.Table{}
	for _, f := range rows.FieldDescriptions() {
		table.Columns = append(table.Columns, f.Name)
	}
	for rows.Next() {
		row := history.Row{}
		for i, v := range rows.RawValues() { // as texts
			if v != nil {
				row[table.Columns[i]] = string(v)
			}
		}
		table.Rows = append(table.Rows, row)
	}
	return table, rows.Err()
}
