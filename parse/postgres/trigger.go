package postgres

// CREATE TRIGGER and the states that ALTER TABLE gives triggers. A partition has a copy of each
// trigger of its parent; the model keeps one only where its state differs
// (sql-createtrigger.html).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats triggers.
var _ = register(kind{
	names:      []schema.Kind{schema.KindTrigger},
	grammar:    map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_TRIGGER: schema.KindTrigger},
	onRelation: true,
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateTrigStmt:
			return true, l.createTrigger(n.CreateTrigStmt)
		}
		return false, nil
	},
	find: (*loader).findPart,
	drop: func(l *loader, k schema.Key, cascade bool) {
		l.dropStates(k)
		l.removeObject(k, cascade)
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Trigger).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Trigger)
		f.key(&x.Table)
		f.key(&x.From)
		f.expr(&x.When, x.Table)
		if f.column(x.Table) {
			replaceIn(x.Columns, f.from.Name, f.to.Name)
		}
		f.function(&x.Function)
	},
	acts: triggerActs,
})

// The bits of a trigger's timing and events (pg_trigger.h).
const (
	triggerBefore   = 1 << 1
	triggerInsert   = 1 << 2
	triggerDelete   = 1 << 3
	triggerUpdate   = 1 << 4
	triggerTruncate = 1 << 5
	triggerInstead  = 1 << 6
)

func (l *loader) createTrigger(n *pg.CreateTrigStmt) error {
	table, err := l.relation(n.Relation)
	if err != nil {
		return err
	}
	t := &pgmodel.Trigger{ID: schema.Key{Kind: schema.KindTrigger, Schema: table.Schema, Table: table.Name, Name: n.Trigname}, Table: table,
		Constraint: n.Isconstraint, Timing: triggerTiming(n.Timing), Events: triggerEvents(n.Events), Columns: expr.NameList(n.Columns),
		Row: n.Row, Deferrable: n.Deferrable || n.Initdeferred, Deferred: n.Initdeferred, Args: expr.NameList(n.Args)}
	l.begin(&t.Shared, t.ID)
	t.At = l.st.Pos(n.Relation.Location)
	t.Use(table)
	for _, c := range t.Columns {
		if l.columnOf(table, c) != nil {
			t.Use(expr.ColumnKey(table, c))
			continue
		}
		if list := l.names().Columns(table); list != nil && !slices.ContainsFunc(list, func(o expr.Column) bool { return o.Name == c }) && !l.catalog {
			return l.missingColumn(l.st.Locate(c), table, c)
		}
	}
	if t.Function, err = l.callee(expr.NameList(n.Funcname), "", &t.Shared); err != nil {
		return err
	}
	if err := l.returnsTrigger(expr.NameList(n.Funcname), "trigger"); err != nil {
		return err
	}
	if err := l.triggerTables(t, n); err != nil {
		return err
	}
	if old, ok := l.out.Get(t.ID).(*pgmodel.Trigger); ok && !old.Inherited {
		if !n.Replace {
			return l.definedTwice(t.ID)
		}
		t.Comment, t.Enabled = old.Comment, old.Enabled
	}
	l.put(t)
	l.triggerCondition(t, n.WhenClause)
	return nil
}

// triggerTables reads the other table of a constraint trigger, and the transition
// tables.
func (l *loader) triggerTables(t *pgmodel.Trigger, n *pg.CreateTrigStmt) error {
	if n.Constrrel != nil {
		from, err := l.relation(n.Constrrel)
		if err != nil {
			return err
		}
		t.From = from
		t.Use(from)
	}
	for _, node := range n.TransitionRels {
		r := node.GetTriggerTransition()
		if r.IsNew {
			t.NewTable = r.Name
		} else {
			t.OldTable = r.Name
		}
	}
	return nil
}

func (l *loader) triggerCondition(t *pgmodel.Trigger, when *pg.Node) {
	if when == nil {
		return
	}
	ns := l.names()
	l.later(func() {
		if l.out.Get(t.ID) != schema.Object(t) {
			return
		}
		var uses []schema.Key
		t.When, uses = expr.Canonical(when, ns, expr.Scope{Table: t.Table, TableName: t.Table.Name, Rows: true})
		t.Use(uses...)
	})
}

func triggerTiming(bits int32) string {
	switch {
	case bits&triggerBefore != 0:
		return "before"
	case bits&triggerInstead != 0:
		return "instead of"
	}
	return "after"
}

func triggerEvents(bits int32) []string {
	var out []string
	for _, e := range []struct {
		bit  int32
		word string
	}{{triggerInsert, "insert"}, {triggerDelete, "delete"}, {triggerUpdate, "update"}, {triggerTruncate, "truncate"}} {
		if bits&e.bit != 0 {
			out = append(out, e.word)
		}
	}
	return out
}

// enableTrigger applies ENABLE and DISABLE TRIGGER of ALTER TABLE.
func (l *loader) enableTrigger(table schema.Key, cmd *pg.AlterTableCmd) error {
	state, all := "", false
	switch cmd.Subtype {
	case pg.AlterTableType_AT_EnableAlwaysTrig:
		state = "always"
	case pg.AlterTableType_AT_EnableReplicaTrig:
		state = "replica"
	case pg.AlterTableType_AT_DisableTrig:
		state = "disabled"
	case pg.AlterTableType_AT_DisableTrigAll, pg.AlterTableType_AT_DisableTrigUser:
		state, all = "disabled", true
	case pg.AlterTableType_AT_EnableTrigAll, pg.AlterTableType_AT_EnableTrigUser:
		all = true
	}
	if cmd.Subtype == pg.AlterTableType_AT_DisableTrigAll {
		l.unsupported(0, "DISABLE TRIGGER ALL for the triggers of foreign keys of %s", table.Object())
	}
	if !all {
		return l.setTrigger(table, cmd.Name, state)
	}
	var names []string
	for up := table; up != (schema.Key{}); up = l.partitionParent(up) {
		for _, o := range l.objectsOn(up) {
			if t, ok := o.(*pgmodel.Trigger); ok && t.Table == up && !slices.Contains(names, t.ID.Name) {
				names = append(names, t.ID.Name)
			}
		}
	}
	for _, n := range names {
		if err := l.setTrigger(table, n, state); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) partitionParent(table schema.Key) schema.Key {
	if t, ok := l.out.Get(table).(*pgmodel.Table); ok {
		return t.PartitionOf
	}
	return schema.Key{}
}

// setTrigger puts a trigger into a state: one of the table's own with its copies on
// partitions, or the copy that a partition has of its parent's.
func (l *loader) setTrigger(table schema.Key, trigger, state string) error {
	k := schema.Key{Kind: schema.KindTrigger, Schema: table.Schema, Table: table.Name, Name: trigger}
	t, _ := l.mutable(k).(*pgmodel.Trigger)
	if t != nil && !t.Inherited {
		t.Enabled = state
		l.dropStates(k)
		return nil
	}
	parent := l.inheritedTrigger(l.partitionParent(table), trigger)
	if parent == nil {
		return l.missingf(0, "trigger %s of %s does not exist", pgmodel.Quote(trigger), table.Object())
	}
	l.dropStates(k)
	if parent.Enabled == state {
		l.remove(k)
		return nil
	}
	t = &pgmodel.Trigger{ID: k, Table: table, Enabled: state, Inherited: true, Usual: parent.Enabled}
	l.begin(&t.Shared, k)
	t.Use(table, parent.ID)
	l.put(t)
	return nil
}

// inheritedTrigger is the trigger that a partition of a table has a copy of, or nil.
func (l *loader) inheritedTrigger(table schema.Key, trigger string) *pgmodel.Trigger {
	for ; table != (schema.Key{}); table = l.partitionParent(table) {
		k := schema.Key{Kind: schema.KindTrigger, Schema: table.Schema, Table: table.Name, Name: trigger}
		if t, ok := l.out.Get(k).(*pgmodel.Trigger); ok {
			return t
		}
	}
	return nil
}

// dropStates forgets the states that copies of a trigger have on partitions.
func (l *loader) dropStates(k schema.Key) {
	for _, child := range slices.Clone(l.children[schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}]) {
		c := schema.Key{Kind: schema.KindTrigger, Schema: child.Schema, Table: child.Name, Name: k.Name}
		if t, ok := l.out.Get(c).(*pgmodel.Trigger); ok && t.Inherited {
			l.remove(c)
		}
		l.dropStates(c)
	}
}

func triggerActs(r *actReader, node *pg.Node) bool {
	n := node.GetCreateTrigStmt()
	if n == nil {
		return false
	}
	k, known := r.relationAt(n.Relation)
	r.add(0, schema.Act{Verb: schema.Creates, Kind: schema.KindTrigger, On: k, Known: known, Name: n.Trigname, IfNotExists: n.Replace})
	return true
}
