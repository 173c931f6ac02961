package sqlite

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// dropVirtual drops virtual tables that are gone or different: their modules
// know no ALTER. What they index of another table can be made anew; rows of
// their own are lost.
func (w *work) dropVirtual() {
	w.each(schema.KindVirtual, func(c plan.Change) {
		v := c.From.(*schema.Virtual)
		s := dropDependent(v, w.dropReason(c))
		s.Kind, s.Pos = "drop virtual table", c.Pos()
		s.Statements = []plan.Statement{exists("DROP TABLE "+quote(v.Name), "table", v.Name, 0)}
		s.Loss, s.Lost = plan.Loses, fmt.Sprintf("the rows that module %s keeps for %s", v.Module, v.Name)
		s.Rules = []plan.Rule{{Name: "drop-virtual-table", Key: v.Key()}}
		s.UndoNote = "the rows must be written again"
		w.step(s)
	}, plan.Drop, plan.Alter)
}

func (w *work) createVirtual() {
	w.each(schema.KindVirtual, func(c plan.Change) {
		v := c.To.(*schema.Virtual)
		s := createDependent(v, w.createReason(c))
		s.Kind = "create virtual table"
		s.Statements = []plan.Statement{exists(create(&v.Origin), "table", v.Name, 1)}
		s.Undo = []string{"DROP TABLE " + quote(v.Name)}
		if c.Op == plan.Alter {
			s.UndoNote = "the new table is empty: fill it again, for FTS over another table with INSERT INTO " + quote(v.Name) + "(" + quote(v.Name) + ") VALUES ('rebuild')"
		}
		w.step(s)
	}, plan.Add, plan.Alter)
}
