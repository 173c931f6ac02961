package sqlite

// What happens to each table: it is created, dropped, altered in place or rebuilt. For every
// change the file holds the conditions under which ALTER TABLE accepts it in the target
// version of SQLite (lang_altertable.html); the first condition that fails becomes the reason
// for a rebuild that the plan shows. Dropped tables are put in order so that children go
// before their parents.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// dropTables drops what the desired schema lacks. Their indexes and triggers go along.
func (w *work) dropTables() {
	first := true
	w.each(schema.KindTable, func(c plan.Change) {
		t := c.From.(*litemodel.Table)
		w.operations.add(dropTables, t, func() {
			w.dropTable(t, first)
			first = false
		})
	}, plan.Drop)
}

func (w *work) dropTable(t *litemodel.Table, first bool) {
	facts := w.facts(t.Key())
	s := plan.Step{Kind: "drop table", Key: t.Key(), Cost: plan.Constant, Rows: facts.Rows, Bytes: facts.Bytes,
		Loss: plan.Loses, Lost: rowsText(facts.Rows) + " of " + t.Name, Reasons: []string{sentence(w.changes[t.Key()])},
		Rules: []plan.Rule{{Name: "drop-table", Key: t.Key()}},
		Undo:  append([]string{create(&t.Source)}, w.attachedTo(t.Key())...), UndoNote: "the rows are gone", Switch: true}
	if w.runner != RunnerScript {
		w.keepChildren(t)
		if first {
			s.Statements = append(s.Statements, plan.Statement{SQL: "PRAGMA defer_foreign_keys = ON"})
		}
	}
	s.Statements = append(s.Statements, exists("DROP TABLE "+quote(t.Name), "table", t.Name, 0))
	w.step(s)
}

// attachedTo creates the indexes and triggers that go when a table or view is dropped.
func (w *work) attachedTo(table schema.Key) []string {
	var out []string
	for _, o := range w.attached(table.Name) {
		out = append(out, create(litemodel.SourceOf(o)))
	}
	return out
}

// keepChildren refuses to drop a table whose rows other tables hang on where
// foreign keys cannot be switched off: DROP TABLE would delete or change those.
func (w *work) keepChildren(t *litemodel.Table) {
	for _, child := range w.children(t.Key()) {
		if child.Key() == t.Key() {
			continue
		}
		w.find(plan.Finding{Rule: "foreign-keys-on", Severity: plan.Error, Key: t.Key(), Blocks: true,
			Message: fmt.Sprintf("dropping %s with foreign keys on would delete or change rows of %s", t.Name, child.Name),
			Hint:    "drop the foreign key of " + child.Name + " first, in a plan of its own"})
	}
}

// decide finds out which of the tables that change are altered in place and which rebuilt.
func (w *work) decide() {
	w.altered = map[schema.Key]*alteration{}
	for k, parts := range w.parts {
		w.altered[k] = w.alteration(litemodel.TableOf(w.from, k), litemodel.TableOf(w.to, k), parts)
	}
}

// tables creates, alters and rebuilds.
func (w *work) tables() {
	for _, k := range w.order {
		switch a, c := w.altered[k], w.changes[k]; {
		case a != nil && a.rebuilds == "":
			w.alterTable(a)
		case a != nil:
			w.operations.add(changeTables, a.to, func() {
				w.rebuilt[k] = true
				w.rebuild(a.from, a.to, a.parts, a.rebuilds)
				w.done[k] = a.to
			})
		case k.Kind == schema.KindTable && c.Op == plan.Add:
			w.operations.add(changeTables, c.To, func() { w.createTable(c) })
		}
	}
	w.chainRebuilds()
}

// rebuildInTurn is the rule of runners for which a rebuild copies the tables of children back.
var rebuildInTurn = plan.OrderRule{Name: "a rebuild that copies other tables finds them as the steps before it left them"}

// chainRebuilds keeps the tables in their order where a rebuild copies others too: its text
// depends on what has become of them by then.
func (w *work) chainRebuilds() {
	if w.runner == RunnerScript {
		return
	}
	nodes := w.inTurn(w.operations.inPhases([]phase{changeTables}))
	for i := 1; i < len(nodes); i++ {
		_, rebuilt := w.operations.about[nodes[i]].(*litemodel.Table)
		_, before := w.operations.about[nodes[i-1]].(*litemodel.Table)
		if rebuilt || before {
			w.operations.graph.Before(nodes[i-1], nodes[i], &rebuildInTurn)
		}
	}
}

func (w *work) createTable(c plan.Change) {
	t := c.To.(*litemodel.Table)
	w.step(plan.Step{Kind: "create table", Key: c.Key, Pos: t.Pos(), Cost: plan.Constant, Loss: plan.Keeps, Rows: -1, Bytes: -1,
		Reasons:    []string{sentence(c)},
		Statements: []plan.Statement{exists(create(&t.Source), "table", t.Name, 1)},
		Undo:       []string{"DROP TABLE " + quote(t.Name)}})
}

func (w *work) alteration(from, to *litemodel.Table, parts []plan.Change) *alteration {
	a := &alteration{work: w, from: from, to: to, parts: parts, added: addedColumns(from, to), with: map[schema.Key]*litemodel.Column{}}
	a.pair()
	a.rebuilds = a.whyRebuild()
	return a
}

func (a *alteration) whyRebuild() string {
	if said, ok := a.in.Avoid[a.to.Key()]; ok {
		return "SQLite refuses ALTER TABLE here: " + said
	}
	for _, c := range a.parts {
		if why := a.why(c); why != "" {
			return why
		}
	}
	return a.circle()
}

// why is the reason why ALTER TABLE cannot make the change, or "" if it can.
func (a *alteration) why(c plan.Change) string {
	switch c.Key.Kind {
	case schema.KindColumn:
		switch c.Op {
		case plan.Add:
			return a.whyNotAdd(c.To.(*litemodel.Column))
		case plan.Drop:
			return a.whyNotDrop(c.From.(*litemodel.Column))
		}
		return a.whyNotAlter(c)
	case schema.KindCheck:
		return a.whyNotCheck(c)
	case schema.KindForeign:
		return a.whyNotForeign(c)
	case schema.KindTable:
		return "ALTER TABLE cannot change this: " + strings.TrimPrefix(sentence(c), "table "+a.to.Name+": ")
	}
	return fmt.Sprintf("ALTER TABLE cannot add, change or drop a %s", c.Key.Kind)
}

func (a *alteration) whyNotAdd(c *litemodel.Column) string {
	switch {
	case c.Generated.Stored:
		return "ADD COLUMN cannot add a STORED generated column (lang_altertable.html)"
	case a.inKey(a.to, c.Folded):
		return "ADD COLUMN cannot add a PRIMARY KEY or UNIQUE column"
	case c.IsGenerated():
		return ""
	case !constant(c.Default.SQL) && a.facts(a.to.Key()).Rows != 0:
		return "ADD COLUMN takes only a constant default on a table with rows"
	case c.NotNull && noDefault(c) && a.facts(a.to.Key()).Rows != 0:
		return "ADD COLUMN takes NOT NULL only with a default on a table with rows"
	case a.refersWithDefault(c) && a.runner != RunnerScript:
		return "ADD COLUMN with REFERENCES and a default needs foreign keys off"
	}
	return ""
}

func (a *alteration) whyNotDrop(c *litemodel.Column) string {
	switch {
	case a.target < hasDropColumn:
		return fmt.Sprintf("SQLite %s has no DROP COLUMN, 3.35 does", a.target)
	case a.inKey(a.from, c.Folded):
		return "DROP COLUMN cannot drop a member of a key"
	}
	return ""
}

func (a *alteration) whyNotAlter(c plan.Change) string {
	if len(c.Fields) != 1 || c.Fields[0].Name != "not null" || a.target < hasAlterColumn {
		return "ALTER TABLE cannot change a column's " + fieldNames(c.Fields)
	}
	return ""
}

func fieldNames(fields []plan.FieldChange) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// A constraint can come with a new column, and go with a dropped one.

func (a *alteration) whyNotCheck(c plan.Change) string {
	switch {
	case c.Op == plan.Add && (a.target >= hasAlterColumn || a.with[c.Key] != nil):
		return ""
	case c.Op == plan.Drop && a.with[c.Key] != nil:
		return ""
	case c.Op == plan.Drop && a.target >= hasDropConstraint && c.From.Display() != "":
		return ""
	}
	return fmt.Sprintf("ALTER TABLE of SQLite %s cannot %s a CHECK", a.target, verb(c.Op))
}

func (a *alteration) whyNotForeign(c plan.Change) string {
	switch {
	case c.Op == plan.Add && a.with[c.Key] != nil:
		return ""
	case c.Op == plan.Drop && a.with[c.Key] != nil:
		return ""
	case c.Op == plan.Drop && a.target >= hasDropConstraint && c.From.Display() != "":
		return ""
	}
	return fmt.Sprintf("ALTER TABLE of SQLite %s cannot %s a foreign key", a.target, verb(c.Op))
}

func verb(op plan.Op) string {
	if op == plan.Alter {
		return "change"
	}
	return string(op)
}

// pair finds out which constraints go with a dropped column and which come with a new one.
func (a *alteration) pair() {
	var dropped []*litemodel.Column
	for _, c := range a.parts {
		if c.Op == plan.Drop && c.Key.Kind == schema.KindColumn {
			dropped = append(dropped, c.From.(*litemodel.Column))
		}
	}
	for _, c := range a.parts {
		var column *litemodel.Column
		switch {
		case c.Key.Kind != schema.KindCheck && c.Key.Kind != schema.KindForeign:
		case c.Op == plan.Drop:
			column = within(c.From, dropped)
		case c.Op == plan.Add:
			column = attach(c.To, a.added)
		}
		if column != nil {
			a.with[c.Key] = column
		}
	}
}
