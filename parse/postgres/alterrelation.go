package postgres

// ALTER TABLE, INDEX, VIEW and SEQUENCE share one statement: its commands go to the kind of
// the relation that it names, whatever the first word says.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// alterRelation applies the commands of ALTER TABLE, INDEX, VIEW and SEQUENCE.
func (l *loader) alterRelation(n *pg.AlterTableStmt) error {
	k, err := l.relation(n.Relation)
	if err != nil {
		if n.MissingOk {
			return nil
		}
		if identity, ok := l.identitySequence(n.Relation); ok {
			l.alterIdentitySequence(identity, n)
			return nil
		}
		return l.alterKey(n, err)
	}
	if x := l.partitionPartOf(k); x != nil {
		return l.alterIndexOfPartition(n, x)
	}
	for i := l.st.Applied; i < len(n.Cmds); i++ {
		c := &alterCommand{statement: n, AlterTableCmd: n.Cmds[i].GetAlterTableCmd(), index: i}
		if err := l.applyCommand(k, c); err != nil {
			l.st.Applied = i // if it waits, the rest is tried again
			return err
		}
	}
	return l.addNotNulls(k)
}

func (l *loader) applyCommand(k schema.Key, c *alterCommand) error {
	if c.Subtype == pg.AlterTableType_AT_ChangeOwner {
		return l.setOwner(k, l.role(c.Newowner))
	}
	o := l.mutable(k)
	if o == nil {
		l.note(schema.Ignored, c.statement.Relation.Location, head(l.st.SQL), "it belongs to an extension or to PostgreSQL")
		return nil
	}
	if alter := l.registry.kind(k.Kind).alter; alter != nil {
		return alter(l, o, c)
	}
	l.unsupported(0, "%s of %s", c.Subtype, k)
	return nil
}

func (l *loader) alterIndexOfPartition(n *pg.AlterTableStmt, x *pgmodel.PartitionPart) error {
	for _, node := range n.Cmds {
		if err := l.alterPartitionPart(x, node.GetAlterTableCmd()); err != nil {
			return err
		}
	}
	return nil
}

// alterKey applies ALTER INDEX to the index of a key: the constraint holds
// the settings that can be changed.
func (l *loader) alterKey(n *pg.AlterTableStmt, notFound error) error {
	c := l.keyNamed(n.Relation.Schemaname, n.Relation.Relname)
	if c == nil {
		return notFound
	}
	for _, node := range n.Cmds {
		cmd := node.GetAlterTableCmd()
		switch cmd.Subtype {
		case pg.AlterTableType_AT_SetRelOptions:
			for _, s := range settings(cmd.Def.GetList().GetItems()) {
				c.EditExtra().Options = setting(c.Extra().Options, s.Name, s.Value)
			}
		case pg.AlterTableType_AT_ResetRelOptions:
			for _, s := range settings(cmd.Def.GetList().GetItems()) {
				c.EditExtra().Options = unset(c.Extra().Options, s.Name)
			}
		case pg.AlterTableType_AT_SetTableSpace:
			c.EditExtra().Tablespace = defaultTablespace(cmd.Name)
		case pg.AlterTableType_AT_AttachPartition: // of a partition's key: it is the parent's
			if err := l.attachIndex(c.Key(), cmd.Def.GetPartitionCmd().GetName()); err != nil {
				return err
			}
		case pg.AlterTableType_AT_ChangeOwner:
		default:
			l.unsupported(n.Relation.Location, "%s of the index of %s", cmd.Subtype, c.Key())
		}
	}
	return nil
}

// addNotNulls adds the named constraints that were read apart from the parser.
func (l *loader) addNotNulls(k schema.Key) error {
	t, ok := l.out.Get(k).(*pgmodel.Table)
	if !ok {
		return nil
	}
	for _, d := range l.notNullDefs(t) {
		if err := l.addConstraint(l.mutable(k).(*pgmodel.Table), d); err != nil {
			return err
		}
	}
	return nil
}
