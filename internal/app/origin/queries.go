package origin

// This file knows files of queries that a program runs, with values to be filled in: of sqlc, aiosql, yesql
// and HugSQL by the names above the queries, of others by parameters, since none of them can be run alone.

import (
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

var (
	// named is the line above a query of sqlc, whose last word says what it returns.
	named = lazyregexp.New(`(?mi)^[ \t]*(?:--|/\*|#)[ \t]*name:[ \t]*\w+[ \t]+:(?:one|many|exec|execrows|execresult|execlastid|copyfrom|batchexec|batchmany|batchone)\b`)
	// begun is the line above a query of aiosql, yesql or HugSQL; pg_dump writes more on a line of this kind.
	begun = lazyregexp.New(`(?m)^[ \t]*--[ \t]*:?name:?[ \t]+[a-z_][\w-]*[!?*^$<>#]{0,2}(?:\(.*\))?(?:[ \t]+:[\w!?*<>-]+){0,2}[ \t]*\r?$`)
	// parameter is a value that the caller fills in.
	parameter = lazyregexp.New(`(?i)(?:^|[^\w$])\$[1-9]\d*\b|\bsqlc\.(?:n?arg|slice|embed)\s*\(`)
	// defining begins a statement that changes the schema, or one that takes parameters itself.
	defining = lazyregexp.New(`(?i)(?:^|;)\s*(?:create|alter|drop|grant|revoke|comment|prepare|do)\b`)
)

// Queries reports whether a text holds queries of a program, and neither a schema nor a migration.
func Queries(text string) bool {
	isNamed := strings.Contains(text, "name") // the patterns take long
	if isNamed && named.MatchString(text) {
		return true
	}
	isNamed = isNamed && begun.MatchString(text)
	if !isNamed && !strings.Contains(text, "$") && !strings.Contains(text, "sqlc.") {
		return false
	}
	statements := Code(text)
	return !defining.MatchString(statements) && (isNamed || parameter.MatchString(statements))
}
