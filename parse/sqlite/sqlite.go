// Package sqlite reads SQLite DDL, from files and from databases alike, into
// the shared model. SQLite itself, in a private in-memory database, says what
// is valid; our own clause reader takes the details from the accepted text.
package sqlite

import (
	"context"
	"database/sql"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// Load reads DDL sources, in any order of files and statements, and returns
// the schema they describe. The error is of type parse.Errors and holds every
// error of the run.
func Load(ctx context.Context, sources []parse.Source) (*schema.Schema, error) { panic("stub") }

// Read reads the schema of the database behind conn with a constant number of
// queries. The caller holds a read transaction open on it.
func Read(ctx context.Context, conn *sql.Conn) (*schema.Schema, error) { panic("stub") }

// Quote returns name as an identifier, quoted only where it must be.
func Quote(name string) string { panic("stub") }
