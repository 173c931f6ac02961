// Package sqlite reads SQLite DDL, from files and from databases alike, into
// the shared model. SQLite itself, in a private in-memory database, says what
// is valid; our own clause reader takes the details from the accepted text.
package sqlite

import (
	"context"
	"database/sql"

	"github.com/schemadiff/schemadiff/schema"
)

// Read reads the schema of the database that conn is open on with a constant number of
// queries. The caller holds a read transaction open on it.
func Read(ctx context.Context, conn *sql.Conn) (*schema.Schema, error) {
	c, err := readCatalog(ctx, conn)
	if err != nil {
		return nil, err
	}
	return c.build(places{})
}
