package postgres

// The commands of ALTER TABLE that change one column, with the child tables and partitions that
// have the column from it. A change of type forgets what the old type meant for the column.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// alterColumn applies a command to one column, and to that of the child tables.
func (c *tableChange) alterColumn() error {
	column := c.t.Column(c.cmd.Name)
	if column == nil {
		return c.l.missingColumn(c.l.st.Locate(c.cmd.Name), c.t.ID, c.cmd.Name)
	}
	inherited, err := c.l.changeColumn(c, column)
	if err != nil || !inherited {
		return err
	}
	return c.onChildren(func(h *tableChange) error { return h.alterColumn() })
}

// changeColumn changes one column; it reports whether the columns of child tables change with it.
func (l *loader) changeColumn(c *tableChange, column *pgmodel.Column) (inherited bool, err error) {
	cmd := c.cmd
	switch cmd.Subtype {
	case pg.AlterTableType_AT_ColumnDefault:
		if l.st.InCommand(syntax.SetExpression, c.index) != nil {
			l.setGenerated(column, cmd.Def)
			return true, nil
		}
		l.setDefault(column, cmd.Def)
		column.EditExtra().DefaultDropped = cmd.Def == nil
		return true, nil
	case pg.AlterTableType_AT_SetNotNull:
		if !c.from {
			l.takeNotNull(c.t, column)
		}
		column.NotNull = true
		return true, nil
	case pg.AlterTableType_AT_DropNotNull:
		if c.from && column.Extra().NotNullLocal {
			return false, nil
		}
		column.NotNull = false
		if column.Extra().NotNullLocal {
			column.EditExtra().NotNullLocal = false
		}
		l.dropNamedNotNull(c.t, column.Name)
		return true, nil
	case pg.AlterTableType_AT_DropExpression:
		ns := l.names()
		l.later(func() {
			forgetExpression(column, ns)
			rare := column.EditExtra()
			rare.Generated, rare.Virtual = pgmodel.Expr{}, false
		})
		return true, nil
	case pg.AlterTableType_AT_AlterColumnType:
		return true, l.retype(c, column)
	case pg.AlterTableType_AT_SetStatistics:
		if column.EditExtra().Statistics = valueText(cmd.Def); column.Extra().Statistics == "-1" || cmd.Def == nil {
			column.EditExtra().Statistics = ""
		}
		return true, nil
	case pg.AlterTableType_AT_SetOptions:
		for _, s := range settings(cmd.Def.GetList().GetItems()) {
			column.EditExtra().Options = setting(column.Extra().Options, s.Name, s.Value)
		}
	case pg.AlterTableType_AT_ResetOptions:
		for _, s := range settings(cmd.Def.GetList().GetItems()) {
			column.EditExtra().Options = unset(column.Extra().Options, s.Name)
		}
	case pg.AlterTableType_AT_SetStorage:
		column.EditExtra().Storage = strings.ToLower(valueText(cmd.Def))
		canonicalColumn(column)
		return true, nil
	case pg.AlterTableType_AT_SetCompression:
		column.EditExtra().Compression = valueText(cmd.Def)
		canonicalColumn(column)
	case pg.AlterTableType_AT_AlterColumnGenericOptions:
		column.EditExtra().Foreign = alterSettings(column.Extra().Foreign, cmd.Def.GetList().GetItems())
	default:
		return false, l.alterIdentity(c, column)
	}
	return false, nil
}

// dropNamedNotNull forgets the named constraint of a column that may be NULL again.
func (l *loader) dropNamedNotNull(t *pgmodel.Table, column string) {
	for _, k := range t.Constraints {
		if k.Kind == schema.KindNotNull && k.Columns[0] == column {
			l.removeConstraint(t, k.Name)
			return
		}
	}
}

func (l *loader) retype(c *tableChange, column *pgmodel.Column) error {
	l.resolveBefore()
	l.checkRetype(c, column)
	n := c.cmd.Def.GetColumnDef()
	text, uses, err := l.typ(n.TypeName)
	if err != nil {
		return err
	}
	var collated pgmodel.Shared
	collation := ""
	if n.CollClause != nil {
		if collation, err = l.collation(expr.NameList(n.CollClause.Collname), &collated); err != nil {
			return err
		}
	}
	l.forgetType(column)
	if n := storedDefault(column); n != nil { // it keeps its type, and is cast
		_, needs := expr.Canonical(n, &resolver{l: l, path: l.path}, expr.Scope{Table: c.t.ID, TableName: c.t.ID.Name})
		column.Use(needs...)
	}
	column.Type, column.Collation = text, collation
	column.Use(append(uses, collated.Uses...)...)
	extra := column.EditExtra()
	extra.Storage = "" // the server sets that of the new type
	if extra.Sequence != nil {
		own := *extra.Sequence
		if l.bigints[column.Key()] {
			own.Type = "bigint"
			delete(l.bigints, column.Key()) // from now on it is as of the type
		}
		retypeSequence(&own, text)
		extra.Sequence = &own
	}
	return nil
}

// storedDefault is the default of a column as the server keeps it, where a constant has a type; nil if there is none.
func storedDefault(column *pgmodel.Column) *pg.Node {
	if column.Default.IsZero() {
		return nil
	}
	n, _ := expr.ParseText(column.Default.Strict, false)
	return n
}

// forgetType takes the types and the collation a column used out of what it needs; expressions add
// theirs again when they are resolved.
func (l *loader) forgetType(column *pgmodel.Column) {
	for _, k := range expr.TypeUses(column.Type, l.names()) {
		column.Uses = without(column.Uses, k)
	}
	column.Uses = slices.DeleteFunc(slices.Clone(column.Uses), func(k schema.Key) bool { return k.Kind == schema.KindCollation })
}

func (l *loader) alterIdentity(c *tableChange, column *pgmodel.Column) error {
	cmd := c.cmd
	switch cmd.Subtype {
	case pg.AlterTableType_AT_AddIdentity:
		k := cmd.Def.GetConstraint()
		b := &tableBuilder{l: l, t: c.t}
		return b.identity(column, k.GeneratedWhen, k.Options)
	case pg.AlterTableType_AT_SetIdentity:
		if column.Extra().Identity == "" {
			return l.st.ErrorAt(0, "column %s of %s is no identity column", pgmodel.Quote(column.Name), c.t.ID.Object())
		}
		for _, node := range cmd.Def.GetList().GetItems() {
			if d := node.GetDefElem(); d.Defname == "generated" {
				column.EditExtra().Identity = map[bool]string{true: "always", false: "by default"}[settingText(d) == "97"] // 'a'
			}
		}
		_, err := l.sequenceOptions(column.Extra().Sequence, cmd.Def.GetList().GetItems())
		return err
	case pg.AlterTableType_AT_DropIdentity:
		rare := column.EditExtra()
		rare.Identity, rare.Sequence, rare.SequenceKey, rare.Persistence, rare.SequenceText = "", nil, schema.Key{}, "", ""
		return nil
	}
	l.unsupported(0, "%s of %s", cmd.Subtype, column.Key())
	return nil
}
