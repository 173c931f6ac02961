package dbtest

// This file reads the rows of a PostgreSQL database for the comparison of diff.go.

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

const relationsQuery = `
SELECT n.nspname, c.relname, c.relkind::text,
  ARRAY(SELECT a.attname::text FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE (c.relkind = 'r' OR c.relkind = 'S' OR c.relkind = 'm' AND c.relispopulated)
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`

// relation is a table, a materialized view or a sequence.
type relation struct {
	schema, name, kind string
	columns            []string
}

// PGRows reads every row of every table and materialized view, and the
// positions of sequences as if they were rows, by schema.name.
func PGRows(url string) (Rows, error) {
	ctx, cancel := context.WithTimeout(context.Background(), runLimit)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "SET search_path = ''; SET bytea_output = hex"); err != nil {
		return nil, err
	}
	list, err := relations(ctx, conn)
	if err != nil {
		return nil, fmt.Errorf("read relations: %w", err)
	}
	all := Rows{}
	for _, r := range list {
		rows, err := r.read(ctx, conn)
		if err != nil {
			return nil, fmt.Errorf("read rows of %s.%s: %w", r.schema, r.name, err)
		}
		all[r.schema+"."+r.name] = rows
	}
	return all, nil
}

func relations(ctx context.Context, conn *pgx.Conn) ([]relation, error) {
	result, err := conn.Query(ctx, relationsQuery)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(result, func(row pgx.CollectableRow) (relation, error) {
		var r relation
		err := row.Scan(&r.schema, &r.name, &r.kind, &r.columns)
		return r, err
	})
}

func (r relation) read(ctx context.Context, conn *pgx.Conn) (*TableRows, error) {
	if r.kind == "S" {
		r.columns = []string{"last_value", "is_called"}
	}
	exprs := make([]string, len(r.columns))
	for i, c := range r.columns {
		exprs[i] = "quote_nullable(" + QuoteName(c) + "::text)"
	}
	query := "SELECT ARRAY[" + strings.Join(exprs, ", ") + "]::text[] FROM ONLY " + QuoteName(r.schema) + "." + QuoteName(r.name)
	result, err := conn.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	lines, err := pgx.CollectRows(result, pgx.RowTo[[]string])
	if err != nil {
		return nil, err
	}
	rows := &TableRows{Columns: r.columns, Values: map[string][]string{}, Count: len(lines)}
	for _, line := range lines {
		for i, c := range r.columns {
			rows.Values[c] = append(rows.Values[c], line[i])
		}
	}
	return rows, nil
}
