package postgres

// What is known of rows without reading tables: the estimates and sizes that the server keeps. Count runs one
// query of a number, under the limits and the trust that every question about rows has.

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Facts reads the server's estimate of rows and the size on disk of tables, those
// of partitions added up.
func (d *DB) Facts(ctx context.Context, tables []schema.Key) (*schema.Facts, error) {
	facts := &schema.Facts{Tables: map[schema.Key]schema.TableFacts{}}
	if len(tables) == 0 {
		return facts, nil
	}
	names := make([]string, len(tables))
	for i, k := range tables {
		names[i] = pgmodel.Qualified(k.Schema, k.Name)
	}
	err := d.inTransaction(ctx, "a lock to read the sizes of tables", func(ctx context.Context, tx pgx.Tx) error { return sizes(ctx, tx, tables, names, facts) })
	if err != nil {
		return nil, fmt.Errorf("sizes of tables: %w", err)
	}
	return facts, nil
}

// sizes asks about tables by their quoted names.
func sizes(ctx context.Context, tx pgx.Tx, tables []schema.Key, names []string, facts *schema.Facts) error {
	rows, err := tx.Query(ctx, `
SELECT t.n - 1, coalesce(p.estimate, c.reltuples)::bigint, coalesce(p.bytes, pg_catalog.pg_total_relation_size(c.oid)),
 coalesce(p.heap, pg_catalog.pg_relation_size(c.oid)) = 0 AND NOT (c.relhassubclass AND c.relkind <> 'p')
FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS t (name, n)
JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(t.name)
LEFT JOIN LATERAL (SELECT pg_catalog.sum(l.reltuples) AS estimate, pg_catalog.sum(pg_catalog.pg_total_relation_size(l.oid))::bigint AS bytes,
  pg_catalog.sum(CASE l.relkind WHEN 'f' THEN 1 ELSE pg_catalog.pg_relation_size(l.oid) END) AS heap
 FROM pg_catalog.pg_partition_tree(c.oid) m JOIN pg_catalog.pg_class l ON l.oid = m.relid WHERE m.isleaf) p ON c.relkind = 'p'`, names)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var i, estimate, bytes int64
		var empty bool
		if err := rows.Scan(&i, &estimate, &bytes, &empty); err != nil {
			return err
		}
		facts.Tables[tables[i]] = schema.TableFacts{Rows: estimate, Bytes: bytes, Stats: estimate >= 0, Empty: empty}
	}
	return rows.Err()
}

// Count runs a query of one number. What it may not read does not end the reading. Where
// the query would run code of a role that is not trusted, it is an
// *introspect.UntrustedError. Rows that a policy hides are an error too: a number without
// them would be wrong.
func (d *DB) Count(ctx context.Context, query string) (n int64, err error) {
	limit := 30 * time.Second
	if deadline, ok := ctx.Deadline(); ok { // the server gives up first: a context that is over closes the connection
		limit = max(time.Until(deadline)*4/5, time.Millisecond)
	}
	err = d.inTransaction(ctx, "a lock to ask about rows", func(ctx context.Context, tx pgx.Tx) error {
		if err := d.MayAskIn(ctx, query); err != nil {
			return fmt.Errorf("rows unknown: %w", err)
		}
		if _, err := tx.Exec(ctx, fmt.Sprintf("SET LOCAL row_security = off; SET LOCAL statement_timeout = %d", limit.Milliseconds())); err != nil {
			return err
		}
		return tx.QueryRow(ctx, query).Scan(&n)
	})
	return n, err
}
