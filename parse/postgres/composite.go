package postgres

// CREATE TYPE … AS (…) and the commands of ALTER TYPE on its attributes. A composite type shares
// the name space of tables, as the server keeps it in pg_class.

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats composite types.
var _ = register(kind{
	names: []schema.Kind{schema.KindComposite},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CompositeTypeStmt:
			return true, l.createComposite(n.CompositeTypeStmt)
		case *pg.Node_AlterTableStmt:
			if n.AlterTableStmt.Objtype == pg.ObjectType_OBJECT_TYPE {
				return true, l.alterComposite(n.AlterTableStmt)
			}
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) {
		x := o.(*pgmodel.Composite)
		x.ID = k
		for _, a := range x.Attributes {
			a.Table = k
		}
	},
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Composite)
		for _, a := range x.Attributes {
			f.base(&a.Shared)
			f.typ(&a.Type)
			f.name(schema.KindCollation, &a.Collation)
		}
	},
	touches: inText,
})

func (l *loader) createComposite(n *pg.CompositeTypeStmt) error {
	rv := n.Typevar
	k, err := l.newType(schema.KindComposite, l.targetSchema(rv.Schemaname), rv.Relname)
	if err != nil {
		return err
	}
	t := &pgmodel.Composite{ID: k}
	l.begin(&t.Shared, k)
	for _, node := range n.Coldeflist {
		if err := l.addAttribute(t, node.GetColumnDef()); err != nil {
			return err
		}
	}
	l.put(t)
	return nil
}

func (l *loader) addAttribute(t *pgmodel.Composite, n *pg.ColumnDef) error {
	if t.Attribute(n.Colname) != nil {
		return l.st.ErrorAt(n.Location, "attribute %s is declared twice", pgmodel.Quote(n.Colname))
	}
	a := &pgmodel.Column{Table: t.ID}
	a.Name, a.At, a.Was = n.Colname, l.st.Pos(n.Location), l.formerName(n.Location)
	if err := l.attributeType(t, a, n); err != nil {
		return err
	}
	t.Attributes = append(slices.Clip(t.Attributes), a)
	return nil
}

// attributeType sets an attribute's type and collation.
func (l *loader) attributeType(t *pgmodel.Composite, a *pgmodel.Column, n *pg.ColumnDef) error {
	typ, uses, err := l.typ(n.TypeName)
	if err != nil {
		return err
	}
	a.Type, a.Collation, a.Uses = typ, "", nil
	a.Use(uses...)
	if n.CollClause != nil {
		if a.Collation, err = l.collation(expr.NameList(n.CollClause.Collname), &a.Shared); err != nil {
			return err
		}
	}
	t.Use(a.Uses...)
	return nil
}

// useAttributes has a composite type need its schema and what its attributes need, and nothing else.
func useAttributes(t *pgmodel.Composite) {
	t.Uses = slices.DeleteFunc(slices.Clone(t.Uses), func(k schema.Key) bool { return k.Kind != schema.KindSchema })
	for _, a := range t.Attributes {
		t.Use(a.Uses...)
	}
}

// alterComposite applies the commands of ALTER TYPE to a composite type.
func (l *loader) alterComposite(n *pg.AlterTableStmt) error {
	k, err := l.typeNamed(rangeWords(n.Relation))
	if err != nil {
		return err
	}
	t, ok := l.mutable(k).(*pgmodel.Composite)
	if !ok {
		return l.st.ErrorAt(n.Relation.Location, "%s is no composite type", k.Object())
	}
	for _, node := range n.Cmds {
		if err := l.alterAttribute(t, node.GetAlterTableCmd()); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) alterAttribute(t *pgmodel.Composite, cmd *pg.AlterTableCmd) error {
	if cmd.Subtype == pg.AlterTableType_AT_ChangeOwner {
		return l.setOwner(t.ID, l.role(cmd.Newowner))
	}
	if cmd.Subtype == pg.AlterTableType_AT_AddColumn {
		return l.addAttribute(t, cmd.Def.GetColumnDef())
	}
	a := t.Attribute(cmd.Name)
	if a == nil {
		if cmd.MissingOk {
			return nil
		}
		return l.missingf(l.st.Locate(cmd.Name), "attribute %s of %s does not exist", pgmodel.Quote(cmd.Name), t.ID.Object())
	}
	switch cmd.Subtype {
	case pg.AlterTableType_AT_DropColumn:
		l.forget(cmd.Name)
		t.Attributes = slices.DeleteFunc(slices.Clone(t.Attributes), func(o *pgmodel.Column) bool { return o == a })
		useAttributes(t)
	case pg.AlterTableType_AT_AlterColumnType:
		l.checkAttribute(t, a)
		err := l.attributeType(t, a, cmd.Def.GetColumnDef())
		useAttributes(t)
		return err
	default:
		l.unsupported(0, "%s", head(l.st.SQL))
	}
	return nil
}
