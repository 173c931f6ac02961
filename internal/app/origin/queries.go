package origin

// This file knows files of queries that a program runs, with values to be filled in: of sqlc, aiosql, yesql
// and HugSQL by the names above the queries, of SQLPage by its functions, of others by parameters, since
// none of them can be run alone. It also knows files that roll back all of their changes, as tests do.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

var (
	// named is the line above a query of sqlc, whose last word says what it returns.
	named = lazyregexp.New(`(?mi)^[ \t]*(?:--|/\*|#)[ \t]*name:[ \t]*\w+[ \t]+:(?:one|many|exec|execrows|execresult|execlastid|copyfrom|batchexec|batchmany|batchone)\b`)
	// begun is the line above a query of aiosql, yesql or HugSQL; pg_dump writes more on a line of this kind.
	begun = lazyregexp.New(`(?m)^[ \t]*--[ \t]*:?name:?[ \t]+[a-z_][\w-]*[!?*^$<>#]{0,2}(?:\(.*\))?(?:[ \t]+:[\w!?*<>-]+){0,2}[ \t]*\r?$`)
	// parameter is a value that the caller fills in.
	parameter = lazyregexp.New(`(?i)(?:^|[^\w$])\$[1-9]\d*\b|(?:^|[\s(,=<>])[$:][a-z_]\w*\b|\bsqlc\.(?:n?arg|slice|embed)\s*\(`)
	// page is a call of SQLPage's, or the component that a query of it fills.
	page = lazyregexp.New(`(?i)\bsqlpage\.\w+\s*\(|^\s*select\s+'[\w-]+'\s+as\s+component\b`)
	// defining begins a statement that changes the schema, or one that takes parameters itself.
	defining = lazyregexp.New(`(?i)(?:^|;)\s*(?:create|alter|drop|grant|revoke|comment|prepare|do)\b`)
	// opening begins a transaction, and closing is a statement that ends one.
	opening = lazyregexp.New(`(?i)^(?:begin|start\s+transaction)\b`)
	closing = lazyregexp.New(`(?i)^(?:rollback|abort|commit|end)(?:\s+(?:work|transaction))?$`)
)

// Queries reports whether a text holds queries of a program, and neither a schema nor a migration.
func Queries(text string) bool {
	lower := strings.ToLower(text) // the patterns take long
	if strings.Contains(lower, "name:") && named.MatchString(text) {
		return true
	}
	isNamed := strings.Contains(text, "--") && strings.Contains(text, "name") && begun.MatchString(text)
	isPage := (strings.Contains(lower, "sqlpage.") || strings.Contains(lower, "component")) && page.MatchString(text)
	if !isNamed && !isPage && !strings.ContainsAny(text, "$:") && !strings.Contains(text, "sqlc.") {
		return false
	}
	if strings.Contains(text, "\\") && command.MatchString(text) { // psql has the values
		return false
	}
	statements := Code(text)
	return !defining.MatchString(statements) && (isNamed || isPage || parameter.MatchString(statements))
}

// Undone reports whether a text rolls back all of its changes: it begins a transaction first of all, and rolls
// it back last.
func Undone(text string) bool {
	if !strings.Contains(strings.ToLower(text), "rollback") {
		return false
	}
	var list []string
	for s := range strings.SplitSeq(Code(text), ";") {
		if s = strings.TrimSpace(s); s != "" {
			list = append(list, s)
		}
	}
	last := len(list) - 1
	return last > 0 && opening.MatchString(list[0]) && closing.MatchString(list[last]) && strings.HasPrefix(strings.ToLower(list[last]), "rollback") &&
		!slices.ContainsFunc(list[1:last], func(s string) bool { return opening.MatchString(s) || closing.MatchString(s) })
}
