package sqlite

// What Cloudflare D1 refuses of SQLite (developers.cloudflare.com/d1/platform/limits, and what its
// workerd refuses): each is a finding of the plan, so that nothing is found out half way through a
// folder of migrations. Comments are another matter of its runner, which ends statements at a
// semicolon wherever it stands.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// The limits of D1.
const (
	d1Statement = 100_000 // bytes
	d1Columns   = 100
	d1Terms     = 5 // of a compound SELECT
)

// limits adds findings for what the runner refuses of the plan.
func (w *work) limits() {
	if w.runner != RunnerD1 || len(w.out.Steps) == 0 {
		return
	}
	for o := range w.to.All() {
		if _, changes := w.changes[o.Key()]; changes || len(w.parts[o.Key()]) > 0 {
			w.objectLimits(o)
		}
	}
	for _, s := range w.out.Steps {
		for _, st := range s.Statements {
			if len(st.SQL) > d1Statement {
				w.beyond(s.Key, s.Pos, fmt.Sprintf("a statement of %s has %d bytes, D1 takes %d", s.Key, len(st.SQL), d1Statement))
			}
		}
	}
}

// objectLimits are the findings about an object that is new or changes.
func (w *work) objectLimits(o schema.Object) {
	if strings.HasPrefix(litemodel.Fold(o.Display()), "_cf_") {
		w.beyond(o.Key(), o.Pos(), fmt.Sprintf("%s: D1 keeps names that begin with _cf_ to itself", o.Key()))
	}
	terms := 0
	switch o := o.(type) {
	case *litemodel.Table:
		if len(o.Columns) > d1Columns {
			w.beyond(o.Key(), o.Pos(), fmt.Sprintf("%s has %d columns, D1 takes %d", o.Key(), len(o.Columns), d1Columns))
		}
	case *litemodel.Virtual:
		if !strings.HasPrefix(o.Module, "fts5") {
			w.beyond(o.Key(), o.Pos(), fmt.Sprintf("%s: D1 has no module %s, FTS5 is the only one", o.Key(), o.Module))
		}
	case *litemodel.View:
		terms = compoundTerms(o.Body.SQL)
	case *litemodel.Trigger:
		terms = compoundTerms(o.Body.SQL)
	}
	if terms > d1Terms {
		w.beyond(o.Key(), o.Pos(), fmt.Sprintf("%s has a compound SELECT of %d terms, D1 takes %d", o.Key(), terms, d1Terms))
	}
}

func (w *work) beyond(key schema.Key, pos schema.Pos, message string) {
	w.find(plan.Finding{Rule: "d1-limit", Severity: plan.Error, Key: key, Pos: pos, Blocks: true, Message: message,
		Hint: "docs/targets.md lists what each target takes"})
}

// compoundTerms is the largest number of terms that SELECTs of a text are combined of. In
// parentheses and after a semicolon another one begins.
func compoundTerms(sql string) int {
	most, depth := 1, 0
	terms := []int{1}
	for _, word := range strings.Fields(sql) {
		switch {
		case word == "(":
			depth++
			terms = append(terms[:depth], 1)
		case word == ")" && depth > 0:
			depth--
		case word == ";":
			terms[depth] = 1
		case slices.Contains([]string{"union", "except", "intersect"}, word):
			terms[depth]++
			most = max(most, terms[depth])
		}
	}
	return most
}

// plainComments is a statement with commas for the semicolons in its comments.
func plainComments(sql string) string {
	out := []byte(sql)
	for i := 0; i < len(sql); {
		end := i + 1
		switch rest := sql[i:]; {
		case strings.HasPrefix(rest, "--"):
			end = after(sql, i, "\n")
			replaceSemicolons(out[i:end])
		case strings.HasPrefix(rest, "/*"):
			end = after(sql, i+2, "*/")
			replaceSemicolons(out[i:end])
		case strings.ContainsRune("'\"`", rune(sql[i])):
			end = after(sql, i+1, sql[i:i+1])
		case sql[i] == '[':
			end = after(sql, i+1, "]")
		}
		i = end
	}
	return string(out)
}

// after is the offset after the next occurrence of a text, or the end.
func after(sql string, from int, text string) int {
	if n := strings.Index(sql[from:], text); n >= 0 {
		return from + n + len(text)
	}
	return len(sql)
}

func replaceSemicolons(comment []byte) {
	for i, c := range comment {
		if c == ';' {
			comment[i] = ','
		}
	}
}
