package dbtest

// The flagged example of a rule's page as the two schemas of a plan: what is in the
// database, with rows, and what is desired.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Pair holds the two schemas of a plan.
type Pair struct {
	Before string   // with the rows that the page has
	After  string   // the desired schema
	Flags  []string // for plan and apply
	State  bool     // the page shows a schema, so that the database is empty before
}

// Examples are the SQL blocks of a part of a page that are for a dialect: all of them
// except blocks that begin with the name of another. "" is for all.
func Examples(text string, d schema.Dialect) []string {
	names := map[string]schema.Dialect{"-- SQLite\n": schema.SQLite, "-- PostgreSQL\n": schema.Postgres}
	var out []string
	for {
		_, rest, ok := strings.Cut(text, "```sql\n")
		if !ok {
			return out
		}
		sql, after, _ := strings.Cut(rest, "```")
		for mark, of := range names {
			if own, marked := strings.CutPrefix(sql, mark); marked {
				if sql = own; d != "" && d != of {
					sql = ""
				}
			}
		}
		if sql != "" {
			out = append(out, sql)
		}
		text = after
	}
}

// PairOf reads the first flagged example of a page that a dialect is meant by. What
// follows "-- after" is the desired schema; a migration is appended to the schema it starts from.
func PairOf(page string, d schema.Dialect) Pair {
	_, rest, _ := strings.Cut(page, "\n## Flagged\n")
	flagged, _, _ := strings.Cut(rest, "\n## Allowed\n")
	sql := ""
	if list := Examples(flagged, d); len(list) > 0 {
		sql = list[0]
	}
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
// own after a semicolon or a line's end.
func withoutRows(sql string) string {
	var out []string
	for part := range strings.SplitAfterSeq(sql, ";") {
		if !strings.HasPrefix(strings.ToUpper(strings.TrimSpace(part)), "INSERT ") {
			out = append(out, part)
		}
	}
	return strings.Join(out, "")
}
