package postgres

// NOT NULL has a name since PostgreSQL 18. One that is that of the server's own
// making, and says no more than the column does, is no object of the model.

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// namedNotNull is the constraint of a column's NOT NULL, or nil where it
// says no more than that.
func (l *loader) namedNotNull(n *pg.Constraint, column string, end int32) *constraintDef {
	noInherit := n.IsNoInherit || l.st.Has(syntax.NoInherit, n.Location, end)
	if l.env.Version < 18 || n.Conname == "" && !noInherit {
		return nil
	}
	d := &constraintDef{node: n, at: n.Location}
	d.newer.Columns, d.newer.NoInherit = []string{column}, noInherit
	return d
}

// notNullDefs are the named constraints that were read apart from the parser.
func (l *loader) notNullDefs(t *pgmodel.Table) []*constraintDef {
	var defs []*constraintDef
	for _, c := range l.st.Newer {
		if c.Kind != syntax.NotNull {
			continue
		}
		d := &constraintDef{node: &pg.Constraint{Contype: pg.ConstrType_CONSTR_NOTNULL, Conname: c.Name, Location: c.Location, SkipValidation: c.NotValid}, at: c.Location}
		d.newer.Columns, d.newer.NoInherit, d.newer.NotValid = []string{c.Column}, c.NoInherit, c.NotValid
		defs = append(defs, d)
	}
	return defs
}

// addNotNull makes the column refuse NULL, and keeps the constraint where it says
// more than that.
func (l *loader) addNotNull(t *pgmodel.Table, c *pgmodel.Constraint, d *constraintDef) error {
	column := d.newer.Columns[0]
	if err := l.mustHave(t, d.at, []string{column}); err != nil {
		return err
	}
	t.Column(column).NotNull = true
	if !d.newer.NoInherit {
		l.spreadNotNull(t, column)
	}
	c.Kind, c.Columns, c.NoInherit, c.NotValid = schema.KindNotNull, []string{column}, d.newer.NoInherit, d.newer.NotValid
	plain := c.Name == "" || pgmodel.MadeNotNull(t.ID.Name, column, c.Name)
	if l.env.Version < 18 {
		return nil
	}
	if plain && !c.NoInherit && !c.NotValid {
		l.keepNotNullName(t, t.Column(column), c.Name)
		return nil
	}
	if c.Name == "" {
		c.Name = l.constraintName(t.ID, column, "not_null")
	}
	if t.Constraint(c.Name) != nil {
		return l.st.ErrorAt(d.at, "constraint %s of %s is defined twice", pgmodel.Quote(c.Name), t.ID.Object())
	}
	t.Constraints = append(t.Constraints, c)
	l.constraintNames[name{t.ID.Schema, c.Name}]++
	return nil
}

// spreadNotNull has the tables below one refuse NULL, as the server does when a NOT NULL is added to their
// parent, validated or not (tablecmds.c, ATExecSetNotNull). One that a table has already keeps its name.
func (l *loader) spreadNotNull(t *pgmodel.Table, column string) {
	for _, k := range l.children[t.ID] {
		child, ok := l.mutable(k).(*pgmodel.Table)
		if !ok || child.Column(column) == nil {
			continue
		}
		if c := child.Column(column); c.NotNull {
			if n := pgmodel.NotNullName(l.out, child, column); child.NotNull(column) == nil && n != c.Extra().NotNullName && l.env.Version >= 18 && !l.catalog {
				c.EditExtra().NotNullName = n
			}
			continue
		}
		child.Column(column).NotNull = true
		l.spreadNotNull(child, column)
	}
}

// likeNotNull copies NOT NULL under its name, as LIKE does from PostgreSQL 18 on.
func (b *tableBuilder) likeNotNull(source *pgmodel.Table) {
	if b.l.env.Version < 18 {
		return
	}
	for _, from := range source.Columns {
		if !from.NotNull {
			continue
		}
		c := &pgmodel.Constraint{Kind: schema.KindNotNull, Table: b.t.ID, Columns: []string{from.Name}}
		c.Name, c.At = pgmodel.NotNullName(b.l.out, source, from.Name), b.t.At
		if named := source.NotNull(from.Name); named != nil {
			c.NotValid = named.NotValid
		}
		b.t.Constraints = append(b.t.Constraints, c)
		b.l.constraintNames[name{b.t.ID.Schema, c.Name}]++
	}
}

// nameNotNull keeps the name that the server made up for a NOT NULL, which stays
// when its table or column gets another (PostgreSQL 18).
func (l *loader) nameNotNull(t *pgmodel.Table, column *pgmodel.Column) {
	if l.env.Version < 18 || !column.NotNull || column.Inherited || t.PartitionOf != (schema.Key{}) {
		return
	}
	if t.NotNull(column.Name) == nil {
		l.ownNotNull(t, column, pgmodel.NotNullName(l.out, t, column.Name))
	}
}

// ownNotNull makes a constraint of a column's NOT NULL.
func (l *loader) ownNotNull(t *pgmodel.Table, column *pgmodel.Column, as string) {
	c := &pgmodel.Constraint{Kind: schema.KindNotNull, Table: t.ID, Columns: []string{column.Name}}
	c.Name, c.At = as, t.At
	t.Constraints = append(t.Constraints, c)
	l.constraintNames[name{t.ID.Schema, c.Name}]++
	if column.Extra().NotNullName != "" {
		column.EditExtra().NotNullName = ""
	}
}

// unnameNotNull takes a constraint out of the model whose new name is the one that the server would have made up.
func (l *loader) unnameNotNull(t *pgmodel.Table, c *pgmodel.Constraint) {
	column := t.Column(c.Columns[0])
	if c.NoInherit || c.NotValid || c.Comment != "" || column == nil || !pgmodel.MadeNotNull(t.ID.Name, column.Name, c.Name) {
		return
	}
	t.Constraints = slices.DeleteFunc(t.Constraints, func(o *pgmodel.Constraint) bool { return o == c })
	l.keepNotNullName(t, column, c.Name)
}

// keepNotNullName keeps the name of a NOT NULL that the server may have made up, where it is not
// the one that it makes up first or that of a parent; "" is a name made up now.
func (l *loader) keepNotNullName(t *pgmodel.Table, column *pgmodel.Column, as string) {
	inherits := pgmodel.InheritedNotNull(l.out, t, column.Name) != ""
	if made := pgmodel.MadeName(t.ID.Name, column.Name, "not_null"); as == "" && inherits {
		as = made
	} else if as == made && !inherits {
		as = ""
	}
	if as != column.Extra().NotNullName {
		column.EditExtra().NotNullName = as
	}
}

// takeNotNull has a table keep the NOT NULL that it inherits, and its name, when that of the parent goes (PostgreSQL 18).
func (l *loader) takeNotNull(t *pgmodel.Table, column *pgmodel.Column) {
	known := l.env.Version > 0
	if known && l.env.Version < 18 || l.catalog || !column.NotNull || pgmodel.InheritedNotNull(l.out, t, column.Name) == "" {
		return
	}
	extra := column.EditExtra()
	if extra.NotNullLocal = true; known {
		extra.NotNullName = pgmodel.NotNullName(l.out, t, column.Name)
	}
}

// joinsParent keeps the names that the NOT NULLs of a table have when it gets a parent, whose names
// it does not take.
func (l *loader) joinsParent(t *pgmodel.Table) {
	if l.env.Version < 18 || l.catalog {
		return
	}
	for _, c := range t.Columns {
		if n := pgmodel.NotNullName(l.out, t, c.Name); n != "" && t.NotNull(c.Name) == nil && n != c.Extra().NotNullName {
			c.EditExtra().NotNullName = n
		}
	}
}

// leavesParent has a table keep the names of its NOT NULLs, which it may have from the parent that it
// is about to leave.
func (l *loader) leavesParent(t *pgmodel.Table) {
	if l.env.Version < 18 || l.catalog {
		return
	}
	for _, c := range t.Columns {
		n := pgmodel.NotNullName(l.out, t, c.Name)
		switch {
		case n == "" || t.NotNull(c.Name) != nil:
		case !pgmodel.MadeNotNull(t.ID.Name, c.Name, n):
			l.ownNotNull(t, c, n)
		case n != c.Extra().NotNullName:
			c.EditExtra().NotNullName = n
		}
	}
}

// inheritedNotNulls makes names of the NOT NULLs of partitions and child tables that their parents have too, and of
// the ones that are named as an ancestor's: a table has such a name by how it came to be one, and no statement
// changes it (tablecmds.c, rename_constraint_internal).
func (l *loader) inheritedNotNulls() {
	if l.env.Version < 18 {
		return
	}
	for child := range l.childTables() {
		t := l.out.Get(child).(*pgmodel.Table)
		inherited := func(c *pgmodel.Constraint) bool {
			return c.Kind == schema.KindNotNull && !c.NoInherit && (!c.NotValid || pgmodel.InheritsNotValid(l.out, t, c.Columns[0])) &&
				(l.namedAfterAncestor(t, c) || pgmodel.InheritedNotNull(l.out, t, c.Columns[0]) != "")
		}
		if slices.ContainsFunc(t.Constraints, inherited) {
			t = l.mutable(child).(*pgmodel.Table)
			for _, c := range t.Constraints {
				if inherited(c) && t.Column(c.Columns[0]) != nil {
					extra := t.Column(c.Columns[0]).EditExtra()
					extra.NotNullName, extra.NotNullLocal = c.Name, true
				}
			}
			t.Constraints = slices.DeleteFunc(t.Constraints, inherited)
		}
	}
}

// mergedChecks sets the checks apart that child tables declare and their parents have as well.
func (l *loader) mergedChecks() {
	for child := range l.childTables() {
		t := l.out.Get(child).(*pgmodel.Table)
		merged := func(c *pgmodel.Constraint) bool { return pgmodel.Merged(l.out, t, c) }
		if !slices.ContainsFunc(t.Constraints, merged) {
			continue
		}
		own := l.mutable(child).(*pgmodel.Table)
		for _, c := range own.Constraints {
			if merged(c) {
				own.MergedChecks = append(own.MergedChecks, c)
			}
		}
		own.Constraints = slices.DeleteFunc(slices.Clone(own.Constraints), merged)
	}
}

// splitChecks gives a table of an earlier fold the checks back that were set apart: it keeps them when its
// parent loses its own.
func (l *loader) splitChecks(o schema.Object) {
	if t, ok := o.(*pgmodel.Table); ok && len(t.MergedChecks) > 0 {
		t = l.mutable(t.ID).(*pgmodel.Table)
		t.Constraints = append(t.Constraints, t.MergedChecks...)
		t.MergedChecks = nil
	}
}

// childTables are the tables that have parents.
func (l *loader) childTables() map[schema.Key]bool {
	children := map[schema.Key]bool{}
	for _, list := range l.children {
		for _, k := range list {
			if _, ok := l.out.Get(k).(*pgmodel.Table); ok {
				children[k] = true
			}
		}
	}
	return children
}

func (l *loader) namedAfterAncestor(t *pgmodel.Table, c *pgmodel.Constraint) bool {
	for _, k := range t.Parents() {
		up, ok := l.out.Get(k).(*pgmodel.Table)
		if ok && (pgmodel.MadeNotNull(k.Name, c.Columns[0], c.Name) || l.namedAfterAncestor(up, c)) {
			return true
		}
	}
	return false
}

// renameNotNull gives another name to a NOT NULL that the model does not hold, since
// it has the name that the server has made up. It reports whether there is one.
func (l *loader) renameNotNull(t *pgmodel.Table, from, to string) bool {
	if l.env.Version < 18 {
		return false
	}
	for _, c := range t.Columns {
		if !c.NotNull || from != c.Extra().NotNullName && !pgmodel.MadeNotNull(t.ID.Name, c.Name, from) {
			continue
		}
		if c.HasExtra() {
			c.EditExtra().NotNullName = ""
		}
		if !pgmodel.MadeNotNull(t.ID.Name, c.Name, to) {
			k := &pgmodel.Constraint{Kind: schema.KindNotNull, Table: t.ID, Columns: []string{c.Name}}
			k.Name, k.At = to, l.st.Pos(0)
			t.Constraints = append(t.Constraints, k)
			l.constraintNames[name{t.ID.Schema, to}]++
		}
		return true
	}
	return false
}
