package sqlite

// CREATE TABLE … AS has a definition that only SQLite can work out. This file executes the
// query to find it.

import (
	"context"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// CREATE TABLE … AS runs its query, which may never end, or fill the memory, and of
// which nothing is wanted here but the columns. The statement that SQLite stores for
// such a table is found without running it.

// define executes a statement that defines something, and of a table made from a query
// only the table that it leads to.
func (e *Engine) define(ctx context.Context, s *statement, sql string) error {
	if h, ok := s.tableAsQuery(); ok {
		stored, err := e.storedTable(ctx, sql)
		if err != nil {
			return err
		}
		if h.temp || h.schema == "temp" {
			stored = strings.Replace(stored, "CREATE TABLE", "CREATE TEMP TABLE", 1)
		}
		sql = stored
	}
	return e.Exec(ctx, sql)
}

// storedTable is the definition that SQLite would store for CREATE TABLE … AS: the
// program that it compiles writes it into sqlite_schema. It is "" where the program
// does nothing, as with IF NOT EXISTS.
func (e *Engine) storedTable(ctx context.Context, sql string) (stored string, err error) {
	rows, err := e.conn.QueryContext(ctx, "EXPLAIN "+sql)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	values := make([]any, len(columns))
	targets := make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return "", err
		}
		if opcode, _ := values[1].(string); opcode != "String8" {
			continue
		}
		if text, _ := values[5].(string); stored == "" && strings.HasPrefix(text, "CREATE TABLE ") {
			stored = text
		}
	}
	return stored, rows.Err()
}

// tableAsQuery is the head of CREATE TABLE … AS; ok is false for other statements.
func (s *statement) tableAsQuery() (h head, ok bool) {
	c := &cursor{src: s.src.Text, tokens: s.tokens}
	h, err := c.head()
	return h, err == nil && h.kind == schema.KindTable && c.peek("as")
}
