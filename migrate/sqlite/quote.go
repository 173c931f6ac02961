package sqlite

// Identifiers in statements are always quoted, whether they need it or not: names come from
// the user's schema and may be keywords of a later version of SQLite.

import "strings"

// quote returns name as an identifier.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
