package dbtest

// The flagged example of a rule's page as the two schemas of a plan: what is in the
// database, with rows, and what is desired.

import "strings"

// Pair is what a plan is made of.
type Pair struct {
	Before string   // with the rows that the page has
	After  string   // the desired schema
	Flags  []string // for plan and apply
	State  bool     // the page shows a schema, so that the database is empty before
}

// PairOf reads the first flagged example of a page. What follows "-- after" is the
// desired schema; a migration is put behind what it starts from.
func PairOf(page string) Pair {
	_, rest, _ := strings.Cut(page, "\n## Flagged\n")
	_, rest, _ = strings.Cut(rest, "```sql\n")
	sql, _, _ := strings.Cut(rest, "```")
	var p Pair
	if line, after, ok := strings.Cut(sql, "\n"); ok && strings.HasPrefix(line, "-- flags ") {
		p.Flags, sql = strings.Fields(strings.TrimPrefix(line, "-- flags ")), after
	}
	if before, after, ok := strings.Cut(sql, "-- after\n"); ok {
		p.Before, p.After = before, after
		return p
	}
	before, migration, ok := strings.Cut(sql, "-- migration\n")
	if !ok {
		return Pair{After: sql, State: true}
	}
	p.Before, p.After = before, withoutRows(before)+migration
	return p
}

// withoutRows is SQL without its INSERT statements, which begin a statement of their
// own behind a semicolon or a line's end.
func withoutRows(sql string) string {
	var out []string
	for part := range strings.SplitAfterSeq(sql, ";") {
		if !strings.HasPrefix(strings.ToUpper(strings.TrimSpace(part)), "INSERT ") {
			out = append(out, part)
		}
	}
	return strings.Join(out, "")
}
