package rules

// An UPDATE in a migration keeps its locks until the migration commits, and grows with the table.
// Every UPDATE of a table that was there before is reported, unless its WHERE names one row by a key.

import (
	_ "embed"
	"regexp"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed backfill-in-migration.md
var backfillInMigrationPage string

func backfillInMigration() *lint.Rule {
	return &lint.Rule{Name: "backfill-in-migration", Category: "hygiene", Severity: lint.Warning, Page: backfillInMigrationPage, NoChange: "it is about rows, which a desired schema does not have", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if writesOneRow(p, a) {
				return
			}
			f := p.At(a, "fill rows in batches after the deploy: schemadiff backfill runs migrations/backfills/NNNN_name.sql", "%s is filled inside the migration: its locks are held until the last row is written", a.Object())
			if p.Lock == nil { // the database has one writer
				f.Message = a.Respell(a.Object()) + " is filled inside the migration: no other connection writes to the file until the last row is written"
				f.Why = "It runs in one transaction at deploy time, and SQLite has one writer: on a large table all others wait long, or fail as busy."
			}
		}, schema.Updates)
	}}
}

// oneValue is a condition that compares one column with one constant, up to the end of a statement.
var oneValue = regexp.MustCompile("(?is)\\bwhere\\s+(?:[\\w\"`.]+\\.)?[\"`\\[]?(\\w+)[\"`\\]]?\\s*=\\s*(?:'[^']*'|\\d+)\\s*$")

// writesOneRow reports whether the condition of an UPDATE gives a key of the table one value.
func writesOneRow(p *lint.Pass, a *lint.Act) bool {
	m := oneValue.FindStringSubmatch(strings.TrimRight(p.Analyzed.Statements[a.Statement].SQL, "; \t\r\n"))
	if m == nil {
		return false
	}
	was, now := p.Was(a.On), p.Now(a.On)
	if was == nil && now == nil { // the name is all that hints at its key
		return strings.EqualFold(m[1], "id") || strings.EqualFold(m[1], "uuid")
	}
	for _, t := range []*lint.Table{was, now} {
		if t != nil && t.Column(m[1]) != nil && isKey(t, []string{t.Column(m[1]).Name}) {
			return true
		}
	}
	return false
}
