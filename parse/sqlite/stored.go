package sqlite

// A catalog that was read from afar: its rows come in as values, and the schema goes out. They
// are given to a private engine as they stand, so that the reader of files reads them and no
// difference can come from the way on which they arrived.

import (
	"context"
	"errors"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// StoredRow is a row of sqlite_schema.
type StoredRow struct {
	Type, Name, Table string
	HasPages          bool // it has a root page: a table or an index, and not a virtual one
	SQL               string
}

// ReadRows reads the schema that the rows of a catalog describe; version is that of the SQLite
// that has them.
func ReadRows(ctx context.Context, version string, stored []StoredRow) (_ *schema.Schema, err error) {
	e, err := openEngine(ctx, Stubs{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	var rows []row
	for _, r := range stored {
		if strings.HasPrefix(Fold(r.Name), "sqlite_stat") { // the engine would read its rows
			continue
		}
		root := int64(rootNone)
		switch {
		case r.HasPages && r.Type == "index":
			root = rootIndex
		case r.HasPages:
			root = rootTable
		}
		rows = append(rows, row{kind: r.Type, name: r.Name, table: r.Table, sql: r.SQL, root: root})
	}
	if err := e.load(ctx, rows); err != nil {
		return nil, err
	}
	c, err := readCatalog(ctx, e.conn)
	if err != nil {
		return nil, err
	}
	if version != "" {
		c.version = version
	}
	return c.build(places{})
}
