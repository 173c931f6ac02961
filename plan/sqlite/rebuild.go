package sqlite

// Table rebuilds: the changes that ALTER TABLE cannot make are made by creating the table in
// its new form, copying the rows, and giving it the old name, as lang_altertable.html, section
// 7, describes. The file writes that sequence as one step and records which rows and columns
// the copy must preserve, including rowids and the AUTOINCREMENT counter, for the executor's
// proof.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// rebuild writes the one step that makes all changes of a table at once: a new
// table is created, the rows are copied into it, and the old one is dropped
// (lang_altertable.html, section 7).
func (w *work) rebuild(from, to *litemodel.Table, parts []plan.Change, why string) {
	facts := w.facts(to.Key())
	s := plan.Step{Kind: "rebuild table", Key: to.Key(), Pos: to.Pos(), Why: why, Cost: plan.Rewrite, Loss: plan.Keeps,
		Rows: facts.Rows, Bytes: facts.Bytes, Switch: true,
		UndoNote: "a plan back to the former schema rebuilds the table again"}
	for _, c := range parts {
		s.Reasons = append(s.Reasons, sentence(c))
		if !c.Pos().IsZero() && (s.Pos == to.Pos() || len(parts) == 1) {
			s.Pos = c.Pos()
		}
	}
	s.Reasons = append(s.Reasons, w.goesUnseen(from, to)...)
	w.losses(&s, from, to, parts)
	s.Probes = append(s.Probes, w.probes(from, to, parts)...)
	s.Probes = append(s.Probes, w.rebuildEngineProbes(from, to)...)
	if len(from.Undefined)+len(to.Undefined) > 0 {
		w.needOutside(to, union(from.Undefined, to.Undefined), "rebuilding")
	}
	r := &rebuilding{work: w, from: from, to: to}
	s.Copy = r.copy()
	if s.Copy == nil {
		return
	}
	r.analyzeAgain(s.Copy, to)
	if w.runner == RunnerScript {
		r.swap(&s)
	} else {
		r.copyBack(&s)
	}
	w.step(s)
}

// analyzeAgain notes a table that is dropped and created, if ANALYZE has gathered statistics for it
// or no database was asked.
func (r *rebuilding) analyzeAgain(c *plan.Copy, t *litemodel.Table) {
	if r.in.Facts == nil {
		c.Unasked = append(c.Unasked, t.Name)
		return
	}
	was := t.Key()
	if former, ok := r.renamed[was]; ok {
		was = former
	}
	if slices.Contains(r.in.Facts.Analyzed, was) {
		c.Analyze = append(c.Analyze, t.Name)
	}
}

func union(a, b []string) []string {
	out := append([]string(nil), a...)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// losses marks a rebuild that leaves columns out.
func (w *work) losses(s *plan.Step, from, to *litemodel.Table, parts []plan.Change) {
	var lost []string
	for _, c := range parts {
		if c.Key.Kind != schema.KindColumn || c.Op != plan.Drop || c.From.(*litemodel.Column).IsGenerated() {
			continue
		}
		s.Rules = append(s.Rules, plan.Rule{Name: "drop-column", Key: c.Key})
		lost = append(lost, to.Name+"."+c.From.Display())
	}
	if len(lost) > 0 {
		s.Loss, s.Lost = plan.Loses, fmt.Sprintf("the values of %s in %s", strings.Join(lost, ", "), rowsText(s.Rows))
		s.UndoNote += "; the values of dropped columns are gone"
	}
	for _, c := range parts {
		if overwrites(c) && w.in.Facts == nil { // no rows to ask
			s.Rules = append(s.Rules, plan.Rule{Name: "drop-column", Key: c.Key})
			s.Loss = plan.Loses
			s.Lost = joined(s.Lost, fmt.Sprintf("the values of %s.%s that differ from what it will be computed as", to.Name, c.To.Display()))
		}
	}
}

// goesUnseen says what a rebuild takes from rows that no column shows.
func (w *work) goesUnseen(from, to *litemodel.Table) []string {
	var out []string
	before, after := from.Options, to.Options
	if before.Autoincrement && !after.Autoincrement {
		out = append(out, fmt.Sprintf("the AUTOINCREMENT counter of %s goes: ids of deleted rows can be given out again", to.Name))
	}
	switch {
	case !before.WithoutRowID && after.WithoutRowID && before.RowIDAlias == "":
		out = append(out, fmt.Sprintf("the row ids of %s go", to.Name))
	case !before.WithoutRowID && !after.WithoutRowID && !w.keepsRowIDs(from, to):
		out = append(out, fmt.Sprintf("the rows of %s get other row ids", to.Name))
	}
	return out
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// rebuilding is one table on its way from one definition to another.
type rebuilding struct {
	*work
	from, to *litemodel.Table
}

// copy says what is copied; nil if the rows cannot keep their identity.
func (r *rebuilding) copy() *plan.Copy {
	c := &plan.Copy{Table: r.to.Name, Scratch: r.scratch("new_")}
	for _, col := range r.from.Columns {
		to := r.to.Column(col.Folded)
		if to == nil || to.IsGenerated() {
			continue
		}
		c.Columns = append(c.Columns, plan.CopyColumn{Name: to.Name, Exact: affinity(col, r.from) == affinity(to, r.to)})
	}
	for _, col := range r.from.Columns {
		c.Before = append(c.Before, col.Name)
	}
	c.Checked = r.checked()
	from, to := r.from.Options, r.to.Options
	c.Counter = from.Autoincrement && to.Autoincrement
	if from.WithoutRowID || to.WithoutRowID {
		c.Key = r.commonKey()
		return c
	}
	alias := to.RowIDAlias
	if alias != "" && r.from.Column(alias) != nil { // the copied column is the rowid
		if from.RowIDAlias == alias {
			c.RowID = r.to.Column(alias).Name
		} else {
			c.Key = []string{r.to.Column(alias).Name}
		}
		return c
	}
	c.RowID = r.rowID()
	if c.RowID == "" {
		r.find(plan.Finding{Rule: "rowid-lost", Severity: plan.Error, Key: r.to.Key(), Pos: r.to.Pos(), Blocks: true,
			Message: fmt.Sprintf("%s has columns named rowid, oid and _rowid_, so that a rebuild cannot keep its row ids", r.to.Name),
			Hint:    "rename one of them, or make the change by hand"})
		return nil
	}
	return c
}

// checked are the table and its children, as far as their foreign keys fit a key
// of their parents: PRAGMA foreign_key_check fails on the others.
func (r *rebuilding) checked() []string {
	var names []string
	for _, t := range append([]*litemodel.Table{r.from}, r.children(r.to.Key())...) {
		to := litemodel.TableOf(r.work.to, t.Key())
		if to != nil && !slices.Contains(names, to.Name) && r.fits(r.work.from, t) && r.fits(r.work.to, to) {
			names = append(names, to.Name)
		}
	}
	return names
}

// fits reports whether every foreign key of t refers to a key that s has.
func (r *rebuilding) fits(s *schema.Schema, t *litemodel.Table) bool {
	for _, fk := range t.ForeignKeys {
		parent := litemodel.TableOf(s, fk.References)
		if parent != nil && !hasKey(s, parent, fk) {
			return false
		}
	}
	return true
}

// rowID is a name that reaches the rowid on both sides.
func (r *rebuilding) rowID() string {
	for _, name := range [...]string{"rowid", "_rowid_", "oid"} {
		if r.from.Column(name) == nil && r.to.Column(name) == nil {
			return name
		}
	}
	return ""
}

// commonKey is a primary key that both sides have, or nil.
func (r *rebuilding) commonKey() []string {
	if r.from.Primary == nil || r.to.Primary == nil || len(r.from.Primary.Parts) != len(r.to.Primary.Parts) {
		return nil
	}
	var names []string
	for i, p := range r.to.Primary.Parts {
		col := r.to.Column(p.Column)
		if col == nil || r.from.Primary.Parts[i].Column != p.Column || col.Collation != "" {
			return nil
		}
		names = append(names, col.Name)
	}
	return names
}

func (r *rebuilding) scratch(what string) string { return r.scratchName(what, r.to.Name) }

// lists are the columns of the copy's INSERT and of its SELECT.
func lists(c *plan.Copy) string {
	var names []string
	if c.RowID != "" && !hasName(c, c.RowID) {
		names = append(names, c.RowID)
	}
	for _, col := range c.Columns {
		names = append(names, quote(col.Name))
	}
	return strings.Join(names, ", ")
}

func hasName(c *plan.Copy, name string) bool {
	for _, col := range c.Columns {
		if litemodel.Fold(col.Name) == litemodel.Fold(name) {
			return true
		}
	}
	return false
}

// swap is the shape for a connection whose foreign keys are off: the new table
// takes the old one's name. legacy_alter_table must be on around the rename, or
// views and other tables' triggers block it.
func (r *rebuilding) swap(s *plan.Step) {
	c := s.Copy
	table, scratch := quote(c.Table), quote(c.Scratch)
	s.Statements = append(s.Statements, exists(createScratch(r.to, c.Scratch), "table", c.Scratch, 1))
	s.Statements = append(s.Statements, plan.Statement{
		SQL:   r.insertSelect(scratch, lists(c), table),
		What:  "all rows of " + c.Table + " are copied",
		Check: fmt.Sprintf("SELECT (SELECT count(*) FROM %s) = (SELECT count(*) FROM %s)", table, scratch),
	})
	c.CopyAt = len(s.Statements) - 1
	if c.Counter {
		s.Statements = append(s.Statements, counter(c, r.from.Name, c.Scratch)...)
	}
	s.Statements = append(s.Statements, exists("DROP TABLE "+table, "table", r.from.Name, 0))
	if r.to.Options.Bare != "" {
		s.Statements = append(s.Statements, r.moveBack(c)...)
	} else {
		s.Statements = append(s.Statements, exists("ALTER TABLE "+scratch+" RENAME TO "+table, "table", c.Table, 1))
	}
	s.Statements = append(s.Statements, r.attached(r.to.Key())...)
}

// insertSelect copies the rows. Where nothing of a row is kept, it makes as many
// rows of defaults.
func (r *rebuilding) insertSelect(into, columns, from string) string {
	values := columns
	if columns == "" {
		for _, c := range r.to.Columns {
			if !c.IsGenerated() {
				columns, values = quote(c.Name), "NULL"
				if c.Default.SQL != "" {
					values = c.Default.SQL
				}
				break
			}
		}
	}
	return fmt.Sprintf("INSERT OR ABORT INTO %s (%s) SELECT %s FROM %s", into, columns, values, from)
}

// moveBack ends a rebuild where the table's text names the table, which a rename in
// this shape would not follow: it is created under its name and the rows moved over.
func (r *rebuilding) moveBack(c *plan.Copy) []plan.Statement {
	table, scratch, columns := quote(c.Table), quote(c.Scratch), lists(c)
	check := fmt.Sprintf("(SELECT count(*) FROM %s) = (SELECT count(*) FROM %s)", table, scratch)
	if columns != "" {
		check += fmt.Sprintf(" AND NOT EXISTS (SELECT %[3]s FROM %[2]s EXCEPT SELECT %[3]s FROM %[1]s)", table, scratch, columns)
	}
	out := []plan.Statement{
		exists(create(&r.to.Source), "table", c.Table, 1),
		{SQL: r.insertSelect(table, columns, scratch), What: "all rows of " + c.Table + " are back", Check: "SELECT " + check},
	}
	if c.Counter {
		out = append(out, counter(c, c.Scratch, c.Table)...)
	}
	return append(out, exists("DROP TABLE "+scratch, "table", c.Scratch, 0))
}

// counter carries the AUTOINCREMENT counter over, also of an empty table: else
// ids that were given out once are given out again.
func counter(c *plan.Copy, fromTable, toTable string) []plan.Statement {
	from, to := literal(fromTable), literal(toTable)
	same := fmt.Sprintf("SELECT (SELECT seq FROM sqlite_sequence WHERE name = %s) IS (SELECT seq FROM sqlite_sequence WHERE name = %s)", from, to)
	return []plan.Statement{
		{SQL: "DELETE FROM sqlite_sequence WHERE name = " + to},
		{SQL: fmt.Sprintf("INSERT INTO sqlite_sequence (name, seq) SELECT %s, seq FROM sqlite_sequence WHERE name = %s", to, from),
			What: "the AUTOINCREMENT counter of " + c.Table + " is carried over", Check: same},
	}
}

// attached recreates, from their own text, the indexes and triggers that went
// with the table and are the same on both sides.
func (r *rebuilding) attached(table schema.Key) []plan.Statement {
	var out []plan.Statement
	for _, kind := range []schema.Kind{schema.KindIndex, schema.KindTrigger} {
		for o := range r.work.from.All() {
			k := o.Key()
			if k.Kind != kind || o.Needs()[0] != table || r.isKey(k) {
				continue
			}
			if _, changes := r.changes[k]; !changes && r.remade[k] == "" {
				out = append(out, exists(create(litemodel.SourceOf(o)), string(kind), o.Display(), 1))
			}
		}
	}
	return out
}

// keepsRowIDs reports whether a rebuild copies the row ids.
func (w *work) keepsRowIDs(from, to *litemodel.Table) bool {
	r := &rebuilding{work: w, from: from, to: to}
	a, b := from.Options, to.Options
	if a.WithoutRowID || b.WithoutRowID {
		return false
	}
	if b.RowIDAlias != "" && from.Column(b.RowIDAlias) != nil {
		return a.RowIDAlias == b.RowIDAlias
	}
	return r.rowID() != ""
}
