package journal

// The record of backfills: a row for each, with the last key that is done. A batch moves it in
// its own transaction, and holds the row meanwhile, so that runs at the same time take turns.

import (
	"context"
	"fmt"
	"time"
)

// Fill is how far a backfill is on a database.
type Fill struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Checksum string    `json:"checksum"`
	Cursor   string    `json:"cursor"` // the last key that is done, "" before the first batch
	Rows     int64     `json:"rows"`   // that were changed
	Batches  int64     `json:"batches"`
	Done     bool      `json:"done"`
	Updated  time.Time `json:"updatedAt"`
}

// Fills reads how far the backfills of a database are.
func Fills(ctx context.Context, s Store) ([]Fill, error) {
	var list []Fill
	err := query(ctx, s, func(scan func(...any) error) error {
		f, err := scanFill(scan)
		list = append(list, f)
		return err
	}, selectFills+" ORDER BY id")
	return list, err
}

const selectFills = "SELECT id, name, checksum, coalesce({key text}, ''), rows_done, batches, state = 'done', updated_at FROM {backfills}"

func scanFill(scan func(...any) error) (f Fill, err error) {
	return f, scan(&f.ID, &f.Name, &f.Checksum, &f.Cursor, &f.Rows, &f.Batches, &f.Done, moment{&f.Updated})
}

// BeginFill writes the row of a backfill unless there is one.
func BeginFill(ctx context.Context, s Store, id, name, checksum string) error {
	text, args := s.Dialect().bind("INSERT INTO {backfills} VALUES (?, ?, ?, NULL, 0, 0, ?, {now}) ON CONFLICT DO NOTHING", []any{id, name, checksum, string(Running)})
	_, err := s.Exec(ctx, text, args...)
	return recordError(err)
}

// LockFill reads how far a backfill is, and the key that it goes on after into cursor; others
// wait for the end of the transaction.
func LockFill(ctx context.Context, s Store, id string, cursor any) (f Fill, err error) {
	err = query(ctx, s, func(scan func(...any) error) error {
		return scan(&f.ID, &f.Name, &f.Checksum, cursor, &f.Rows, &f.Batches, &f.Done)
	}, "SELECT id, name, checksum, cursor, rows_done, batches, state = 'done' FROM {backfills} WHERE id = ?{lock}", id)
	if err == nil && f.ID == "" {
		err = fmt.Errorf("there is no record of backfill %s", id)
	}
	return f, err
}

// SaveFill moves a backfill to a key.
func SaveFill(ctx context.Context, s Store, f Fill, cursor any) error {
	state := Running
	if f.Done {
		state = Done
	}
	text, args := s.Dialect().bind("UPDATE {backfills} SET cursor = ?, rows_done = ?, batches = ?, state = ?, checksum = ?, updated_at = {now} WHERE id = ?",
		[]any{cursor, f.Rows, f.Batches, string(state), f.Checksum, f.ID})
	_, err := s.Exec(ctx, text, args...)
	return recordError(err)
}

func recordError(err error) error {
	if err != nil {
		return fmt.Errorf("record of backfills: %w", err)
	}
	return nil
}
