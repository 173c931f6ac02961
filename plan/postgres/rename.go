package postgres

// Renames that hints and --rename ask for. They come before anything is compared: the statements
// are written, folded into the old schema, and the differences are those from the result, since
// the server also renames every reference. A hint that no longer applies is reported and changes
// nothing.

import (
	"fmt"
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
	between  bool // to has a name that it has only until the others of a ring have theirs
}

// rename writes the renamings that hints ask for and goes on from the schema they
// lead to. Tables and schemas come before what is in them.
func (w *planner) rename() error {
	if err := w.moveExtensions(); err != nil {
		return err
	}
	if len(w.in.Renames) == 0 && !hasHints(w.to) {
		return nil
	}
	w.flags = w.renameFlags()
	w.reportUnknown()
	for pass := range renamePasses {
		list := w.hinted(pass)
		ends := make([]int, len(list)) // how many statements are folded with each renaming and those before it
		for i, r := range list {
			w.renameOne(r, w.whyRenamed(r))
			ends[i] = len(w.folded)
		}
		if err := w.foldRenames(list, ends); err != nil {
			return err
		}
	}
	return nil
}

func (w *planner) whyRenamed(r renaming) string {
	switch was, moved := w.renamed[r.from.Key()]; {
	case r.between:
		return fmt.Sprintf("%s gives its name to another, and has one in between", r.from.Key())
	case moved:
		return fmt.Sprintf("%s is the new name of %s", r.to.Key(), was.Object())
	}
	return fmt.Sprintf("%s is the new name of %s", r.to.Key(), r.from.Key().Object())
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

// renamePasses is how many times renamings are folded: what is in a schema, or a part of a table, is renamed
// under the new name of that.
const renamePasses = 3

// renamePass is the pass in which an object is renamed.
func renamePass(k schema.Key) int {
	switch {
	case k.Kind == schema.KindSchema:
		return 0
	case isPartOf(k):
		return 2
	}
	return 1
}

// hinted are the renamings of one pass, in the order in which they can be made.
func (w *planner) hinted(pass int) []renaming {
	before, after := objectsOf(w.from), objectsOf(w.to)
	names := plan.Renames[schema.Key]{
		Has: func(k schema.Key) bool { return before.get(k) != nil }, Wants: func(k schema.Key) bool { return after.get(k) != nil },
		Hinted: func(k schema.Key) bool { o := after.get(k); return o != nil && w.former(o).name != "" },
		Alike:  func(was, now schema.Key) plan.Likeness { return alike(before.get(was), after.get(now)) },
	}
	for _, o := range after.sorted() {
		k := o.Key()
		former := w.former(o)
		if former.name == "" || renamePass(k) != pass {
			continue
		}
		old := w.inNewSchema(underFormerName(k, former.name))
		if before.get(k) == nil && before.get(old) == nil {
			w.find(w.notThere(o, former.name, old))
			continue
		}
		names.List = append(names.List, plan.Rename[schema.Key]{Was: old, Now: k, Asked: former.asked})
	}
	followed, stale := names.Resolve()
	var list []renaming
	for _, c := range followed {
		ring := w.throughAnother(c, before, after)
		if ring == nil && c.Ring {
			stale = append(stale, c.Names...)
		}
		list = append(list, ring...)
	}
	for _, r := range stale {
		w.find(plan.Finding{Rule: "stale-rename", Severity: plan.Warning, Key: r.Now, Pos: after.get(r.Now).Pos(),
			Message: fmt.Sprintf("the hint that %s was %s is not followed: both names are in use", r.Now, w.former(after.get(r.Now)).name),
			Hint:    "remove the hint, or the object that should not be there; names that are to be swapped are given by --rename OLD=NEW, once"})
	}
	return list
}

// notThere is the finding for an object whose former name is not in the database, or in a schema that is not compared.
func (w *planner) notThere(o pgmodel.Object, former string, old schema.Key) plan.Finding {
	f := plan.Finding{Rule: "stale-rename", Severity: plan.Warning, Key: o.Key(), Pos: o.Pos(),
		Message: fmt.Sprintf("%s says it was renamed from %s, which the database does not have", o.Key(), former), Hint: "take the hint away once it is applied everywhere"}
	if old.IsPart() || old.Schema == o.Key().Schema || old.Schema == "" || hasSchema(w.from, old.Schema) {
		return f
	}
	f.Message = fmt.Sprintf("%s says it was renamed from %s, but schema %s is not compared, or not there", o.Key(), former, old.Schema)
	f.Hint = fmt.Sprintf("have it compared, as with --schemas %s, or take the hint away once it is applied everywhere", plan.ShellWord(old.Schema+","+o.Key().Schema))
	return f
}

// underFormerName is the key of an object or part under its former name, which may have a schema.
func underFormerName(k schema.Key, was string) schema.Key {
	old := k
	old.Name = was
	if s, n, ok := splitName(was); ok && !isPartOf(k) {
		old.Schema, old.Name = s, n
	}
	if i := strings.IndexByte(k.Name, '('); i >= 0 && routine(k.Kind) {
		old.Name += k.Name[i:]
	}
	return old
}

// inNewSchema is a key as it is once the schemas have their new names.
func (w *planner) inNewSchema(k schema.Key) schema.Key {
	for now, was := range w.renamed {
		if now.Kind == schema.KindSchema && was.Name == k.Schema {
			k.Schema = now.Name
			return k
		}
	}
	return k
}

// throughAnother are the renamings of a chain. Where names go round, the last object takes another
// name in between; nil where its kind has no such name.
func (w *planner) throughAnother(c plan.RenameChain[schema.Key], before, after *objects) []renaming {
	var list []renaming
	for _, r := range c.Names {
		list = append(list, renaming{from: before.get(r.Was), to: after.get(r.Now)})
	}
	if !c.Ring {
		return list
	}
	last := &list[len(list)-1]
	aside := underAnotherName(last.from, func(k schema.Key) bool { return before.get(k) != nil || after.get(k) != nil })
	if aside == nil {
		return nil
	}
	first := renaming{from: last.from, to: aside, between: true}
	last.from = aside
	return append([]renaming{first}, list...)
}

// underAnotherName is a table or column under a name that is not taken; nil for other kinds.
func underAnotherName(o pgmodel.Object, taken func(schema.Key) bool) pgmodel.Object {
	const label = "_schemadiff_was_"
	for n := label; ; n += "_" {
		var other pgmodel.Object
		switch o := o.Clone().(type) {
		case *pgmodel.Table:
			o.ID.Name = n + pgmodel.Clip(o.ID.Name, pgmodel.MaxName-len(n))
			other = o
		case *pgmodel.Column:
			o.Name = n + pgmodel.Clip(o.Name, pgmodel.MaxName-len(n))
			other = o
		default:
			return nil
		}
		if !taken(other.Key()) {
			return other
		}
	}
}

// alike compares two objects by their attributes, and tables by those of their columns too,
// whatever they are called.
func alike(from, to pgmodel.Object) plan.Likeness {
	return plan.AlikeIn(attributes(from), attributes(to))
}

func attributes(o schema.Object) (out []string) {
	add := func(of string, fields []schema.Field) {
		for _, f := range fields {
			if f.Name != "identity sequence" { // it is named after the table
				out = append(out, of+" "+f.Name+" "+f.Value)
			}
		}
	}
	table, ok := o.(*pgmodel.Table)
	if !ok {
		add("", o.Fields())
		return out
	}
	for _, c := range table.Columns {
		add("column "+c.Name, c.Fields())
	}
	return out
}

func isPartOf(k schema.Key) bool { return k.IsPart() }

// formerly is the name that an object had, from a hint or, for this plan alone, from --rename.
type formerly struct {
	name  string
	asked bool
}

// former is the name an object had: from --rename or its hint.
func (w *planner) former(o pgmodel.Object) formerly {
	if name := w.flagged(o); name != "" {
		return formerly{name, true}
	}
	return formerly{name: o.Former()}
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
	now, was := r.to.Key(), r.from.Key()
	renamed := plan.Renamed{Was: was, Now: now}
	if first, ok := w.renamed[was]; ok { // it has had another name in between
		was = first
	}
	locked := was
	if locked.IsPart() {
		locked = schema.TableOfPart(locked)
	}
	w.firstStep(plan.Kind("rename "+string(now.Kind)), r.to, locked, write(r.from, r.to), reason)
	w.first[len(w.first)-1].Renames = []plan.Renamed{renamed}
	w.renamed[now] = was
}

// firstStep writes a step that comes before all others and is folded into the old schema.
func (w *planner) firstStep(kind plan.Kind, o pgmodel.Object, locked schema.Key, list []statement, reason string) {
	s := plan.Step{Kind: kind, Key: o.Key(), Pos: o.Pos(), Rows: -1, Bytes: -1, Cost: plan.Constant, Loss: plan.Keeps, Reasons: []string{reason}}
	for _, p := range list {
		w.addStatement(&s, p, locked)
		w.folded = append(w.folded, p.Do.SQL())
		if p.Undo != nil {
			s.Undo = append([]string{p.Undo.SQL()}, s.Undo...)
		}
	}
	w.first = append(w.first, s)
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
