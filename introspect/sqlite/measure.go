package sqlite

// How many bytes tables and their indexes take on disk, from the dbstat virtual table where SQLite has it
// (dbstat.html).

import (
	"context"
	"encoding/json"

	codes "modernc.org/sqlite/lib"

	"github.com/schemadiff/schemadiff/schema/litemodel"
)

const (
	// maxMeasure is the size up to which every page is worth reading for the
	// sizes of tables.
	maxMeasure = 2 << 30
	// fewTables is the number up to which each table and index is looked up by
	// its name: every look-up goes through the whole catalog.
	fewTables = 32
)

const (
	bytesOfFew = `SELECT m.tbl_name, sum(s.pgsize) FROM sqlite_schema AS m CROSS JOIN dbstat AS s ON s.name = m.name
WHERE s.aggregate = TRUE AND m.rootpage > 0 AND m.tbl_name IN (SELECT value FROM json_each(?1)) GROUP BY m.tbl_name`
	bytesOfMany = `WITH s AS MATERIALIZED (SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE)
SELECT m.tbl_name, sum(s.pgsize) FROM sqlite_schema AS m CROSS JOIN s ON s.name = m.name
WHERE m.rootpage > 0 AND m.tbl_name IN (SELECT value FROM json_each(?1)) GROUP BY m.tbl_name`
)

// measure fills in how many bytes the tables and their indexes take. Virtual
// tables have no pages of their own, so they stay unknown.
func (db *DB) measure(ctx context.Context, facts []fact) error {
	var total int64
	const pages = `SELECT page_count * page_size FROM pragma_page_count, pragma_page_size`
	if err := db.conn.QueryRowContext(ctx, pages).Scan(&total); err != nil || total > maxMeasure || len(facts) == 0 {
		return err
	}
	err := db.bytes(ctx, facts)
	if code(err)&0xff == codes.SQLITE_ERROR {
		return nil // an engine built without dbstat, or a table of that name stands before it
	}
	return err
}

func (db *DB) bytes(ctx context.Context, facts []fact) error {
	wanted, byName := make([]string, len(facts)), make(map[string]*fact, len(facts))
	for i := range facts {
		wanted[i] = facts[i].name
		byName[litemodel.Fold(facts[i].name)] = &facts[i]
	}
	names, err := json.Marshal(wanted)
	if err != nil {
		return err
	}
	query := bytesOfFew
	if len(facts) > fewTables {
		query = bytesOfMany
	}
	return db.scanBytes(ctx, query, string(names), byName)
}

func (db *DB) scanBytes(ctx context.Context, query, names string, byName map[string]*fact) error {
	rows, err := db.conn.QueryContext(ctx, query, names)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return err
		}
		if f := byName[litemodel.Fold(name)]; f != nil {
			f.Bytes = n
		}
	}
	return rows.Err()
}
