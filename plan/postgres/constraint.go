package postgres

// Keys, checks, foreign keys and exclusion constraints of tables. ALTER CONSTRAINT changes only
// when a foreign key is checked, and VALIDATE only whether the rows were (sql-altertable.html);
// any other difference drops the constraint and adds it. Probes count the rows that would make
// the server refuse a new one.

import (
	"cmp"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var (
	_ = register(schema.KindPrimary, constraintKind((*planner).onlineKey))
	_ = register(schema.KindUnique, constraintKind((*planner).onlineKey))
	_ = register(schema.KindExclusion, constraintKind(nil))
	_ = register(schema.KindCheck, constraintKind((*planner).onlineConstraint))
	_ = register(schema.KindForeign, constraintKind((*planner).onlineConstraint))
)

func constraintKind(online func(*planner, *action)) kind {
	return kind{
		online: online,
		locks: func(_ *planner, o pgmodel.Object) []schema.Key {
			return []schema.Key{o.(*pgmodel.Constraint).References}
		},
		name:   func(o pgmodel.Object) string { return constraintName(o.(*pgmodel.Constraint)) },
		create: func(w *planner, o pgmodel.Object) []statement { return w.addConstraint(o.(*pgmodel.Constraint)) },
		created: func(p *planner, o pgmodel.Object, _ string) {
			if c := o.(*pgmodel.Constraint); c.Kind.Has(schema.Indexed) {
				p.identifyAgain(c, c.Table, c.Name)
			}
		},
		drop:  func(_ *planner, o pgmodel.Object) []statement { return dropConstraint(o.(*pgmodel.Constraint)) },
		alter: alterConstraint,
		boundTo: func(o pgmodel.Object, columns convertedColumns) bool {
			c := o.(*pgmodel.Constraint)
			return !c.Inherited && (columns.readBy(c.Table, append(pgmodel.PartExprs(c.Parts), c.Expr, c.Extra().Where)) ||
				columns.indexedBy(c.Table, c.Parts) || c.Kind.Has(schema.Indexed) && columns.throughText && columns.hasAny(c.Table, c.Columns) ||
				c.Kind == schema.KindForeign && (columns.hasAny(c.Table, c.Columns) || columns.hasAny(c.References, c.Extra().RefColumns)))
		},
		acrossTypes: func(p *planner, o, _ pgmodel.Object) bool {
			c := o.(*pgmodel.Constraint)
			return !c.Inherited && (p.mentionsRetyped(c.Table, c.Columns, c.Expr, c.Extra().Where) || p.mentionsRetyped(c.References, c.Extra().RefColumns) || p.comparesOtherwise(c))
		},
		rename: func(from, to pgmodel.Object) []statement {
			f, t := from.(*pgmodel.Constraint), to.(*pgmodel.Constraint)
			return []statement{{Do: ddl.AlterTable(t.Table, ddl.RenameConstraint{From: f.Name, To: t.Name}), Undo: ddl.AlterTable(t.Table, ddl.RenameConstraint{From: t.Name, To: f.Name}), Form: locks.Of(locks.RenamesConstraint)}}
		},
	}
}

func constraintName(c *pgmodel.Constraint) string {
	return "CONSTRAINT " + ddl.Quote(c.Name) + " ON " + ddl.Qualified(c.Table)
}

func (w *planner) addConstraint(c *pgmodel.Constraint) []statement {
	if c.Inherited {
		return nil
	}
	if w.incomplete[c.Key()] {
		return w.addIncompleteKey(c)
	}
	p := statement{Do: ddl.AlterTable(c.Table, ddl.AddConstraint{Constraint: c}),
		Undo: ddl.AlterTable(c.Table, ddl.DropConstraint(c.Name)), Form: locks.Of(constraintForm(c))}
	if w.obeyedBelow(c) {
		p.Form = locks.Of(locks.AddsUncheckedCheck)
	}
	if c.Kind == schema.KindForeign {
		p.On, p.Beside = tablesOfReference(c), c.References
	}
	if !c.NotValid && !c.NotEnforced {
		p.Probes = w.constraintProbes(c)
		p.Unproven = len(p.Probes) == 0
	}
	out := []statement{p}
	if c.Clustered {
		out = append(out, statement{Do: ddl.AlterTable(c.Table, ddl.Clause("CLUSTER ON "+ddl.Quote(c.Name)))})
	}
	return append(out, indexComment(c)...)
}

// tablesOfReference names the tables between which a foreign key is: both, or the one that refers to itself.
func tablesOfReference(c *pgmodel.Constraint) string {
	if c.References == c.Table {
		return ddl.Qualified(c.Table)
	}
	return ddl.Qualified(c.Table) + " and " + ddl.Qualified(c.References)
}

// obeyedBelow reports whether a NOT NULL comes to a partitioned table whose partitions all have one that is valid: no row
// is read again (tablecmds.c, ATExecSetNotNull).
func (w *planner) obeyedBelow(c *pgmodel.Constraint) bool {
	t := w.before.table(c.Table)
	if c.Kind != schema.KindNotNull || t == nil || t.PartitionBy == nil {
		return false
	}
	if column := t.Column(c.Columns[0]); column == nil || column.NotNull { // another one goes first, and theirs with it
		return false
	}
	return !slices.ContainsFunc(w.before.descendants(c.Table), func(below *pgmodel.Table) bool {
		column := below.Column(c.Columns[0])
		own := below.NotNull(c.Columns[0])
		return below.PartitionBy == nil && (column == nil || !column.NotNull || own != nil && own.NotValid || pgmodel.InheritsNotValid(w.before.schema, below, c.Columns[0]))
	})
}

// constraintForm is how the server adds a constraint.
func constraintForm(c *pgmodel.Constraint) locks.FormID {
	unchecked := c.NotValid || c.NotEnforced
	switch {
	case c.Kind == schema.KindForeign && unchecked:
		return locks.AddsUncheckedReference
	case c.Kind == schema.KindForeign:
		return locks.AddsReference
	case unchecked:
		return locks.AddsUncheckedCheck
	case c.Kind == schema.KindCheck || c.Kind == schema.KindNotNull:
		return locks.AddsCheck
	}
	return locks.AddsKey
}

// indexComment is the comment on the index of a key.
func indexComment(c *pgmodel.Constraint) []statement {
	if c.Extra().IndexComment == "" {
		return nil
	}
	return []statement{commentOnIndex(pgmodel.Qualified(c.Table.Schema, c.Name), c.Extra().IndexComment)}
}

func dropConstraint(c *pgmodel.Constraint) []statement {
	if c.Kind == schema.KindNotNull {
		return []statement{{Do: ddl.AlterTable(c.Table, ddl.DropConstraint(c.Name)), Form: locks.Of(locks.DropsConstraint)}}
	}
	p := statement{Do: ddl.AlterTable(c.Table, ddl.DropConstraint(c.Name)), Form: locks.Of(locks.DropsConstraint),
		Undo: ddl.AlterTable(c.Table, ddl.AddConstraint{Constraint: c})}
	if c.Kind == schema.KindForeign {
		p.On = tablesOfReference(c)
	}
	return []statement{p}
}

// alterConstraint changes what ALTER CONSTRAINT, VALIDATE and ALTER INDEX can;
// for the rest the constraint is dropped and added.
func alterConstraint(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Constraint), c.To.(*pgmodel.Constraint)
	var out []statement
	for _, f := range c.Fields {
		switch {
		case (f.Name == "deferrable" || f.Name == "deferred") && to.Kind == schema.KindForeign:
			if f.Name == "deferred" && c.Has("deferrable") {
				continue
			}
			out = append(out, statement{Do: ddl.AlterTable(to.Table, ddl.Clause("ALTER CONSTRAINT "+ddl.Quote(to.Name)+ddl.Deferral(to))), Undo: ddl.AlterTable(to.Table, ddl.Clause("ALTER CONSTRAINT "+ddl.Quote(to.Name)+ddl.Deferral(from))), Form: locks.Of(locks.AltersConstraint)})
		case f.Name == "not valid" && !to.NotValid && !from.NotEnforced:
			probes := p.constraintProbes(to)
			out = append(out, statement{Do: ddl.AlterTable(to.Table, ddl.ValidateConstraint(to.Name)), Form: locks.Of(locks.Validates), Probes: probes, Unproven: len(probes) == 0})
		case f.Name == "options":
			out = append(out, optionStatements("INDEX "+pgmodel.Qualified(to.Table.Schema, to.Name), from.Extra().Options, to.Extra().Options)...)
		case f.Name == "tablespace":
			out = append(out, statement{Do: ddl.Text("ALTER INDEX " + pgmodel.Qualified(to.Table.Schema, to.Name) + " SET TABLESPACE " + ddl.Quote(cmp.Or(to.Extra().Tablespace, "pg_default"))), Form: locks.Of(locks.MovesIndex)})
		case f.Name == "index comment":
			out = append(out, commentOnIndex(pgmodel.Qualified(to.Table.Schema, to.Name), to.Extra().IndexComment))
		case f.Name == "clustered":
			out = append(out, clusterStatement(to.Table, to.Name, to.Clustered))
		default:
			return nil, false
		}
	}
	return out, true
}

func clusterStatement(table schema.Key, index string, on bool) statement {
	if on {
		return statement{Do: ddl.AlterTable(table, ddl.Clause("CLUSTER ON "+ddl.Quote(index))), Form: locks.Of(locks.Clusters)}
	}
	return statement{Do: ddl.AlterTable(table, ddl.Clause("SET WITHOUT CLUSTER")), Form: locks.Of(locks.Clusters)}
}
