package rules_test

// The safe changes that findings carry, which lint --fix writes into files: after them the finding
// is gone, the text is still SQL, and nothing else is reported than before.

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// edited is a text with the edits of one finding.
func edited(text string, f lint.Finding) string {
	edits := slices.Clone(f.Edits)
	slices.SortFunc(edits, func(a, b lint.Edit) int { return b.Start - a.Start })
	for _, e := range edits {
		text = text[:e.Start] + e.Text + text[e.End:]
	}
	return text
}

func TestSafeChangesDoWhatTheyPromise(t *testing.T) {
	tried := map[string]bool{}
	for _, e := range flaggedExamples() {
		for _, start := range []string{"", "/* ä; */ SELECT 'é;';\n"} {
			text := start + e.sql
			before := e.findings(t, text)
			for _, f := range before {
				if len(f.Edits) == 0 {
					continue
				}
				tried[f.Rule] = true
				after := edited(text, f)
				again := e.findings(t, after)
				count := func(list []lint.Finding) (n int) {
					for _, o := range list {
						if o.Rule == f.Rule && o.Object == f.Object {
							n++
						}
					}
					return n
				}
				if count(again) >= count(before) {
					t.Errorf("%s is still reported:\n%s\nbecame\n%s", f.Rule, text, after)
				}
				for _, o := range again {
					known := slices.ContainsFunc(before, func(p lint.Finding) bool { return p.Rule == o.Rule })
					if o.Rule == "syntax-error" || o.Rule == "unresolved-name" || !known && o.Severity == lint.Error {
						t.Errorf("%s: now %s is reported: %s\n%s\nbecame\n%s", f.Rule, o.Rule, o.Message, text, after)
					}
				}
			}
		}
	}
	for _, rule := range []string{"index-not-concurrent", "drop-index-not-concurrent", "add-check-existing", "add-fk-existing", "missing-lock-timeout", "sqlite-double-quoted-string"} { // docs/lint.md names them
		if !tried[rule] {
			t.Errorf("%s has no safe change in any example", rule)
		}
	}
}

// CONCURRENTLY cannot run in a transaction: within one there is no such safe change.
func TestNoSafeChangeBreaksATransaction(t *testing.T) {
	const before = "CREATE TABLE t (id bigint PRIMARY KEY, a text); CREATE INDEX i ON t (a);\n-- migration\n"
	for _, sql := range []string{"BEGIN; CREATE INDEX j ON t (a); COMMIT;", "BEGIN;\nDROP INDEX i;\nCOMMIT;", "BEGIN; REINDEX TABLE t; COMMIT;"} {
		for _, f := range (example{dialect: schema.Postgres, before: before}).findings(t, sql) {
			if after := edited(sql, f); strings.Contains(after, "CONCURRENTLY") {
				t.Errorf("%s: %s becomes %s", f.Rule, sql, after)
			}
		}
	}
}
