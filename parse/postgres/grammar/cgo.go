//go:build cgo

package grammar

// The parser as it is linked in. Its errors lose the line of the C source that reports them.

import (
	"errors"
	"strconv"
	"strings"

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

// Body reads the body of a function in PL/pgSQL, or of a DO block, within the whole of its
// statement, and the SQL in that body. A mistake in it is an *Error with the line.
func Body(sql string) error {
	_, err := pg.ParsePlPgSqlToJSON(sql)
	var e *parser.Error
	if !errors.As(err, &e) {
		return err
	}
	found := &Error{Message: e.Message}
	if _, line, ok := strings.Cut(e.Context, " near line "); ok {
		found.Line, _ = strconv.Atoi(line)
	}
	return found
}
