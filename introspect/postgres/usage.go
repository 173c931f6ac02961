package postgres

// Indexes that no query has read and how far sequences have come, from the counters of the server
// (monitoring-stats.html): no table is read.

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// Usage adds to facts which indexes no query has read and how far sequences have come:
// both from what the server counts, so that no table is read.
func (d *DB) Usage(ctx context.Context, facts *schema.Facts) error {
	return d.inTransaction(ctx, "a lock to read the use of indexes and sequences", func(ctx context.Context, tx pgx.Tx) error {
		facts.Unused, facts.Sequences = nil, nil
		return usage(ctx, tx, facts)
	})
}

func usage(ctx context.Context, tx pgx.Tx, facts *schema.Facts) error {
	rows, err := tx.Query(ctx, `
SELECT s.schemaname, s.indexrelname FROM pg_catalog.pg_stat_user_indexes s JOIN pg_catalog.pg_index i ON i.indexrelid = s.indexrelid
WHERE s.idx_scan = 0 AND NOT i.indisunique AND NOT i.indisprimary AND NOT i.indisexclusion
 AND (SELECT coalesce(t.seq_scan, 0) + coalesce(t.idx_scan, 0) FROM pg_catalog.pg_stat_user_tables t WHERE t.relid = s.relid) > 0
ORDER BY 1, 2`)
	if err != nil {
		return fmt.Errorf("use of indexes: %w", err)
	}
	for rows.Next() {
		k := schema.Key{Kind: schema.KindIndex}
		if err := rows.Scan(&k.Schema, &k.Name); err != nil {
			return fmt.Errorf("use of indexes: %w", err)
		}
		facts.Unused = append(facts.Unused, k)
	}
	if rows.Err() != nil {
		return fmt.Errorf("use of indexes: %w", rows.Err())
	}
	rows, err = tx.Query(ctx, `
SELECT s.schemaname, s.sequencename, s.last_value, LEAST(s.max_value, CASE a.atttypid WHEN 'int4'::regtype THEN 2147483647 WHEN 'int2'::regtype THEN 32767 ELSE s.max_value END)
FROM pg_catalog.pg_sequences s
JOIN pg_catalog.pg_class c ON c.relname = s.sequencename AND c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace n WHERE n.nspname = s.schemaname)
LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE s.last_value IS NOT NULL AND NOT s.cycle AND s.increment_by > 0 ORDER BY 1, 2`)
	if err != nil {
		return fmt.Errorf("use of sequences: %w", err)
	}
	for rows.Next() {
		u := schema.SequenceUse{Sequence: schema.Key{Kind: schema.KindSequence}}
		if err := rows.Scan(&u.Sequence.Schema, &u.Sequence.Name, &u.Last, &u.Max); err != nil {
			return fmt.Errorf("use of sequences: %w", err)
		}
		facts.Sequences = append(facts.Sequences, u)
	}
	return rows.Err()
}
