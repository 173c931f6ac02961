package rules

// UPDATE without WHERE rewrites all rows in one transaction and locks each until it ends. Decided
// by the act; a table that the same migration creates is left out.

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed update-without-where.md
var updateWithoutWherePage string

func updateWithoutWhere() *lint.Rule {
	return &lint.Rule{Name: "update-without-where", Category: "data", Severity: lint.Warning, Page: updateWithoutWherePage, NoChange: "it is about rows, which a desired schema does not have", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if !a.Where {
				p.At(a, "update in batches that commit, outside the migration", "UPDATE without WHERE writes every row of %s at once", a.Object())
				oneWriter(p)
			}
		}, schema.Updates)
		eachRemark(p, schema.UpdatesAll, func(s *schema.Statement, r *schema.Remark) {
			remarkAt(p, s, r, "name the rows with WHERE, such as by a column of NEW or OLD", "UPDATE without WHERE in a trigger writes every row of %s each time that it fires")
			if t := p.Table(schema.Key{Kind: schema.KindTable, Name: strings.ToLower(r.Text)}); t != nil && holdsOneRow(t) {
				p.Last().Severity = lint.Info
			}
		})
	}}
}

// oneWriter gives the last finding the reason that holds where no rows are locked.
func oneWriter(p *lint.Pass) {
	if p.Lock == nil {
		p.Last().Why = "SQLite has one writer: all others wait until every row is written, and the old pages stay in the log or journal until then."
	}
}

// holdsOneRow reports whether a table is made for one row, as counters are: a CHECK lets its key have one value, or
// it has no key by which a row could be named.
func holdsOneRow(t *lint.Table) bool {
	if t.Primary == nil {
		unique := func(x *lint.Index) bool { return x.Unique }
		return !slices.ContainsFunc(t.Uniques, unique) && !slices.ContainsFunc(t.Indexes, unique)
	}
	return len(t.Primary.Columns) == 1 && slices.ContainsFunc(t.Checks, func(c *lint.CheckRule) bool {
		words := strings.Fields(strings.Trim(c.Expr, "()"))
		return len(words) == 3 && words[1] == "=" && strings.EqualFold(strings.Trim(words[0], `"`), t.Primary.Columns[0]) && strings.Trim(words[2], "0123456789") == ""
	})
}
