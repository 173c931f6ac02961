package postgres

// What stands twice in statements although every server refuses it: a column in the list of an INSERT
// or in a SET, and a column that a source adds twice to a table of which nothing is known.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// writtenTwice reports columns that an INSERT lists twice or to which one SET gives two values (sql-update.html). Fields
// and elements of one column may have several.
func (r *actReader) writtenTwice(node *pg.Node) {
	switch n := node.Node.(type) {
	case *pg.Node_InsertStmt:
		r.columnsTwice(n.InsertStmt.Cols)
		r.columnsTwice(n.InsertStmt.GetOnConflictClause().GetTargetList())
	case *pg.Node_UpdateStmt:
		r.columnsTwice(n.UpdateStmt.TargetList)
	case *pg.Node_MergeStmt:
		for _, when := range n.MergeStmt.MergeWhenClauses {
			r.columnsTwice(when.GetMergeWhenClause().GetTargetList())
		}
	}
}

func (r *actReader) columnsTwice(targets []*pg.Node) {
	part := map[string]bool{} // whether a field or an element of the column is written
	for _, n := range targets {
		t := n.GetResTarget()
		if t.GetName() == "" {
			continue
		}
		before, again := part[t.Name]
		if part[t.Name] = len(t.Indirection) > 0; again && !(before && part[t.Name]) {
			r.mistake(r.st.ErrorAt(t.Location, "column %s is written twice", pgmodel.Quote(t.Name)))
			return
		}
	}
}

// addedColumn is a column by its name and that of its table, as a statement has it.
type addedColumn struct {
	table  schema.Key
	column string
}

// addedTwice reports columns that a source adds twice to a table of which nothing is known.
func (r *actReader) addedTwice(acts []schema.Act) {
	for _, a := range acts {
		c := addedColumn{a.On, a.Name}
		switch a.Verb {
		case schema.AddsColumn:
			if r.added[c] && !a.IfNotExists && !a.Known {
				r.mistake(r.st.ErrorAt(r.st.Locate(a.Name), "column %s of %s is added twice", pgmodel.Quote(a.Name), a.On.Object()))
			}
			if r.added == nil {
				r.added = map[addedColumn]bool{}
			}
			r.added[c] = true
		case schema.DropsColumn, schema.RenamesColumn:
			delete(r.added, c)
		case schema.Drops, schema.Renames, schema.Moves:
			r.added = nil
		}
	}
}

// mistake keeps an error that is one whatever the database holds.
func (r *actReader) mistake(e *parse.Error) {
	e.Sure = true
	r.l.errs = append(r.l.errs, e)
}
