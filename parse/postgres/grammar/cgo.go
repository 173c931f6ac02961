//go:build cgo

package grammar

// The parser as it is linked in. Its errors lose the line of the C source that reports them.

import (
	"errors"

	pg "github.com/pganalyze/pg_query_go/v5"
	"github.com/pganalyze/pg_query_go/v5/parser"
)

// Missing is nil: the parser is here.
func Missing() error { return nil }

// Parse reads statements. A mistake in them is an *Error.
func Parse(sql string) (*pg.ParseResult, error) {
	tree, err := pg.Parse(sql)
	var e *parser.Error
	if errors.As(err, &e) {
		return nil, &Error{Message: e.Message, Cursor: e.Cursorpos}
	}
	return tree, err
}

// Scan cuts a text into the tokens of the grammar.
func Scan(sql string) (*pg.ScanResult, error) { return pg.Scan(sql) }

// Deparse prints statements.
func Deparse(tree *pg.ParseResult) (string, error) { return pg.Deparse(tree) }
