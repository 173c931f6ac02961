package sqlite

// A database of given definitions is built as a file image with empty b-trees, so that a
// large schema need not be executed statement by statement.

import (
	"context"
	"encoding/binary"
	"fmt"
)

// Creating N tables one by one costs SQLite N² (each CREATE searches the
// catalog). Reading a catalog is linear: so a whole schema is loaded by handing
// SQLite a database file, in memory, with one empty page for each table and
// index, and letting it read the rows of sqlite_schema all at once. It parses
// every statement then, as it does on opening a file.

const pageSize = 1024

// Values of row.root before pages are given out.
const (
	rootNone  = 0 // views, triggers, virtual tables
	rootTable = 1
	rootIndex = 2 // also WITHOUT ROWID tables
)

// image is a database file of empty b-trees (fileformat2.html, section 1.3 and
// 1.6): page 1 is an empty sqlite_schema, the others are the given roots.
func image(roots []int64) []byte {
	b := make([]byte, pageSize*(len(roots)+1))
	copy(b, "SQLite format 3\x00")
	binary.BigEndian.PutUint16(b[16:], pageSize)
	b[18], b[19] = 1, 1              // rollback journal
	b[21], b[22], b[23] = 64, 32, 32 // payload fractions, fixed
	binary.BigEndian.PutUint32(b[24:], 1)
	binary.BigEndian.PutUint32(b[28:], uint32(len(roots)+1))
	binary.BigEndian.PutUint32(b[40:], 1) // schema cookie
	binary.BigEndian.PutUint32(b[44:], 4) // schema format
	binary.BigEndian.PutUint32(b[56:], 1) // UTF-8
	binary.BigEndian.PutUint32(b[92:], 1)
	emptyPage(b[100:], 0x0d)
	for i, root := range roots {
		kind := byte(0x0d) // leaf of a table
		if root == rootIndex {
			kind = 0x0a // leaf of an index
		}
		emptyPage(b[(i+1)*pageSize:], kind)
	}
	return b
}

func emptyPage(b []byte, kind byte) {
	b[0] = kind
	binary.BigEndian.PutUint16(b[5:], pageSize) // cells start at the end
}

// load makes the database hold exactly these rows. An error means that SQLite
// refused one of the statements.
func (e *Engine) load(ctx context.Context, rows []row) error {
	var roots []int64
	for _, r := range rows {
		if r.root != rootNone {
			roots = append(roots, r.root)
		}
	}
	err := e.conn.Raw(func(c any) error {
		return c.(interface{ Deserialize([]byte) error }).Deserialize(image(roots))
	})
	if err != nil {
		return fmt.Errorf("empty database: %w", err)
	}
	if err := e.Exec(ctx, "PRAGMA writable_schema=ON", "BEGIN"); err != nil {
		return err
	}
	if err := e.insertRows(ctx, rows); err != nil {
		return err
	}
	// RESET drops what was read of the schema and resets writable_schema, so
	// that the next statement reads it all, strictly.
	return e.Exec(ctx, "COMMIT", "PRAGMA writable_schema=RESET", "SELECT 1 FROM sqlite_schema")
}

func (e *Engine) insertRows(ctx context.Context, rows []row) error {
	insert, err := e.conn.PrepareContext(ctx, "INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	page := 1
	for _, r := range rows {
		root := 0
		if r.root != rootNone {
			page++
			root = page
		}
		var text any = r.sql
		if r.sql == "" {
			text = nil
		}
		if _, err := insert.ExecContext(ctx, r.kind, r.name, r.table, root, text); err != nil {
			return err
		}
	}
	return nil
}
