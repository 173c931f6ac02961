package postgres

// Tables of a composite type (CREATE TABLE … OF). The server adds, drops and retypes no column of
// such a table but through its type (sql-altertable.html, OF), and that changes the type everywhere,
// converts values by assignment alone and stops while columns store the type. So a table leaves its
// type with NOT OF, both change, each in its own way, and the table returns with OF, which compares
// the names and types of columns in their order and reads no row.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// changeTypes lets typed tables leave the types that change, and return.
func (w *planner) changeTypes() {
	for from := range w.before.tables() {
		to := w.after.table(from.ID)
		if to == nil || from.OfType == "" || to.OfType != from.OfType || w.recreated[from.ID] {
			continue
		}
		for _, k := range from.Needs() {
			if k.Kind == schema.KindComposite && from.OfType == ddl.Qualified(k) && w.changesAttributes(k) {
				w.retypeTable(from, to, "the attributes of "+k.String()+" change")
			}
		}
	}
}

// changesAttributes reports whether a composite type is recreated or gets other attributes.
func (w *planner) changesAttributes(k schema.Key) bool {
	from, ok := w.before.get(k).(*pgmodel.Composite)
	to, ok2 := w.after.get(k).(*pgmodel.Composite)
	if !ok || !ok2 {
		return false
	}
	return w.recreated[k] || !slices.EqualFunc(from.Attributes, to.Attributes, func(a, b *pgmodel.Column) bool {
		return a.Name == b.Name && a.Type == b.Type && a.Collation == b.Collation
	})
}

// retypeTable takes a table from its type, and gives it to the one it is to have.
func (w *planner) retypeTable(from, to *pgmodel.Table, reason string) {
	k := schema.Key{Kind: kindTyping, Schema: to.ID.Schema, Name: to.ID.Name}
	if from.OfType != "" {
		w.add(node{opDrop, k}, from, nil, []statement{typing(from, "", from.OfType)}, reason).about = to.ID
	}
	if to.OfType == "" {
		return
	}
	w.add(node{opCreate, k}, nil, to, []statement{typing(to, to.OfType, "")}, reason).about = to.ID
	if !sameOrder(from, to) {
		w.find(plan.Finding{Rule: "table-change", Severity: plan.Error, Key: to.ID, Pos: to.Pos(), Blocks: true,
			Message: to.ID.String() + ": the columns of a table come in the order of its type, and new columns at the end",
			Hint:    "put new attributes of " + to.OfType + " at the end"})
	}
}

// typing is the statement that gives a table a type, or takes it from that.
func typing(t *pgmodel.Table, typ, undo string) statement {
	clause := func(typ string) ddl.Clause {
		if typ == "" {
			return "NOT OF"
		}
		return ddl.Clause("OF " + typ)
	}
	return statement{Do: ddl.AlterTable(t.ID, clause(typ)), Undo: ddl.AlterTable(t.ID, clause(undo)), Form: locks.Of(locks.AltersTable)}
}
