package sqlite

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// lookalikes finds a drop and an add that may well be a rename. Without a hint
// the rows or values would be gone, so the plan is refused until someone says
// which it is.
func (w *work) lookalikes() {
	w.likelyTables()
	for _, k := range w.order {
		if parts, ok := w.parts[k]; ok {
			w.likelyColumns(w.to.Table(k), parts)
		}
	}
}

func (w *work) likelyTables() {
	var dropped, added []*schema.Table
	for _, k := range w.order {
		c := w.changes[k]
		switch {
		case k.Kind != schema.KindTable:
		case c.Op == plan.Drop:
			dropped = append(dropped, c.From.(*schema.Table))
		case c.Op == plan.Add:
			added = append(added, c.To.(*schema.Table))
		}
	}
	for _, d := range dropped {
		var like []*schema.Table
		for _, a := range added {
			if sharedColumns(d, a) >= 0.5 {
				like = append(like, a)
			}
		}
		for _, a := range like {
			if len(like) == 1 || similar(d.Folded, a.Folded) {
				w.likely(d.Key(), d.Name, a.Key(), a.Name, a.Pos(), "table "+d.Name, "table "+a.Name,
					fmt.Sprintf("--rename %s=%s", d.Name, a.Name))
			}
		}
	}
}

// sharedColumns is the part of two tables' columns that have name and type in common.
func sharedColumns(a, b *schema.Table) float64 {
	n := 0
	for _, c := range a.Columns {
		if other := b.Column(c.Folded); other != nil && other.Type == c.Type {
			n++
		}
	}
	return float64(n) / float64(max(len(a.Columns), len(b.Columns)))
}

func (w *work) likelyColumns(t *schema.Table, parts []plan.Change) {
	var dropped, added []*schema.Column
	for _, c := range parts {
		switch {
		case c.Key.Kind != schema.KindColumn:
		case c.Op == plan.Drop && !c.From.(*schema.Column).IsGenerated():
			dropped = append(dropped, c.From.(*schema.Column))
		case c.Op == plan.Add && !c.To.(*schema.Column).IsGenerated():
			added = append(added, c.To.(*schema.Column))
		}
	}
	for _, d := range dropped {
		for _, a := range added {
			only := len(dropped) == 1 && candidates(added, d.Type) == 1
			if d.Type == a.Type && (only || similar(d.Folded, a.Folded)) {
				w.likely(d.Key(), d.Name, a.Key(), a.Name, a.Pos(), "column "+t.Name+"."+d.Name, "column "+t.Name+"."+a.Name,
					fmt.Sprintf("--rename %s.%s=%s", t.Name, d.Name, a.Name))
			}
		}
	}
}

func candidates(columns []*schema.Column, typ schema.Type) int {
	n := 0
	for _, c := range columns {
		if c.Type == typ {
			n++
		}
	}
	return n
}

func (w *work) likely(dropped schema.Key, was string, added schema.Key, now string, pos schema.Pos, dropText, addText, flag string) {
	w.find(plan.Finding{Rule: "possible-rename", Severity: plan.Error, Key: dropped, Pos: pos, Blocks: true, Allow: "possible-rename",
		Message: fmt.Sprintf("%s would be dropped and %s created: is it a rename?", dropText, addText),
		Hint: fmt.Sprintf("if it is, write behind the new definition of %s: -- @renamed from=%s (or %s); if not, --allow possible-rename:%s",
			now, hintName(was), flag, strings.TrimPrefix(dropped.String(), string(dropped.Kind)+" "))})
}

func hintName(name string) string { return schema.QuoteSQLite(name) }

// similar says whether two names have at least half of their letters' pairs in
// common (Sørensen–Dice), or one holds the other.
func similar(a, b string) bool {
	if strings.Contains(a, b) || strings.Contains(b, a) {
		return true
	}
	pairs := map[string]int{}
	for i := 0; i+2 <= len(a); i++ {
		pairs[a[i:i+2]]++
	}
	common := 0
	for i := 0; i+2 <= len(b); i++ {
		if pairs[b[i:i+2]] > 0 {
			pairs[b[i:i+2]]--
			common++
		}
	}
	return len(a)+len(b) > 2 && float64(2*common)/float64(len(a)+len(b)-2) >= 0.5
}
