package sqlite

// Renames from hints in the files and from --rename. They run before all other steps, and a
// private copy of the database executes them first, because SQLite rewrites the views,
// triggers, indexes and foreign keys that use the old name (lang_altertable.html): the rest of
// the plan starts from the schema that results.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// rename writes the steps for renamed tables and columns first and has the engine
// execute them on a copy of the schema: it rewrites every view, trigger, index and
// foreign key that names them. The rest is planned from there.
func (w *work) rename() error {
	w.renamed, w.asked = map[schema.Key]schema.Key{}, map[schema.Key]bool{}
	if err := w.applyRenameFlags(); err != nil {
		return err
	}
	steps := w.tableRenames()
	if err := w.fold(steps); err != nil {
		return err
	}
	columns, err := w.columnRenames()
	if err != nil {
		return err
	}
	return w.fold(columns)
}

// fold executes steps on the private copy and goes on from the result. A view or
// trigger that stands in the way and is going to change anyway goes first.
func (w *work) fold(steps []plan.Step) error {
	if len(steps) == 0 {
		return nil
	}
	for {
		var statements []string
		for _, s := range append(w.renames, steps...) {
			for _, st := range s.Statements {
				statements = append(statements, st.SQL)
			}
		}
		result, err := w.in.Fold(statements)
		if err == nil {
			w.renames = append(w.renames, steps...)
			w.from = result.Without(w.out.Left...)
			return nil
		}
		o := w.blocker(err.Error())
		if o == nil {
			return fmt.Errorf("rename: SQLite refuses it, and a plan cannot go around: %w", err)
		}
		w.renames = append(w.renames, dropDependent(o, w.whyBlocks(o)))
		w.from = w.from.Without(o.Key())
	}
}

func (w *work) whyBlocks(o schema.Object) string {
	if w.differs(o) {
		return "it stands in the way of a rename and is not the desired one"
	}
	if w.readsDiffering(o) {
		return "it stands in the way of a rename and reads a view that is not the desired one"
	}
	return "it is broken, so that SQLite renames nothing while it is there; it comes back as it was"
}

// blocker is the view or trigger that an error of ALTER TABLE names ("error in
// view v: …"), if the desired schema does not hold it as it is, or not what it reads: SQLite
// names one for the fault of the other; or if it is broken whatever is renamed ("error in view
// v after rename" is one that the rename breaks). What is desired is created again at the end.
func (w *work) blocker(msg string) schema.Object {
	for o := range w.from.All() {
		k := o.Key()
		if k.Kind != schema.KindView && k.Kind != schema.KindTrigger {
			continue
		}
		named := fmt.Sprintf("error in %s %s", k.Kind, o.Display())
		if strings.Contains(msg, named) && (w.differs(o) || w.readsDiffering(o)) || strings.Contains(msg, named+": ") {
			return o
		}
	}
	return nil
}

// differs reports whether the desired schema holds a view or trigger otherwise or not at all.
func (w *work) differs(o schema.Object) bool {
	to := w.to.Get(o.Key())
	return to == nil || to.Fields()[len(to.Fields())-1] != o.Fields()[len(o.Fields())-1]
}

// readsDiffering reports whether a view or trigger reads, perhaps by way of others, a view that
// differs or was dropped for a rename.
func (w *work) readsDiffering(o schema.Object) bool {
	seen := map[schema.Key]bool{}
	for list := relationsRead(o); len(list) > 0; {
		k := list[0]
		list = list[1:]
		view, ok := w.in.From.Get(k).(*litemodel.View)
		if !ok || seen[k] {
			continue
		}
		if w.differs(view) {
			return true
		}
		seen[k] = true
		list = append(list, view.Names()...)
	}
	return false
}

// applyRenameFlags turns --rename users=people and --rename users.name=full_name
// into hints, tables first.
func (w *work) applyRenameFlags() error {
	for _, was := range slices.Sorted(maps.Keys(w.in.Renames)) {
		now := w.in.Renames[was]
		if strings.Contains(was, ".") {
			continue
		}
		t := litemodel.TableOf(w.to, litemodel.TableKey(litemodel.Fold(now)))
		if t == nil {
			return fmt.Errorf("--rename %s=%s: the desired schema has no table %s", was, now, now)
		}
		clone := *t
		clone.Was = was
		w.to = w.to.With(&clone)
		w.asked[t.Key()] = true
	}
	for _, was := range slices.Sorted(maps.Keys(w.in.Renames)) {
		table, column, isColumn := strings.Cut(was, ".")
		if !isColumn {
			continue
		}
		if err := w.renameColumnFlag(table, column, w.in.Renames[was]); err != nil {
			return fmt.Errorf("--rename %s=%s: %w", was, w.in.Renames[was], err)
		}
	}
	return nil
}

// renameColumnFlag hints at a column; its table may go by its old name or its new one.
func (w *work) renameColumnFlag(table, column, now string) error {
	if i := strings.LastIndexByte(now, '.'); i >= 0 {
		now = now[i+1:]
	}
	t := litemodel.TableOf(w.to, litemodel.TableKey(litemodel.Fold(table)))
	for o := range w.to.All() {
		if other, ok := o.(*litemodel.Table); ok && t == nil && litemodel.Fold(other.Was) == litemodel.Fold(table) {
			t = other
		}
	}
	if t == nil {
		return fmt.Errorf("the desired schema has no table %s", table)
	}
	clone := *t
	clone.Columns = slices.Clone(t.Columns)
	for i, c := range clone.Columns {
		if c.Folded == litemodel.Fold(now) {
			col := *c
			col.Was = column
			clone.Columns[i] = &col
			w.to = w.to.With(&clone)
			w.asked[col.Key()] = true
			return nil
		}
	}
	return fmt.Errorf("the desired table %s has no column %s", table, now)
}

func (w *work) tableRenames() []plan.Step {
	var steps []plan.Step
	table := func(s *schema.Schema, name string) *litemodel.Table {
		return litemodel.TableOf(s, litemodel.TableKey(name))
	}
	names := plan.Renames[string]{
		Has: func(name string) bool { return table(w.from, name) != nil }, Wants: func(name string) bool { return table(w.to, name) != nil },
		Hinted: func(name string) bool { t := table(w.to, name); return t != nil && t.Was != "" },
		Alike:  func(was, now string) plan.Likeness { return alikeTables(table(w.from, was), table(w.to, now)) },
	}
	for o := range w.to.All() {
		if v, ok := o.(*litemodel.Virtual); ok && v.Was != "" {
			if s := w.virtualRename(v); s != nil {
				steps = append(steps, *s)
			}
			continue
		}
		to, ok := o.(*litemodel.Table)
		if !ok || to.Was == "" {
			continue
		}
		if was := litemodel.Fold(to.Was); was != to.Folded {
			names.List = append(names.List, plan.Rename[string]{Was: was, Now: to.Folded, Asked: w.asked[to.Key()]})
		} else if from := table(w.from, was); from != nil && from.Name != to.Name {
			steps = append(steps, w.renameTables(caseOnly(was)))
		}
	}
	followed, stale := names.Resolve()
	for _, e := range stale {
		to := table(w.to, e.Now)
		w.staleHint(to, to.Was)
	}
	for _, c := range followed {
		for _, part := range c.Parts() {
			steps = append(steps, w.renameTables(part))
		}
	}
	return steps
}

// renameTables renames a table, or tables whose names go round.
func (w *work) renameTables(c plan.RenameChain[string]) plan.Step {
	var s plan.Step
	for i, e := range c.Names {
		was, key := litemodel.TableKey(e.Was), litemodel.TableKey(e.Now)
		from, to := litemodel.TableOf(w.from, was), litemodel.TableOf(w.to, key)
		w.renamed[key] = was
		if i == 0 {
			facts := w.facts(key)
			s = plan.Step{Kind: "rename table", Key: key, Pos: to.Pos(), Cost: plan.Constant, Loss: plan.Keeps, Rows: facts.Rows, Bytes: facts.Bytes}
		}
		s.Reasons = append(s.Reasons, fmt.Sprintf("table %s was %s", to.Name, from.Name))
		s.Renames = append(s.Renames, plan.Renamed{Was: was, Now: key})
	}
	writeRenames(c, &s, func(name string) string { return litemodel.TableOf(w.from, litemodel.TableKey(name)).Name },
		func(name string) string { return litemodel.TableOf(w.to, litemodel.TableKey(name)).Name }, caseTable,
		func(a, b string) plan.Statement {
			return exists(fmt.Sprintf("ALTER TABLE %s RENAME TO %s", quote(a), quote(b)), "table", b, 1)
		})
	return s
}

// virtualRename renames a virtual table, whose module then renames its own tables; a
// virtual table that also changes in another way must be recreated.
func (w *work) virtualRename(to *litemodel.Virtual) *plan.Step {
	from, ok := w.from.Get(schema.Key{Kind: schema.KindVirtual, Name: litemodel.Fold(to.Was)}).(*litemodel.Virtual)
	if !ok || !from.Known || !sameVirtual(from, to) || w.from.Get(to.Key()) != nil {
		return nil
	}
	alter := func(a, b string) string { return fmt.Sprintf("ALTER TABLE %s RENAME TO %s", quote(a), quote(b)) }
	return &plan.Step{Kind: "rename table", Key: to.Key(), Pos: to.Pos(), Cost: plan.Constant, Loss: plan.Keeps, Rows: -1, Bytes: -1,
		Reasons:    []string{fmt.Sprintf("virtual table %s was %s", to.Name, from.Name)},
		Statements: []plan.Statement{exists(alter(from.Name, to.Name), "table", to.Name, 1)},
		Undo:       []string{alter(to.Name, from.Name)}}
}

// staleHint reports a hint that cannot be followed. A hint whose former name is gone
// has done its work and may stay in the file.
func (w *work) staleHint(o schema.Object, was string) {
	w.find(plan.Finding{Rule: "stale-rename", Severity: plan.Warning, Key: o.Key(), Pos: o.Pos(),
		Message: fmt.Sprintf("the hint that %s was %s is not followed: both names are in use", o.Key(), was),
		Hint:    "remove the hint, or the object that should not be there; names that are to be swapped are given by --rename OLD=NEW, once"})
}

func (w *work) columnRenames() ([]plan.Step, error) {
	var steps []plan.Step
	for o := range w.to.All() {
		to, ok := o.(*litemodel.Table)
		from := litemodel.TableOf(w.from, o.Key())
		if !ok || from == nil {
			continue
		}
		list, err := w.renamesOfColumns(from, to)
		if err != nil {
			return nil, err
		}
		steps = append(steps, list...)
	}
	return steps, nil
}

// renamesOfColumns are the steps for the columns of one table.
func (w *work) renamesOfColumns(from, to *litemodel.Table) ([]plan.Step, error) {
	var chains []plan.RenameChain[string]
	names := plan.Renames[string]{
		Has: func(name string) bool { return from.Column(name) != nil }, Wants: func(name string) bool { return to.Column(name) != nil },
		Hinted: func(name string) bool { c := to.Column(name); return c != nil && c.Was != "" },
		Alike: func(was, now string) plan.Likeness {
			return plan.AlikeIn(attributes("", from.Column(was).Fields()), attributes("", to.Column(now).Fields()))
		},
	}
	for _, c := range to.Columns {
		was := litemodel.Fold(c.Was)
		switch former := from.Column(was); {
		case c.Was == "" || former == nil || former.Name == c.Name:
		case was == c.Folded: // the case changes
			chains = append(chains, caseOnly(was))
		default:
			names.List = append(names.List, plan.Rename[string]{Was: was, Now: c.Folded, Asked: w.asked[c.Key()]})
		}
	}
	slices.SortFunc(names.List, func(a, b plan.Rename[string]) int { return strings.Compare(a.Now, b.Now) })
	followed, stale := names.Resolve()
	for _, e := range stale {
		c := to.Column(e.Now)
		w.staleHint(c, c.Was)
	}
	for _, c := range followed {
		chains = append(chains, c.Parts()...)
	}
	var steps []plan.Step
	for _, c := range chains {
		if w.target < hasRenameColumn {
			return nil, fmt.Errorf("column %s.%s: SQLite %s has no RENAME COLUMN, 3.25 does", to.Name, to.Column(c.Names[0].Now).Name, w.target)
		}
		steps = append(steps, w.renameColumns(from, to, c))
	}
	return steps, nil
}

// renameColumns renames a column, or columns whose names go round.
func (w *work) renameColumns(from, to *litemodel.Table, c plan.RenameChain[string]) plan.Step {
	facts, first := w.facts(to.Key()), to.Column(c.Names[0].Now)
	s := plan.Step{Kind: "rename column", Key: first.Key(), Pos: first.Pos(), Cost: plan.Constant, Loss: plan.Keeps, Rows: facts.Rows, Bytes: facts.Bytes}
	for _, e := range c.Names {
		s.Reasons = append(s.Reasons, fmt.Sprintf("column %s.%s was %s", to.Name, to.Column(e.Now).Name, from.Column(e.Was).Name))
		was := to.Column(e.Now).Key()
		was.Name = e.Was
		s.Renames = append(s.Renames, plan.Renamed{Was: was, Now: to.Column(e.Now).Key()})
	}
	writeRenames(c, &s, func(name string) string { return from.Column(name).Name }, func(name string) string { return to.Column(name).Name }, "_schemadiff_was_",
		func(a, b string) plan.Statement {
			return hasColumn(fmt.Sprintf("ALTER TABLE %s RENAME COLUMN %s TO %s", quote(to.Name), quote(a), quote(b)), to.Name, b, 1)
		})
	return s
}
