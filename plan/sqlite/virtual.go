package sqlite

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// The modules of virtual tables know no ALTER: a change is a DROP and a CREATE.
// Rows that a table keeps itself are put aside in between, where its columns are known; an index over another table is filled again from that table.

// dropVirtual drops virtual tables that are gone.
func (w *work) dropVirtual() {
	w.each(schema.KindVirtual, func(c plan.Change) {
		v := c.From.(*litemodel.Virtual)
		w.operations.add(dropVirtual, v, func() {
			s := dropDependent(v, w.dropReason(c))
			s.Kind, s.Pos = "drop virtual table", c.Pos()
			s.Statements = []plan.Statement{exists("DROP TABLE "+quote(v.Name), "table", v.Name, 0)}
			w.losesVirtual(&s, v, nil)
			w.step(s)
		})
	}, plan.Drop)
}

// losesVirtual marks a step that does not keep the rows of a virtual table, or
// not these of its columns.
func (w *work) losesVirtual(s *plan.Step, v *litemodel.Virtual, columns []string) {
	if v.Filler == "rebuild" {
		s.UndoNote = fmt.Sprintf("then INSERT INTO %[1]s (%[1]s) VALUES ('rebuild')", quote(v.Name))
		return
	}
	s.Loss, s.Lost = plan.Loses, fmt.Sprintf("the rows that module %s keeps for %s", v.Module, v.Name)
	if len(columns) > 0 {
		s.Lost = fmt.Sprintf("the values of %s in %s", strings.Join(columns, ", "), v.Name)
	}
	s.Rules = []plan.Rule{{Name: "drop-virtual-table", Key: v.Key()}}
	s.UndoNote = "the rows must be written again"
}

func (w *work) createVirtual() {
	w.each(schema.KindVirtual, func(c plan.Change) {
		v := c.To.(*litemodel.Virtual)
		w.operations.add(createVirtual, v, func() {
			s := createDependent(v, w.createReason(c))
			s.Kind = "create virtual table"
			s.Statements = []plan.Statement{exists(create(&v.Source), "table", v.Name, 1)}
			s.Undo = []string{"DROP TABLE " + quote(v.Name)}
			w.step(s)
		})
	}, plan.Add)
	w.each(schema.KindVirtual, func(c plan.Change) {
		w.operations.add(createVirtual, c.To, func() { w.remakeVirtual(c, c.From.(*litemodel.Virtual), c.To.(*litemodel.Virtual)) })
	}, plan.Alter)
}

func (w *work) remakeVirtual(c plan.Change, from, to *litemodel.Virtual) {
	s := plan.Step{Kind: "rebuild virtual table", Key: to.Key(), Pos: to.Pos(), Cost: plan.Rewrite, Loss: plan.Keeps, Rows: -1, Bytes: -1,
		Reasons: []string{sentence(c)}, Why: "the module " + to.Module + " knows no ALTER TABLE",
		UndoNote: "a plan back to the former schema recreates the table"}
	drop := exists("DROP TABLE "+quote(from.Name), "table", from.Name, 0)
	make := exists(create(&to.Source), "table", to.Name, 1)
	kept, lost := keptColumns(from, to)
	switch {
	case to.Filler == "rebuild":
		s.Statements = []plan.Statement{drop, make, {SQL: fmt.Sprintf("INSERT INTO %[1]s (%[1]s) VALUES ('rebuild')", quote(to.Name))}}
	case from.Filler == "own" && to.Filler == "own" && len(kept) > 0:
		s.Statements = copyVirtual(from, to, kept, drop, make, w.scratchName("copy_", to.Name))
		if len(lost) > 0 {
			w.losesVirtual(&s, from, lost)
		}
	default:
		s.Statements = []plan.Statement{drop, make}
		w.losesVirtual(&s, from, nil)
	}
	w.step(s)
}

func keptColumns(from, to *litemodel.Virtual) (kept, lost []string) {
	for _, name := range from.Columns {
		if contains(foldAll(to.Columns), litemodel.Fold(name)) {
			kept = append(kept, name)
		} else {
			lost = append(lost, name)
		}
	}
	return kept, lost
}

func foldAll(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = litemodel.Fold(n)
	}
	return out
}

// copyVirtual puts the rows aside, with their row ids, and back again.
func copyVirtual(from, to *litemodel.Virtual, kept []string, drop, make plan.Statement, scratch string) []plan.Statement {
	var columns []string
	for _, name := range kept {
		columns = append(columns, quote(name))
	}
	rowid, as := "rowid, ", "rowid AS "+rowIDColumn+", "
	if from.Module != "fts5" { // the first column of an R-Tree is its row id
		rowid, as = "", ""
	}
	back := strings.Replace(rowid, "rowid", rowIDColumn, 1)
	list := strings.Join(columns, ", ")
	same := func(a, b string) string {
		return fmt.Sprintf("SELECT (SELECT count(*) FROM %s) = (SELECT count(*) FROM %s)", quote(a), quote(b))
	}
	return []plan.Statement{
		{SQL: fmt.Sprintf("CREATE TABLE %s AS SELECT %s%s FROM %s", quote(scratch), as, list, quote(from.Name)),
			What: "all rows of " + from.Name + " are put aside", Check: same(from.Name, scratch)},
		drop, make,
		{SQL: fmt.Sprintf("INSERT INTO %s (%s%s) SELECT %s%s FROM %s", quote(to.Name), rowid, list, back, list, quote(scratch)),
			What: "all rows of " + to.Name + " are back", Check: same(to.Name, scratch)},
		exists("DROP TABLE "+quote(scratch), "table", scratch, 0),
	}
}
