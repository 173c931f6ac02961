package postgres

// Constraints of tables as CREATE TABLE and ADD CONSTRAINT declare them. A reference may name a
// table that comes later in the files: it is tried again once more statements are folded.

import (
	"cmp"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// retry tries a constraint again when other statements have been folded: a
// reference to a table that comes later.
func (l *loader) retry(table schema.Key, d *constraintDef) {
	st, path := l.st, l.path
	l.constraintsLeft = append(l.constraintsLeft, func() error {
		l.st, l.path = st, path
		t, ok := l.mutable(table).(*pgmodel.Table)
		if !ok {
			return nil
		}
		return l.addConstraint(t, d)
	})
}

func (l *loader) constraintDef(n *pg.Constraint, c *pgmodel.Column, end int32) *constraintDef {
	d := &constraintDef{node: n, column: c, at: n.Location}
	has := func(k syntax.ClauseKind) bool { return l.st.Has(k, n.Location, end) }
	d.newer.NotEnforced = has(syntax.NotEnforced)
	d.newer.WithoutOverlaps = has(syntax.WithoutOverlaps)
	d.newer.Period = has(syntax.Period)
	return d
}

// foldDeferrable gives DEFERRABLE and its like, which the parser lists as
// constraints, to the constraint before them.
func foldDeferrable(list []*constraintDef) {
	var last *pg.Constraint
	for _, d := range list {
		switch d.node.Contype {
		case pg.ConstrType_CONSTR_ATTR_DEFERRABLE:
			if last != nil {
				last.Deferrable = true
			}
		case pg.ConstrType_CONSTR_ATTR_DEFERRED:
			if last != nil {
				last.Deferrable, last.Initdeferred = true, true
			}
		case pg.ConstrType_CONSTR_ATTR_NOT_DEFERRABLE, pg.ConstrType_CONSTR_ATTR_IMMEDIATE:
		default:
			last = d.node
		}
	}
}

// addConstraint gives the table a constraint, under the name the server would
// make up where it has none.
func (l *loader) addConstraint(t *pgmodel.Table, d *constraintDef) error {
	n := d.node
	c := &pgmodel.Constraint{Table: t.ID, Deferrable: n.Deferrable || n.Initdeferred, Deferred: n.Initdeferred,
		NotValid: n.SkipValidation && !n.InitiallyValid && !d.newer.NotEnforced, NoInherit: n.IsNoInherit, NotEnforced: d.newer.NotEnforced,
		WithoutOverlaps: d.newer.WithoutOverlaps, Period: d.newer.Period}
	c.Name, c.At, c.Was = n.Conname, l.st.Pos(d.at), l.formerName(d.at)
	c.Use(t.ID)
	var err error
	switch n.Contype {
	case pg.ConstrType_CONSTR_CHECK:
		l.check(t, c, d)
	case pg.ConstrType_CONSTR_PRIMARY, pg.ConstrType_CONSTR_UNIQUE:
		err = l.keyConstraint(t, c, d)
	case pg.ConstrType_CONSTR_EXCLUSION:
		err = l.exclusion(t, c, n)
	case pg.ConstrType_CONSTR_FOREIGN:
		err = l.foreignKey(t, c, d)
	case pg.ConstrType_CONSTR_NOTNULL:
		return l.addNotNull(t, c, d)
	case pg.ConstrType_CONSTR_ATTR_DEFERRABLE, pg.ConstrType_CONSTR_ATTR_DEFERRED,
		pg.ConstrType_CONSTR_ATTR_NOT_DEFERRABLE, pg.ConstrType_CONSTR_ATTR_IMMEDIATE:
		return nil
	default:
		l.unsupported(d.at, "constraint %s of %s", n.Contype, t.ID)
		return nil
	}
	if err != nil || c.Name == "" {
		return err
	}
	if c.Kind == schema.KindCheck && l.checkOfParent(t, c.Name) {
		return nil // the parent's, which a partition has but once
	}
	if old := t.Constraint(c.Name); old != nil {
		return l.st.ErrorAt(d.at, "constraint %s of %s is defined twice", pgmodel.Quote(c.Name), t.ID.Object())
	}
	t.Constraints = append(t.Constraints, c)
	l.constraintNames[name{t.ID.Schema, c.Name}]++
	switch {
	case c.Kind == schema.KindCheck && !c.NoInherit:
		l.inheritCheck(t, c)
	case c.Kind.Has(schema.Indexed) && !d.only:
		l.indexPartitions(t.ID, pgmodel.RootOfKey(c))
	case c.Kind == schema.KindForeign:
		l.indexPartitions(t.ID, pgmodel.RootOfKey(c))
	}
	return nil
}

// inheritCheck drops a check of partitions that has become the parent's.
func (l *loader) inheritCheck(t *pgmodel.Table, c *pgmodel.Constraint) {
	for _, k := range l.children[t.ID] {
		if child, ok := l.mutable(k).(*pgmodel.Table); ok && child.PartitionOf == t.ID {
			l.removeConstraint(child, c.Name)
			l.inheritCheck(child, c)
		}
	}
}

// checkOfParent reports whether the table that a partition belongs to, or one above it, has a check of
// that name, which the partition has from there.
func (l *loader) checkOfParent(t *pgmodel.Table, name string) bool {
	up, ok := l.out.Get(t.PartitionOf).(*pgmodel.Table)
	if !ok {
		return false
	}
	c := up.Constraint(name)
	return c != nil && c.Kind == schema.KindCheck && !c.NoInherit || l.checkOfParent(up, name)
}

func (l *loader) check(t *pgmodel.Table, c *pgmodel.Constraint, d *constraintDef) {
	c.Kind = schema.KindCheck
	if c.Name == "" {
		used := ""
		if columns := expr.ColumnsIn(d.node.RawExpr, t); len(columns) == 1 {
			used = columns[0]
		}
		c.Name = l.constraintName(t.ID, used, "check")
	}
	ns, table, expression := l.names(), t.ID, d.node.RawExpr
	l.later(func() {
		var uses []schema.Key
		c.Expr, uses = expr.Canonical(expression, ns, expr.Scope{Table: table, TableName: table.Name})
		c.Use(uses...)
	})
}

// keyConstraint is a primary key or UNIQUE.
func (l *loader) keyConstraint(t *pgmodel.Table, c *pgmodel.Constraint, d *constraintDef) error {
	n := d.node
	c.Kind = schema.KindUnique
	if n.Contype == pg.ConstrType_CONSTR_PRIMARY {
		c.Kind = schema.KindPrimary
		if t.Primary() != nil {
			return l.st.ErrorAt(d.at, "table %s has two primary keys", t.ID.Object())
		}
	}
	if n.Indexname != "" {
		return l.usingIndex(t, c, n)
	}
	c.Columns, c.NullsNotDistinct = expr.NameList(n.Keys), n.NullsNotDistinct
	if d.column != nil {
		c.Columns = []string{d.column.Name}
	}
	if tablespace := l.tablespace(n.Indexspace); n.Including != nil || tablespace != "" || n.Options != nil {
		rare := c.EditExtra()
		rare.Include, rare.Tablespace, rare.Options = expr.NameList(n.Including), tablespace, settings(n.Options)
	}
	if err := l.mustHave(t, d.at, c.Columns, c.Extra().Include); err != nil {
		return err
	}
	if c.Kind == schema.KindPrimary {
		l.primaryNotNull(t, c.Columns)
	}
	if c.Name == "" {
		columns := pgmodel.IndexColumns(c.Columns, c.Extra().Include)
		if c.Kind == schema.KindPrimary {
			columns = nil
		}
		c.Name = l.indexName(t.ID, columns, keyLabel(c.Kind))
	}
	return nil
}

func (l *loader) primaryNotNull(t *pgmodel.Table, columns []string) {
	for _, n := range columns {
		t.Column(n).NotNull = true
		for _, k := range l.children[t.ID] {
			if child, ok := l.mutable(k).(*pgmodel.Table); ok && child.Column(n) != nil {
				l.primaryNotNull(child, []string{n})
			}
		}
	}
}

func keyLabel(k schema.Kind) string {
	switch k {
	case schema.KindPrimary:
		return "pkey"
	case schema.KindExclusion:
		return "excl"
	}
	return "key"
}

// usingIndex turns an index into the constraint, under the constraint's name.
func (l *loader) usingIndex(t *pgmodel.Table, c *pgmodel.Constraint, n *pg.Constraint) error {
	k := schema.Key{Kind: schema.KindIndex, Schema: t.ID.Schema, Name: n.Indexname}
	x, ok := l.out.Get(k).(*pgmodel.Index)
	if part := t.PartitionIndexNamed(n.Indexname); part != nil && part.Kind == schema.KindIndex {
		return l.keyOfPart(t, c, part)
	}
	if !ok || x.Table != t.ID {
		return l.missingf(n.Location, "index %s does not exist", pgmodel.Quote(n.Indexname))
	}
	c.Columns, c.NullsNotDistinct, c.Clustered = pgmodel.PartNames(x.Parts), x.NullsNotDistinct, x.Clustered
	rare := c.EditExtra()
	rare.Include, rare.Options, rare.Tablespace, rare.IndexComment = x.Extra().Include, x.Extra().Options, x.Extra().Tablespace, x.Comment
	if c.Name == "" {
		c.Name = x.Name
	}
	if t.ReplicaIdentity == "index "+x.Name { // the index is now called like the constraint
		t.ReplicaIdentity = "index " + c.Name
	}
	if c.Kind == schema.KindPrimary {
		l.primaryNotNull(t, c.Columns)
	}
	l.remove(k)
	return nil
}

// keyOfPart makes a key of what a partition has of a unique index of its parent, to which it still
// belongs then. There is no constraint to add: c is left without a name.
func (l *loader) keyOfPart(t *pgmodel.Table, c *pgmodel.Constraint, x *pgmodel.PartitionPart) error {
	to := cmp.Or(c.Name, x.Name)
	c.Name = ""
	if to != x.Name {
		if err := l.renamePartitionPart(x, to); err != nil {
			return err
		}
	}
	x.Kind, x.Local, x.IndexComment, x.Comment = c.Kind, true, x.Comment, ""
	if root, ok := pgmodel.RootObject(l.out, x.Root).(*pgmodel.Index); ok && c.Kind == schema.KindPrimary {
		l.primaryNotNull(t, pgmodel.PartNames(root.Parts))
	}
	return nil
}

func (l *loader) exclusion(t *pgmodel.Table, c *pgmodel.Constraint, n *pg.Constraint) error {
	c.Kind = schema.KindExclusion
	rare := c.EditExtra()
	rare.Method, rare.Include = cmp.Or(n.AccessMethod, "btree"), expr.NameList(n.Including)
	rare.Tablespace, rare.Options = l.tablespace(n.Indexspace), settings(n.Options)
	for _, e := range n.Exclusions {
		items := e.GetList().GetItems()
		part, err := l.part(t.ID, items[0].GetIndexElem(), rare.Method, &c.Shared, &c.Parts)
		if err != nil {
			return err
		}
		c.Parts = append(c.Parts, part)
		l.exclusionOperator(t, c, items[0].GetIndexElem(), expr.NameList(items[1].GetList().GetItems()))
	}
	if n.WhereClause != nil {
		ns, where := l.names(), n.WhereClause
		l.later(func() {
			var uses []schema.Key
			c.EditExtra().Where, uses = expr.Canonical(where, ns, expr.Scope{Table: t.ID, TableName: t.ID.Name})
			c.Use(uses...)
		})
	}
	if c.Name == "" {
		c.Name = l.indexName(t.ID, pgmodel.IndexColumns(pgmodel.PartNames(c.Parts), c.Extra().Include), "excl")
	}
	return nil
}

// exclusionOperator gives the last element of an exclusion its operator, once it is known what
// its name means: the one that compares two values of the element.
func (l *loader) exclusionOperator(t *pgmodel.Table, c *pgmodel.Constraint, e *pg.IndexElem, words []string) {
	s, op := expr.SplitName(words)
	ns, at := l.names(), len(c.Parts)-1
	l.later(func() {
		typ := expr.TypeOf(e.Expr, ns, expr.Scope{Table: t.ID, TableName: t.ID.Name})
		if column := t.Column(e.Name); column != nil {
			typ = column.Type
		}
		in, keys, _ := ns.Operator(s, op)
		if f, chosen := expr.ChooseOperator(ns, s, op, expr.WithoutModifier(typ), expr.WithoutModifier(typ)); chosen {
			in, keys = f.In, nil
			if f.Key != (schema.Key{}) {
				keys = append(keys, f.Key)
			}
		}
		c.Use(keys...)
		c.Parts[at].Operator = op
		if in != "" {
			c.Parts[at].Operator = "OPERATOR(" + pgmodel.Quote(in) + "." + op + ")"
		}
	})
}

func (l *loader) foreignKey(t *pgmodel.Table, c *pgmodel.Constraint, d *constraintDef) error {
	n := d.node
	c.Kind = schema.KindForeign
	target, err := l.relation(n.Pktable)
	if err != nil {
		return err
	}
	c.References = target
	c.Use(target)
	c.Columns, c.EditExtra().RefColumns = expr.NameList(n.FkAttrs), expr.NameList(n.PkAttrs)
	if d.column != nil {
		c.Columns = []string{d.column.Name}
	}
	if err := l.mustHave(t, d.at, c.Columns); err != nil {
		return err
	}
	if len(c.Extra().RefColumns) == 0 {
		if err := l.primaryColumns(c, n); err != nil {
			return err
		}
	}
	if referenced, ok := l.out.Get(target).(*pgmodel.Table); ok && !l.isStub(target) {
		if err := l.mustHave(referenced, d.at, c.Extra().RefColumns); err != nil {
			return err
		}
		l.later(func() { c.Use(l.keyBehind(l.out.Get(target), c.Extra().RefColumns)...) })
	}
	rare := c.EditExtra()
	rare.OnUpdate, rare.OnDelete, rare.OnDeleteColumns = action(n.FkUpdAction), action(n.FkDelAction), expr.NameList(n.FkDelSetCols)
	if n.FkMatchtype == "f" {
		rare.Match = "full"
	}
	if c.Name == "" {
		c.Name = l.constraintName(t.ID, pgmodel.JoinNames(c.Columns), "fkey")
	}
	return nil
}

// keyBehind is the key, or else the unique index, of the referenced table that a reference needs;
// that of a partition may belong to one of a table above it.
func (l *loader) keyBehind(o schema.Object, columns []string) []schema.Key {
	t, ok := o.(*pgmodel.Table)
	if !ok {
		return nil
	}
	for _, c := range t.Constraints {
		if (c.Kind == schema.KindPrimary || c.Kind == schema.KindUnique) && sameSet(c.Columns, columns) {
			return []schema.Key{c.Key()}
		}
	}
	for _, x := range t.PartitionParts {
		switch root := pgmodel.RootObject(l.out, x.Root).(type) {
		case *pgmodel.Constraint:
			if x.Kind != schema.KindForeign && sameSet(root.Columns, columns) {
				return []schema.Key{x.Key()}
			}
		case *pgmodel.Index:
			if isKeyOf(root, columns) {
				return []schema.Key{x.Key()}
			}
		}
	}
	for _, x := range l.indexesOn(t.ID) {
		if isKeyOf(x, columns) {
			return []schema.Key{x.ID}
		}
	}
	return nil
}

// isKeyOf reports whether a reference to the columns can rest on an index: it is unique, and of all
// rows.
func isKeyOf(x *pgmodel.Index, columns []string) bool {
	computed := slices.ContainsFunc(x.Parts, func(p pgmodel.Part) bool { return p.Column == "" })
	return x.Unique && !computed && x.Extra().Where.IsZero() && sameSet(pgmodel.PartNames(x.Parts), columns)
}

func sameSet(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for _, x := range a {
		if !strings.Contains("\x00"+strings.Join(b, "\x00")+"\x00", "\x00"+x+"\x00") {
			return false
		}
	}
	return true
}

func (l *loader) primaryColumns(c *pgmodel.Constraint, n *pg.Constraint) error {
	if l.isStub(c.References) {
		return nil
	}
	referenced, ok := l.out.Get(c.References).(*pgmodel.Table)
	if !ok || referenced.Primary() == nil {
		return l.missingf(n.Location, "table %s has no primary key to refer to", c.References.Object())
	}
	c.EditExtra().RefColumns = referenced.Primary().Columns
	return nil
}

func action(code string) string {
	switch code {
	case "r":
		return "restrict"
	case "c":
		return "cascade"
	case "n":
		return "set null"
	case "d":
		return "set default"
	}
	return ""
}

// removeConstraint takes the constraint of that name from a table and reports
// whether there was one.
func (l *loader) removeConstraint(t *pgmodel.Table, n string) bool {
	for i, c := range t.Constraints {
		if c.Name == n {
			t.Constraints = append(t.Constraints[:i:i], t.Constraints[i+1:]...)
			l.release(t.ID.Schema, n)
			if c.Kind.Has(schema.Indexed) || c.Kind == schema.KindForeign {
				l.dropPartitionParts(t.ID, c.Key())
			}
			return true
		}
	}
	return false
}
