package sqlite

// The proof at the end of a plan, before COMMIT: each table that the steps touched has its
// rows, its AUTOINCREMENT counter, its values and its foreign keys as they were recorded,
// except where a step was meant to change them. Any difference is a *migrate.ProofError, and
// the transaction is rolled back.

import (
	"context"
	"fmt"
)

// prove compares every watched table with what was recorded. A table that a
// step dropped has nothing to compare.
func (w *watch) prove(ctx context.Context) error {
	for _, t := range w.tables {
		if t.gone {
			continue
		}
		if err := w.proveTable(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func (w *watch) proveTable(ctx context.Context, t *watched) error {
	rows, err := w.run.rows(ctx, t.now)
	if err != nil {
		return err
	}
	if rows != t.rows {
		return refuted("table %s: %d of %d rows are there", t.now, rows, t.rows)
	}
	if t.touch != nil && t.touch.counter {
		if err := w.proveSequence(ctx, t); err != nil {
			return err
		}
	}
	if t.sums != nil {
		if err := w.proveContent(ctx, t); err != nil {
			return err
		}
	}
	if t.checked {
		return w.proveForeign(ctx, t)
	}
	return nil
}

// proveContent compares the columns that were there before and are now. One
// that a step is about may hold other values than before.
func (w *watch) proveContent(ctx context.Context, t *watched) error {
	l, err := w.run.layout(ctx, t.now)
	if err != nil {
		return err
	}
	sums, err := w.run.columnSums(ctx, l)
	if err != nil {
		return err
	}
	for _, name := range l.columns {
		before, ok := t.sums[name]
		if ok && !t.touch.columns[name] && sums[name] != before {
			return refuted("table %s: values of column %s changed", t.now, name)
		}
	}
	return nil
}

func (w *watch) proveSequence(ctx context.Context, t *watched) error {
	now, err := w.run.sequence(ctx, t.now)
	if err != nil {
		return err
	}
	if now < t.sequence {
		return refuted("table %s: the AUTOINCREMENT counter went from %d back to %d, ids would be used again", t.now, t.sequence, now)
	}
	return nil
}

// rows counts the rows of a table.
func (r *run) rows(ctx context.Context, table string) (int64, error) {
	n, err := r.number(ctx, "SELECT count(*) FROM "+quote(table))
	if err != nil {
		return 0, fmt.Errorf("count rows of table %s: %w", table, err)
	}
	return n, nil
}

// sequence is the AUTOINCREMENT counter of a table, 0 without one.
func (r *run) sequence(ctx context.Context, table string) (int64, error) {
	n, err := r.number(ctx, "SELECT max(seq) FROM sqlite_sequence WHERE name = ? COLLATE NOCASE", table)
	if err != nil {
		return 0, fmt.Errorf("AUTOINCREMENT counter of table %s: %w", table, err)
	}
	return n, nil
}
