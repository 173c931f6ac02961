//go:build !cgo

package grammar

// What is left without a C compiler: the same functions, which say that the parser is missing.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse"
)

// Missing is the error of every call.
func Missing() error { return &parse.MissingParserError{Language: "PostgreSQL"} }

// Parse reads nothing.
func Parse(string) (*pg.ParseResult, error) { return nil, Missing() }

// Scan finds nothing.
func Scan(string) (*pg.ScanResult, error) { return nil, Missing() }

// Deparse prints nothing.
func Deparse(*pg.ParseResult) (string, error) { return "", Missing() }

// Body reads nothing.
func Body(string) error { return Missing() }
