package sqlite

// Counting rows, many tables in one statement. A table that cannot be counted leaves the others known: its batch
// is counted again, table by table.

import (
	"context"
	"fmt"
	"strings"

	codes "modernc.org/sqlite/lib"

	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// countBatch is the number of tables counted in one statement; SQLite allows
// 500 terms (limits.html).
const countBatch = 200

// Count runs a query of one row with one integer: a probe.
func (db *DB) Count(ctx context.Context, query string) (n int64, err error) {
	err = db.snapshot(ctx, func() error {
		return db.run("rows for a probe", func() error {
			return db.conn.QueryRowContext(ctx, query).Scan(&n)
		})
	})
	return n, err
}

// count counts the rows of all tables of batch. If one of them cannot be
// counted they are counted one by one, so that it is known which.
func (db *DB) count(ctx context.Context, batch []fact) error {
	err := db.run("rows", func() error { return db.countTogether(ctx, batch) })
	if c := code(err) & 0xff; c != codes.SQLITE_ERROR && c != codes.SQLITE_CORRUPT {
		return err
	}
	for i := range batch {
		if err := db.countAlone(ctx, &batch[i]); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) countTogether(ctx context.Context, batch []fact) error {
	terms := make([]string, len(batch))
	for i, f := range batch {
		terms[i] = fmt.Sprintf("SELECT %d, count(*) FROM main.%s", i, litemodel.Quote(f.name))
	}
	rows, err := db.conn.QueryContext(ctx, strings.Join(terms, " UNION ALL "))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var i int
		var n int64
		if err := rows.Scan(&i, &n); err != nil {
			return err
		}
		batch[i].Rows = n
	}
	return rows.Err()
}

// countAlone counts one table without its indexes, which may need a collation
// that only the application has. What cannot be counted at all, such as a
// virtual table of an unknown module, stays unknown.
func (db *DB) countAlone(ctx context.Context, f *fact) error {
	f.Rows = -1
	query := "SELECT count(*) FROM main." + litemodel.Quote(f.name) + " NOT INDEXED"
	err := db.run("the rows of table "+f.name, func() error {
		return db.conn.QueryRowContext(ctx, query).Scan(&f.Rows)
	})
	if code(err)&0xff == codes.SQLITE_ERROR {
		return nil
	}
	return err
}
