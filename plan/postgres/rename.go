package postgres

// Renames that hints and --rename ask for. They come before anything is compared: the statements
// are written, folded into the old schema, and the differences are those from the result, since
// the server also renames every reference. A hint that no longer applies is reported and changes
// nothing.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// renaming is one object under its former and its new name.
type renaming struct {
	from, to pgmodel.Object
}

// rename writes the renamings that hints ask for and goes on from the schema they
// lead to. Tables and schemas come before what is in them.
func (w *planner) rename() error {
	if len(w.in.Renames) == 0 && !hasHints(w.to) {
		return nil
	}
	w.formerly = w.formerNames()
	for pass := range 2 {
		list := w.hinted(pass == 1)
		ends := make([]int, len(list)) // how many statements are folded with each renaming and those before it
		for i, r := range list {
			w.renameOne(r, fmt.Sprintf("%s is the new name of %s", r.to.Key(), r.from.Key().Object()))
			ends[i] = len(w.folded)
		}
		if err := w.foldRenames(list, ends); err != nil {
			return err
		}
	}
	return nil
}

// foldRenames folds the renamings of one pass, so that all that names the objects
// is compared under their new names. All are folded at once: each folding starts
// from the whole schema. Where it fails, bisection finds the renaming to name.
func (w *planner) foldRenames(list []renaming, ends []int) error {
	if len(list) == 0 {
		return nil
	}
	next, err := w.in.Fold(w.folded)
	if err != nil {
		at := sort.Search(len(list)-1, func(i int) bool {
			_, failed := w.in.Fold(w.folded[:ends[i]])
			if failed != nil {
				err = failed
			}
			return failed != nil
		})
		return fmt.Errorf("rename %s: %w", list[at].from.Key(), err)
	}
	w.from = next
	return nil
}

// hinted are the renamings of objects, or of the parts of relations.
func (w *planner) hinted(parts bool) []renaming {
	var list []renaming
	before := objectsOf(w.from)
	for _, o := range objectsOf(w.to).sorted() {
		k := o.Key()
		was := w.former(o)
		if was == "" || isPartOf(k) != parts {
			continue
		}
		old := k
		old.Name = was
		if s, n, ok := splitName(was); ok && !parts {
			old.Schema, old.Name = s, n
		}
		if i := strings.IndexByte(k.Name, '('); i >= 0 && routine(k.Kind) {
			old.Name += k.Name[i:]
		}
		switch {
		case before.get(k) != nil && before.get(old) != nil:
			w.find(plan.Finding{Rule: "stale-rename", Severity: plan.Warning, Key: k, Pos: o.Pos(),
				Message: fmt.Sprintf("the hint that %s was %s is not followed: both names are in use", k, was), Hint: "remove the hint, or the object that should not be there"})
		case before.get(k) != nil: // it has its new name already
		case before.get(old) == nil:
			w.find(plan.Finding{Rule: "stale-rename", Severity: plan.Warning, Key: k, Pos: o.Pos(),
				Message: fmt.Sprintf("%s says it was renamed from %s, which the database does not have", k, was), Hint: "take the hint away once it is applied everywhere"})
		default:
			list = append(list, renaming{before.get(old), o})
		}
	}
	return list
}

func isPartOf(k schema.Key) bool { return k.IsPart() }

// formerNames are the --rename flags by the new name, in the order of the old ones:
// of columns, and of objects under their name with and without a schema.
func (w *planner) formerNames() map[string][]formerName {
	byName := map[string][]formerName{}
	for _, was := range slices.Sorted(maps.Keys(w.in.Renames)) {
		table, column, _ := cutLast(was)
		now := w.in.Renames[was]
		byName[now] = append(byName[now], formerName{table, column, was})
	}
	return byName
}

// former is the name an object had: from its hint or --rename.
func (w *planner) former(o pgmodel.Object) string {
	if was := o.Former(); was != "" || len(w.formerly) == 0 {
		return was
	}
	k := o.Key()
	if k.IsPart() {
		for _, f := range w.formerly[k.Name] {
			if f.table != "" && (f.table == k.Table || f.table == k.Schema+"."+k.Table) {
				return f.name
			}
		}
		return ""
	}
	if !w.kinds[k.Kind].hasHint {
		return ""
	}
	names := w.formerly[k.Schema+"."+k.Name]
	if k.Schema == "" || k.Schema == "public" {
		names = slices.Concat(names, w.formerly[k.Name])
	}
	if len(names) == 0 {
		return ""
	}
	return slices.MinFunc(names, func(a, b formerName) int { return cmp.Compare(a.was, b.was) }).was
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+1:], true
}

// splitName splits "schema.name".
func splitName(s string) (string, string, bool) {
	before, after, ok := cutLast(s)
	return before, after, ok && before != ""
}

// renameOne writes one renaming, for foldRenames to fold.
func (w *planner) renameOne(r renaming, reason string) {
	m := w.kinds[r.to.Key().Kind]
	write := m.rename
	if write == nil {
		write = func(from, to pgmodel.Object) []statement {
			return []statement{{Do: ddl.Text("ALTER " + m.name(from) + " RENAME TO " + ddl.Quote(nameOf(to))), Undo: ddl.Text("ALTER " + m.name(to) + " RENAME TO " + ddl.Quote(nameOf(from)))}}
		}
	}
	s := plan.Step{Kind: plan.Kind("rename " + string(r.to.Key().Kind)), Key: r.to.Key(), Pos: r.to.Pos(), Rows: -1, Bytes: -1, Cost: plan.Constant, Loss: plan.Keeps,
		Reasons: []string{reason}}
	locked := r.from.Key()
	if locked.IsPart() {
		locked = schema.TableOfPart(locked)
	}
	for _, p := range write(r.from, r.to) {
		w.addStatement(&s, p, locked)
		w.folded = append(w.folded, p.Do.SQL())
		if p.Undo != nil {
			s.Undo = append([]string{p.Undo.SQL()}, s.Undo...)
		}
	}
	w.first = append(w.first, s)
	w.renamed[r.to.Key()] = r.from.Key()
}

// hasHints reports whether anything in the schema says what it was called before.
func hasHints(s *schema.Schema) bool {
	for o := range s.All() {
		if o.Former() != "" {
			return true
		}
		if c, ok := o.(schema.Composite); ok {
			for _, part := range c.Parts() {
				if part.Former() != "" {
					return true
				}
			}
		}
	}
	return false
}
