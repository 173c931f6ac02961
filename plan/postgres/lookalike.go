package postgres

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// lookalikes finds a drop and an add that may well be a rename. Without a hint
// the rows or values would be gone, so the plan is refused until someone says
// which it is.
func (w *planner) lookalikes(changes []plan.Change) {
	var dropped, added []plan.Change
	for _, c := range changes {
		switch c.Op {
		case plan.Drop:
			dropped = append(dropped, c)
		case plan.Add:
			added = append(added, c)
		}
	}
	for _, d := range dropped {
		var like []plan.Change
		for _, a := range added {
			if looksLike(d.From, a.To) {
				like = append(like, a)
			}
		}
		for _, a := range like {
			if len(like) == 1 || similar(d.Key.Name, a.Key.Name) {
				w.likely(d, a)
			}
		}
	}
}

// looksLike says whether one object can be the other under a new name.
func looksLike(from, to schema.Object) bool {
	switch f := from.(type) {
	case *schema.PgTable:
		t, ok := to.(*schema.PgTable)
		return ok && f.ID.Kind == t.ID.Kind && f.PartitionOf == (schema.Key{}) && sharedColumns(f, t) >= 0.5
	case *schema.PgColumn:
		t, ok := to.(*schema.PgColumn)
		return ok && f.Table == t.Table && f.Type == t.Type && f.Rare().Generated.IsZero() && t.Rare().Generated.IsZero() && !f.Inherited
	}
	return false
}

// sharedColumns is the part of two tables' columns that have name and type in common.
func sharedColumns(a, b *schema.PgTable) float64 {
	n := 0
	for _, c := range a.Columns {
		if other := b.Column(c.Name); other != nil && other.Type == c.Type {
			n++
		}
	}
	return float64(n) / float64(max(len(a.Columns), len(b.Columns), 1))
}

func (w *planner) likely(d, a plan.Change) {
	flag := d.Key.Object() + "=" + a.Key.Name
	w.find(plan.Finding{Rule: "possible-rename", Severity: plan.Error, Key: d.Key, Pos: a.Pos(), Blocks: true, Allow: "possible-rename",
		Message: fmt.Sprintf("%s would be dropped and %s created: is it a rename?", d.Key, a.Key),
		Hint: fmt.Sprintf("if it is, write behind the new definition: -- @renamed from=%s (or --rename %s); if not, --allow possible-rename:%s",
			quote(d.Key.Name), flag, d.Key.Object())})
}

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
