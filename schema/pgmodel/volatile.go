package pgmodel

// The volatile functions of pg_catalog and of contrib's extensions. A default that calls one has to
// be computed for each row of a table, which rewrites it (sql-altertable.html, ADD COLUMN).
// The list was read from servers.

import (
	_ "embed" // the list
	"strings"
	"sync"
)

var (
	// "extension name versions" with tabs between, of PostgreSQL 13 to 18; pg_catalog stands for the server
	//go:embed volatile_functions.txt
	volatileText string

	volatileFunctions = sync.OnceValue(func() map[string]bool {
		all := map[string]bool{}
		for line := range strings.Lines(volatileText) {
			words := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			all[words[1]] = all[words[1]] || words[0] == "pg_catalog"
		}
		return all
	})
)

// Volatile reports whether a function of the server that a default may call can give
// another value for each row (pg_proc, provolatile v).
func Volatile(function string) bool { return volatileFunctions()[function] }

// VolatileMember reports whether a function of one of contrib's extensions can do that.
func VolatileMember(function string) bool {
	_, listed := volatileFunctions()[function]
	return listed
}
