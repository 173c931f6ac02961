package postgres

// ALTER COLUMN on a parent recurses to its child tables (sql-altertable.html): a new default or
// a dropped NOT NULL there overwrites what a child declares for itself. The actions on parents
// come in, and each gets the statements that restore a child's own value, with ONLY.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// keepChildTables gives child tables their own default and NOT NULL back, which ALTER of the
// parent's column changes with it (ATSimpleRecursion, tablecmds.c).
func (w *planner) keepChildTables() {
	for t := range w.after.tables() {
		if len(t.Parents()) == 0 || w.before.get(t.ID) == nil {
			continue
		}
		for _, c := range t.Columns {
			if a := w.actions[node{opAlter, c.Key()}]; a != nil && w.before.get(c.Key()) == nil {
				w.afterAdded(a, t, c)
			}
			w.keepChildColumn(t, c)
		}
	}
}

// afterAdded alters a column that ADD COLUMN above makes, once that and what recurses from tables
// between has run. Its rows have the default of the column above.
func (w *planner) afterAdded(a *action, t *pgmodel.Table, c *pgmodel.Column) {
	added := a.from.(*pgmodel.Column)
	a.from = c
	a.after = append(a.after, node{opCreate, added.Key()})
	for up := w.parentColumn(t, c.Name); up != nil; up = w.parentColumn(w.after.table(up.Table), c.Name) {
		a.after = append(a.after, node{opAlter, up.Key()})
	}
	for i := range a.statements {
		p := &a.statements[i]
		if p.ID != locks.SetsNotNull {
			continue
		}
		if p.Probes, p.Unproven = nil, false; added.Default.IsZero() {
			p.Probes = w.missingValueProbes(c)
		}
	}
}

// addedAbove is the column of a parent, or of the topmost one above it, whose ADD COLUMN adds it to
// all tables below.
func (w *planner) addedAbove(parent schema.Key, column string, changes map[schema.Key]plan.Change) *pgmodel.Column {
	t := w.after.table(parent)
	for _, up := range t.Parents() {
		k := schema.Key{Kind: schema.KindColumn, Schema: up.Schema, Table: up.Name, Name: column}
		if changes[k].Op == plan.Add && changes[k].To != nil && w.before.get(up) != nil && sameParents(w.before.get(parent), t) {
			return w.addedAbove(up, column, changes)
		}
	}
	return t.Column(column)
}

// differsFromAdded reports whether the column of a child table is to differ from what ADD COLUMN above
// makes it; the change then has the rest to alter.
func (w *planner) differsFromAdded(c *plan.Change, added *pgmodel.Column) bool {
	to := c.To.(*pgmodel.Column)
	made := added.Clone().(*pgmodel.Column)
	made.Comment = ""
	var fields []plan.FieldChange
	for _, d := range plan.CompareObjects(made, to) {
		for _, f := range d.Fields {
			if slices.Contains([]string{"default", "not null", "storage", "statistics", "compression", "options", "comment", "grants"}, f.Name) {
				fields = append(fields, f)
			}
		}
	}
	if len(fields) == 0 {
		return false
	}
	c.Op, c.From, c.Fields = plan.Alter, made, fields
	return true
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
	if storage := c.Extra().Storage; storage != "" && from.Type != up.Type { // which is that of the new type then
		a.statements = append(a.statements, statement{Do: ddl.AlterTableOnly(t.ID, ddl.AlterColumn{Column: c.Name, Action: "SET STORAGE " + strings.ToUpper(storage)}), Form: locks.Of(locks.AltersColumn)})
	}
	was, ok := w.before.get(c.Key()).(*pgmodel.Column)
	switch {
	case !from.NotNull || up.NotNull || !c.NotNull || !ok || !was.NotNull:
	case w.version >= 18: // the one that it inherits becomes its own as well, and no row is read
		w.ownNotNullFirst(a, from, was)
		a.statements = append(a.statements, w.renameKeptNotNull(t, c)...)
	default:
		a.statements = append(a.statements, statement{Do: ddl.AlterTableOnly(t.ID, ddl.SetNotNull{Column: c.Name}), Form: locks.Of(locks.SetsProvenNotNull)})
	}
}

// keepsNotNull reports whether a change takes the NOT NULL from a column that has it for itself as well as from a
// parent: that of the parent goes alone (tablecmds.c, dropconstraint_internal).
func keepsNotNull(c *plan.Change) bool {
	from, ok := c.From.(*pgmodel.Column)
	return ok && from.NotNull && from.Extra().NotNullLocal
}

// ownNotNullFirst has a child table take the NOT NULL that it inherits for its own before that of the parent's column goes
// with an action, or with the drop of its constraint (tablecmds.c, ATExecSetNotNull). It reads the rows where it is not valid.
func (w *planner) ownNotNullFirst(a *action, parent, child *pgmodel.Column) {
	if child.Extra().NotNullLocal {
		return
	}
	if k := w.before.table(parent.Table).NotNull(parent.Name); k != nil && w.actions[node{opDrop, k.Key()}] != nil {
		a = w.actions[node{opDrop, k.Key()}]
	}
	own := []statement{{Do: ddl.AlterTableOnly(child.Table, ddl.SetNotNull{Column: child.Name}), Form: locks.Of(locks.SetsProvenNotNull)}}
	if t := w.before.table(child.Table); pgmodel.InheritsNotValid(w.before.schema, t, child.Name) {
		own = append(own, statement{Do: ddl.AlterTable(t.ID, ddl.ValidateConstraint(pgmodel.NotNullName(w.before.schema, t, child.Name))), Form: locks.Of(locks.Validates)})
	}
	a.statements = slices.Insert(a.statements, 0, own...)
}

// renameKeptNotNull gives the NOT NULL that a child table keeps when its parent's goes the name that it would have
// without that one, unless it is an object of its own then.
func (w *planner) renameKeptNotNull(t *pgmodel.Table, c *pgmodel.Column) []statement {
	was, now := pgmodel.NotNullName(w.before.schema, w.before.table(t.ID), c.Name), pgmodel.NotNullName(w.to, t, c.Name)
	if was == now || t.NotNull(c.Name) != nil || w.from.Version == "" { // files have no names for a server that is not known
		return nil
	}
	return []statement{{Do: ddl.AlterTable(t.ID, ddl.RenameConstraint{From: was, To: now}), Undo: ddl.AlterTable(t.ID, ddl.RenameConstraint{From: now, To: was}), Form: locks.Of(locks.RenamesConstraint)}}
}

// settingsApart finds the storage and statistics targets of parents' columns that some child table is
// to have otherwise: ALTER COLUMN would set them there as well, so that each table gets its own.
func (w *planner) settingsApart(changes map[schema.Key]plan.Change) {
	w.apart = map[settingOf]bool{}
	for k, c := range changes {
		if k.Kind != schema.KindColumn || c.Op != plan.Alter {
			continue
		}
		for _, f := range c.Fields {
			if f.Name == "storage" || f.Name == "statistics" {
				w.apart[settingOf{k, f.Name}] = !w.allChildrenChange(k, f, changes)
			}
		}
	}
}

// settingOf is an attribute of a column.
type settingOf struct {
	column schema.Key
	name   string
}

// allChildrenChange reports whether a column changes in the same way in all tables below its own.
func (w *planner) allChildrenChange(column schema.Key, f plan.FieldChange, changes map[schema.Key]plan.Change) bool {
	for _, child := range w.family(w.relation(w.after.get(column)))[1:] {
		k := column
		k.Schema, k.Table = child.Schema, child.Name
		if w.before.get(k) != nil && w.after.get(k) != nil && !slices.Contains(changes[k].Fields, f) {
			return false
		}
	}
	return true
}

// recurses reports whether ALTER COLUMN changes an attribute of the child tables' columns as well.
func (w *planner) recurses(column schema.Key, name string) bool {
	return name != "compression" && name != "options" && !w.apart[settingOf{column, name}]
}

// asDeclared is a child table with its storage and columns as CREATE TABLE declares them beside the
// parent's: DEFAULT NULL where only the parent has a default, and no expression where it is the parent's,
// which PostgreSQL before 16 refuses beside it (MergeAttributes, tablecmds.c).
func (w *planner) asDeclared(t *pgmodel.Table) *pgmodel.Table {
	if len(t.Parents()) == 0 {
		return t
	}
	declared := t.Clone().(*pgmodel.Table)
	declared.Constraints = append(declared.Constraints, t.MergedChecks...)
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
		if up != nil {
			resetSettings(c, up)
		}
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

// comesFromParent reports whether CREATE TABLE gets the column from a parent or type.
func comesFromParent(t *pgmodel.Table, c *pgmodel.Column) bool {
	return t.PartitionOf != (schema.Key{}) || t.OfType != "" || c.Inherited
}

// resetSettings writes out the storage and compression that a column has by default where CREATE TABLE
// would give it the parent's (MergeAttributes, tablecmds.c).
func resetSettings(c, up *pgmodel.Column) {
	if up.Extra().Storage != "" && c.Extra().Storage == "" {
		c.EditExtra().Storage = pgmodel.DefaultStorage(c.Type)
	}
	if up.Extra().Compression != "" && c.Extra().Compression == "" {
		c.EditExtra().Compression = "default"
	}
}
