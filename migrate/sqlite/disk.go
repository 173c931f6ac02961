package sqlite

// A rebuild needs space for a second copy of the table and for the journal. The need is
// estimated from the plan and compared with the free space before the first statement: a full
// disk would be rolled back, but only after minutes under the write lock.

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/schemadiff/schemadiff/migrate"
)

// checkDisk refuses a plan whose rebuilds would not fit. On a file system that
// cannot say what is free, the engine will notice in time.
func (r *run) checkDisk(ctx context.Context) error {
	needs, err := r.needs(ctx)
	if err != nil || needs == 0 {
		return err
	}
	has, ok := free(filepath.Dir(r.options.Path))
	if ok && has < needs {
		return &migrate.DiskError{Database: r.options.Path, Needs: needs, Has: has}
	}
	return nil
}

// needs is the space that the rebuilds take while they run: the copy and its
// indexes, and the journal of the pages it replaces. A write-ahead log holds
// the copy once more before the file grows: a table of 100 MB with its index
// took 176 MB with a rollback journal and 250 MB with a log.
func (r *run) needs(ctx context.Context) (int64, error) {
	var total int64
	for i := range r.plan.Steps {
		s := &r.plan.Steps[i]
		if s.Copy == nil {
			continue
		}
		bytes := s.Bytes
		if bytes < 0 {
			info, err := os.Stat(r.options.Path)
			if err != nil {
				return 0, fmt.Errorf("size of the database: %w", err)
			}
			bytes = info.Size()
		}
		total += 2 * bytes
	}
	if total == 0 {
		return 0, nil
	}
	var mode string
	if err := r.conn.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return 0, fmt.Errorf("journal mode: %w", err)
	}
	if mode == "wal" {
		total += total / 4
	}
	return total, nil
}
