package postgres

// The commands of ALTER TABLE on a table. Those on columns and constraints are passed to child
// tables and partitions as the server does, unless the statement says ONLY
// (sql-altertable.html, ddl-inherit.html).

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// tableChange is one command of ALTER TABLE on one table.
type tableChange struct {
	l    *loader
	t    *pgmodel.Table
	cmd  *pg.AlterTableCmd
	end  int32
	only bool // child tables are not changed with it
	from bool // it comes from a parent

	index int // of the command in its statement
}

// alterTable applies a command of ALTER TABLE.
func (l *loader) alterTable(o pgmodel.Object, c *alterCommand) error {
	end := l.endOf(c.statement.Cmds, c.index)
	return l.alter(&tableChange{l: l, t: o.(*pgmodel.Table), cmd: c.AlterTableCmd, end: end, only: !c.statement.Relation.Inh, index: c.index})
}

// alter applies a command to the table as a whole, or passes it on to what is
// for its columns and constraints.
func (l *loader) alter(c *tableChange) error {
	t, cmd := c.t, c.cmd
	switch cmd.Subtype {
	case pg.AlterTableType_AT_SetLogged:
		t.Unlogged = false
		l.followPersistence(t)
	case pg.AlterTableType_AT_SetUnLogged:
		t.Unlogged = true
		l.followPersistence(t)
	case pg.AlterTableType_AT_SetAccessMethod:
		if t.Method = cmd.Name; t.Method == "heap" {
			t.Method = ""
		}
	case pg.AlterTableType_AT_SetTableSpace:
		t.Tablespace = defaultTablespace(cmd.Name)
	case pg.AlterTableType_AT_SetRelOptions:
		for _, s := range settings(cmd.Def.GetList().GetItems()) {
			t.Options = setting(t.Options, s.Name, s.Value)
		}
	case pg.AlterTableType_AT_ResetRelOptions:
		for _, s := range settings(cmd.Def.GetList().GetItems()) {
			t.Options = unset(t.Options, s.Name)
		}
	case pg.AlterTableType_AT_DropOids: // no table has OIDs any more
	case pg.AlterTableType_AT_ReplicaIdentity:
		return l.replicaIdentity(t, cmd.Def.GetReplicaIdentityStmt())
	case pg.AlterTableType_AT_EnableRowSecurity:
		t.RowSecurity = true
	case pg.AlterTableType_AT_DisableRowSecurity:
		t.RowSecurity = false
	case pg.AlterTableType_AT_ForceRowSecurity:
		t.ForceRowSecurity = true
	case pg.AlterTableType_AT_NoForceRowSecurity:
		t.ForceRowSecurity = false
	case pg.AlterTableType_AT_ClusterOn:
		return l.clusterOn(t, cmd.Name)
	case pg.AlterTableType_AT_DropCluster:
		return l.clusterOn(t, "")
	case pg.AlterTableType_AT_GenericOptions:
		t.ServerOptions = alterSettings(t.ServerOptions, cmd.Def.GetList().GetItems())
	default:
		return l.alterParts(c)
	}
	return nil
}

// alterParts applies a command that is about child tables, triggers, rules, columns or
// constraints.
func (l *loader) alterParts(c *tableChange) error {
	t, cmd := c.t, c.cmd
	switch cmd.Subtype {
	case pg.AlterTableType_AT_AttachPartition:
		return l.attach(t.ID, cmd.Def.GetPartitionCmd())
	case pg.AlterTableType_AT_DetachPartition:
		return l.detach(t.ID, cmd.Def.GetPartitionCmd())
	case pg.AlterTableType_AT_DetachPartitionFinalize, pg.AlterTableType_AT_DropOids:
		return nil
	case pg.AlterTableType_AT_AddInherit:
		return l.addInherit(t, cmd.Def.GetRangeVar())
	case pg.AlterTableType_AT_DropInherit:
		return l.dropInherit(t, cmd.Def.GetRangeVar())
	case pg.AlterTableType_AT_AddOf:
		text, uses, err := l.typ(cmd.Def.GetTypeName())
		t.OfType = text
		t.Use(uses...)
		return err
	case pg.AlterTableType_AT_DropOf:
		for _, k := range expr.TypeUses(t.OfType, l.names()) {
			t.Uses = without(t.Uses, k)
		}
		t.OfType = ""
		return nil
	case pg.AlterTableType_AT_EnableTrig, pg.AlterTableType_AT_EnableAlwaysTrig, pg.AlterTableType_AT_EnableReplicaTrig,
		pg.AlterTableType_AT_DisableTrig, pg.AlterTableType_AT_EnableTrigAll, pg.AlterTableType_AT_DisableTrigAll,
		pg.AlterTableType_AT_EnableTrigUser, pg.AlterTableType_AT_DisableTrigUser:
		return l.enableTrigger(t.ID, cmd)
	case pg.AlterTableType_AT_EnableRule, pg.AlterTableType_AT_EnableAlwaysRule, pg.AlterTableType_AT_EnableReplicaRule, pg.AlterTableType_AT_DisableRule:
		return l.enableRule(t.ID, cmd)
	case pg.AlterTableType_AT_AddColumn:
		return c.addColumn()
	case pg.AlterTableType_AT_DropColumn:
		l.forget(cmd.Name)
		l.resolveBefore()
		if cmd.Behavior == pg.DropBehavior_DROP_CASCADE {
			l.cascade(cmd.Name)
		} else {
			l.keepDrop(expr.ColumnKey(t.ID, cmd.Name))
		}
		err := c.dropColumn()
		if cmd.Behavior == pg.DropBehavior_DROP_CASCADE {
			l.dropping = nil
		}
		l.checkDrops()
		return err
	case pg.AlterTableType_AT_AddConstraint:
		return c.addConstraint()
	case pg.AlterTableType_AT_DropConstraint:
		l.resolveBefore()
		err := c.dropConstraint()
		l.checkDrops()
		return err
	case pg.AlterTableType_AT_ValidateConstraint:
		return c.constraint(func(k *pgmodel.Constraint) {
			k.NotValid = false
			c.l.validateBelow(c.t.ID, k)
			if k.Kind == schema.KindNotNull {
				c.l.unnameNotNull(c.t, k)
			}
		})
	case pg.AlterTableType_AT_AlterConstraint:
		return c.alterConstraint()
	}
	return c.alterColumn()
}

func (l *loader) replicaIdentity(t *pgmodel.Table, n *pg.ReplicaIdentityStmt) error {
	switch n.IdentityType {
	case "f":
		t.ReplicaIdentity = "full"
	case "n":
		t.ReplicaIdentity = "nothing"
	case "i":
		t.ReplicaIdentity = "index " + n.Name
		k := schema.Key{Kind: schema.KindIndex, Schema: t.ID.Schema, Name: n.Name}
		if l.out.Get(k) == nil && t.Constraint(n.Name) == nil && t.PartitionIndexNamed(n.Name) == nil && !l.catalog {
			return l.missingf(0, "index %s does not exist", pgmodel.Quote(n.Name))
		}
	default:
		t.ReplicaIdentity = ""
	}
	return nil
}

func (l *loader) dropInherit(t *pgmodel.Table, rv *pg.RangeVar) error {
	k, err := l.relation(rv)
	if err != nil {
		return err
	}
	l.leavesParent(t)
	t.Inherits = without(t.Inherits, k)
	t.Uses = without(t.Uses, k)
	l.children[k] = without(l.children[k], t.ID)
	if len(t.Inherits) == 0 {
		for _, c := range t.Columns {
			c.Inherited = false
		}
	}
	return nil
}

// onChildren runs the same command on partitions and child tables.
func (c *tableChange) onChildren(run func(*tableChange) error) error {
	if c.only {
		return nil
	}
	for _, k := range c.l.children[c.t.ID] {
		child, ok := c.l.mutable(k).(*pgmodel.Table)
		if !ok {
			continue
		}
		if err := run(&tableChange{l: c.l, t: child, cmd: c.cmd, end: c.end, index: c.index, from: true}); err != nil {
			return err
		}
	}
	return nil
}

func (c *tableChange) addColumn() error {
	n := c.cmd.Def.GetColumnDef()
	if old := c.t.Column(n.Colname); old != nil {
		if c.cmd.MissingOk {
			return nil
		}
		err := c.l.st.ErrorAt(n.Location, "column %s of %s is defined twice", pgmodel.Quote(n.Colname), c.t.ID.Object())
		err.Sure = old.At.File == c.l.st.Source.Name
		return err
	}
	b := &tableBuilder{l: c.l, t: c.t}
	column, defs, err := c.l.columnDef(b, n, c.end)
	if err != nil {
		return err
	}
	c.t.Columns = append(c.t.Columns, column)
	for _, o := range b.made {
		c.l.put(o)
	}
	b.pending = defs
	c.inheritColumn(column)
	return b.constraints()
}

// inheritColumn gives a new column to the child tables.
func (c *tableChange) inheritColumn(column *pgmodel.Column) {
	for _, k := range c.l.children[c.t.ID] {
		child, ok := c.l.mutable(k).(*pgmodel.Table)
		if !ok || child.Column(column.Name) != nil {
			continue
		}
		own := c.l.inheritColumn(k, column)
		own.Inherited = child.PartitionOf != c.t.ID
		child.Columns = append(child.Columns, own)
		(&tableChange{l: c.l, t: child}).inheritColumn(own)
	}
}

func (c *tableChange) dropColumn() error {
	column := c.t.Column(c.cmd.Name)
	if column == nil {
		if c.cmd.MissingOk {
			return nil
		}
		return c.l.missingColumn(c.l.st.Locate(c.cmd.Name), c.t.ID, c.cmd.Name)
	}
	if isPartitionKey(c.t, column.Name) && c.l.ordered {
		e := c.l.st.ErrorAt(c.l.st.Locate(c.cmd.Name), "column %s of %s is part of its partition key and cannot be dropped", pgmodel.Quote(c.cmd.Name), c.t.ID.Object())
		e.Sure = c.l.wholeHere(c.t.ID)
		return e
	}
	c.l.finish() // what names it is known while it is there
	for i, o := range c.t.Columns {
		if o == column {
			c.t.Columns = append(c.t.Columns[:i:i], c.t.Columns[i+1:]...)
			break
		}
	}
	c.l.dropWithColumn(c.t, column)
	if c.cmd.Behavior == pg.DropBehavior_DROP_CASCADE {
		c.l.cascadeColumn(c.t, column)
	}
	return c.onChildren(func(h *tableChange) error {
		if own := h.t.Column(c.cmd.Name); own == nil || !own.Inherited && h.t.PartitionOf != c.t.ID {
			return nil
		}
		return h.dropColumn()
	})
}

func (c *tableChange) addConstraint() error {
	n := c.cmd.Def.GetConstraint()
	d := c.l.constraintDef(n, nil, c.end)
	d.only = c.only
	return c.l.addConstraint(c.t, d)
}

func (c *tableChange) dropConstraint() error {
	key := c.t.Constraint(c.cmd.Name)
	switch {
	case key == nil:
	case c.cmd.Behavior == pg.DropBehavior_DROP_CASCADE:
		c.l.cascadeKey(c.t, key)
	default:
		c.l.noteDropping(key.Key())
	}
	if c.l.removeConstraint(c.t, c.cmd.Name) || c.cmd.MissingOk || c.l.ordered {
		return nil
	}
	return c.l.missingf(0, "constraint %s of %s does not exist", pgmodel.Quote(c.cmd.Name), c.t.ID.Object())
}

func (c *tableChange) constraint(do func(*pgmodel.Constraint)) error {
	k := c.t.Constraint(c.cmd.Name)
	if k == nil && (c.t.PartitionConstraintNamed(c.cmd.Name) != nil || c.l.checkAbove(c.t, c.cmd.Name)) { // it is as that of the parent
		return nil
	}
	if k == nil {
		return c.l.missingf(0, "constraint %s of %s does not exist", pgmodel.Quote(c.cmd.Name), c.t.ID.Object())
	}
	do(k)
	return nil
}

// validateBelow marks the checks of child tables valid that are copies of one of their parent: VALIDATE
// CONSTRAINT of that reads the rows of all (ATExecValidateConstraint, tablecmds.c).
func (l *loader) validateBelow(table schema.Key, c *pgmodel.Constraint) {
	if c.Kind != schema.KindCheck || c.NoInherit {
		return
	}
	for _, k := range l.children[table] {
		t, ok := l.out.Get(k).(*pgmodel.Table)
		if !ok {
			continue
		}
		if own := t.Constraint(c.Name); own != nil && own.Kind == schema.KindCheck && own.NotValid {
			l.mutable(k).(*pgmodel.Table).Constraint(c.Name).NotValid = false
		}
		l.validateBelow(k, c)
	}
}

// checkAbove reports whether a table has a check of that name from one of its parents.
func (l *loader) checkAbove(t *pgmodel.Table, check string) bool {
	for _, k := range t.Parents() {
		up, ok := l.out.Get(k).(*pgmodel.Table)
		if ok && (up.Constraint(check) != nil && up.Constraint(check).Kind == schema.KindCheck && !up.Constraint(check).NoInherit || l.checkAbove(up, check)) {
			return true
		}
	}
	return false
}

func (c *tableChange) alterConstraint() error {
	n := c.cmd.Def.GetConstraint()
	c.cmd.Name = n.Conname
	return c.constraint(func(k *pgmodel.Constraint) {
		switch in := func(kind syntax.ClauseKind) bool { return c.l.st.InCommand(kind, c.index) != nil }; {
		case in(syntax.NotEnforced):
			k.NotEnforced, k.NotValid = true, true
		case in(syntax.Enforced):
			k.NotEnforced, k.NotValid = false, false
		case in(syntax.Inherit):
			k.NoInherit = false
		case in(syntax.NoInherit):
			k.NoInherit = true
		default:
			k.Deferrable, k.Deferred = n.Deferrable || n.Initdeferred, n.Initdeferred
		}
	})
}

// followPersistence gives the sequences of a table's columns the table's persistence (sql-altertable.html,
// SET LOGGED; since PostgreSQL 15).
func (l *loader) followPersistence(t *pgmodel.Table) {
	for _, c := range t.Columns {
		if c.Extra().Persistence != "" {
			c.EditExtra().Persistence = ""
		}
	}
	if l.env.Version != 0 && l.env.Version < 15 {
		return
	}
	for o := range l.out.All() {
		if s, ok := o.(*pgmodel.Sequence); ok && s.OwnedBy.Schema == t.ID.Schema && s.OwnedBy.Table == t.ID.Name && s.Unlogged != t.Unlogged {
			l.mutable(s.ID).(*pgmodel.Sequence).Unlogged = t.Unlogged
		}
	}
}
