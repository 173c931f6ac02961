package sqlite

import (
	"context"
	"database/sql"

	"github.com/schemadiff/schemadiff/schema"
)

// Engine is a private in-memory database: the parser of record, and the place
// where plans are rehearsed. Its tables are empty.
type Engine struct {
	db   *sql.DB
	conn *sql.Conn
}

// NewEngine makes an engine that holds the objects of s with stand-ins for the
// collations and functions that only the application knows. Virtual tables of
// unknown modules are left out.
func NewEngine(ctx context.Context, s *schema.Schema) (*Engine, error) { panic("stub") }

// Conn is the engine's one connection.
func (e *Engine) Conn() *sql.Conn { return e.conn }

// Schema reads what the engine holds.
func (e *Engine) Schema(ctx context.Context) (*schema.Schema, error) {
	return Read(ctx, e.conn)
}

// Close frees the database.
func (e *Engine) Close() error { panic("stub") }
