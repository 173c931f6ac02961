package postgres

// ALTER COLUMN on a parent recurses to its child tables (sql-altertable.html): a new default or
// a dropped NOT NULL there overwrites what a child declares for itself. The actions on parents
// come in, and each gets the statements that restore a child's own value, with ONLY.

import (
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// keepChildTables gives child tables their own default and NOT NULL back, which ALTER of the
// parent's column changes with it (ATSimpleRecursion, tablecmds.c).
func (w *planner) keepChildTables() {
	for t := range w.after.tables() {
		if len(parents(t)) == 0 || w.before.get(t.ID) == nil {
			continue
		}
		for _, c := range t.Columns {
			w.keepChildColumn(t, c)
		}
	}
}

func (w *planner) keepChildColumn(t *pgmodel.Table, c *pgmodel.Column) {
	up := w.parentColumn(t, c.Name)
	if up == nil || w.actions[node{opAlter, c.Key()}] != nil {
		return
	}
	a := w.actions[node{opAlter, up.Key()}]
	if a == nil {
		return
	}
	from, ok := a.from.(*pgmodel.Column)
	if !ok {
		return
	}
	if from.Default.Strict != up.Default.Strict && c.Default.Strict != up.Default.Strict && !c.Default.IsZero() {
		a.statements = append(a.statements, statement{Do: ddl.AlterTableOnly(t.ID, ddl.SetDefault{Column: c.Name, Value: c.Default.SQL}), Form: locks.Of(locks.AltersColumn)})
	} else if from.Default.Strict != up.Default.Strict && c.Default.Strict != up.Default.Strict {
		a.statements = append(a.statements, statement{Do: ddl.AlterTableOnly(t.ID, ddl.DropDefault(c.Name)), Form: locks.Of(locks.AltersColumn)})
	}
	if from.NotNull && !up.NotNull && c.NotNull {
		a.statements = append(a.statements, statement{Do: ddl.AlterTableOnly(t.ID, ddl.SetNotNull{Column: c.Name}), Form: locks.Of(locks.SetsProvenNotNull)})
	}
}

// asDeclared is a child table with its storage and columns as CREATE TABLE declares them beside the
// parent's: DEFAULT NULL where only the parent has a default, and no expression where it is the parent's,
// which PostgreSQL before 16 refuses beside it (MergeAttributes, tablecmds.c).
func (w *planner) asDeclared(t *pgmodel.Table) *pgmodel.Table {
	if len(parents(t)) == 0 {
		return t
	}
	declared := t.Clone().(*pgmodel.Table)
	if up, ok := w.after.get(t.PartitionOf).(*pgmodel.Table); ok && t.ID.Kind == schema.KindTable {
		if t.Tablespace == "" && up.Tablespace != "" {
			declared.Tablespace = "pg_default"
		}
		if t.Method == "" && up.Method != "" {
			declared.Method = "heap"
		}
	}
	for _, c := range declared.Columns {
		up := w.parentColumn(t, c.Name)
		switch {
		case up == nil:
		case !c.Extra().Generated.IsZero() && c.Extra().Generated.Strict == up.Extra().Generated.Strict:
			c.EditExtra().Generated = pgmodel.Expr{}
		case c.Default.IsZero() && !up.Default.IsZero() && c.Extra().Identity == "" && c.Extra().NullDefault == "" && !comesFromParent(t, c):
			c.EditExtra().NullDefault = "NULL"
		}
	}
	return declared
}
