package postgres

// Partitioning and inheritance: the key of a partitioned table, the bounds of a partition, and
// the columns that a child table has from its parents (ddl-partitioning.html, ddl-inherit.html).
// Bounds are spelled as pg_get_expr gives them.

import (
	"slices"
	"strings"
	"time"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// inherit takes over the columns of parents, and what makes the table a partition.
func (b *tableBuilder) inherit(n *pg.CreateStmt) error {
	for _, node := range n.InhRelations {
		rv := node.GetRangeVar()
		k, err := b.l.relation(rv)
		if err != nil {
			return err
		}
		parent, ok := b.l.out.Get(k).(*pgmodel.Table)
		if !ok {
			return b.l.st.ErrorAt(rv.Location, "%s is no table", k.Object())
		}
		b.t.Use(k)
		if n.Partbound != nil {
			b.t.PartitionOf = k
		} else {
			b.t.Inherits = append(b.t.Inherits, k)
		}
		b.inheritColumns(parent)
	}
	if n.Partbound != nil {
		b.l.bound(b.t, n.Partbound)
	}
	return nil
}

func (b *tableBuilder) inheritColumns(parent *pgmodel.Table) {
	partition := b.t.PartitionOf == parent.ID
	for _, from := range parent.Columns {
		if old := b.t.Column(from.Name); old != nil {
			old.NotNull = old.NotNull || from.NotNull
			continue
		}
		c := b.l.inheritColumn(b.t.ID, from)
		c.Inherited = !partition
		c.At = b.t.At
		b.t.Columns = append(b.t.Columns, c)
	}
}

// inheritColumn is a parent's column as its child tables have it. An expression may not be
// known yet, so it is copied when all are.
func (l *loader) inheritColumn(child schema.Key, from *pgmodel.Column) *pgmodel.Column {
	c := from.Clone().(*pgmodel.Column)
	rare := c.EditExtra()
	c.Table, c.Comment, c.EditAccess().Grants, rare.Statistics, rare.Options, c.Was = child, "", nil, "", nil, ""
	c.Inherited = true
	if c.Extra().Identity != "" { // identity is not inherited before PostgreSQL 17, and is the parent's since
		rare := c.EditExtra()
		rare.Identity, rare.Sequence, rare.SequenceKey = "", nil, schema.Key{}
	}
	l.later(func() {
		if c.Default.IsZero() && !c.Extra().DefaultDropped {
			c.Default = from.Default
		}
		if c.Extra().Generated.IsZero() {
			c.EditExtra().Generated = from.Extra().Generated
		}
		c.Use(from.Uses...)
	})
	return c
}

// partitioned reads PARTITION BY.
func (b *tableBuilder) partitioned(n *pg.CreateStmt) error {
	if n.Partspec == nil {
		return nil
	}
	by := &pgmodel.PartitionBy{Strategy: strategy(n.Partspec.Strategy)}
	b.t.PartitionBy = by
	for _, node := range n.Partspec.PartParams {
		e := node.GetPartitionElem()
		if e.Name != "" && b.t.Column(e.Name) == nil {
			return b.l.missingf(e.Location, "column %s of %s does not exist", pgmodel.Quote(e.Name), b.t.ID.Object())
		}
		part := &pgmodel.Shared{}
		p, err := b.l.part(b.t.ID, &pg.IndexElem{Name: e.Name, Expr: e.Expr, Collation: e.Collation, Opclass: e.Opclass}, "btree", part, &by.Parts)
		if err != nil {
			return err
		}
		b.useOfPart(part)
		if c := b.t.Column(p.Column); c != nil {
			at := len(by.Parts)
			if p.Collation == "" && len(e.Collation) > 0 {
				p.Collation = databaseCollation
			}
			method := "btree"
			if by.Strategy == "hash" {
				method = "hash"
			}
			b.l.later(func() {
				b.l.dropCollation(&by.Parts[at], c)
				b.l.dropOpClass(&by.Parts[at], c, method)
			})
		}
		by.Parts = append(by.Parts, p)
	}
	return nil
}

func strategy(s pg.PartitionStrategy) string {
	switch s {
	case pg.PartitionStrategy_PARTITION_STRATEGY_LIST:
		return "list"
	case pg.PartitionStrategy_PARTITION_STRATEGY_HASH:
		return "hash"
	}
	return "range"
}

// bound sets the bound of a partition, its values typed by the parent's key.
func (l *loader) bound(t *pgmodel.Table, n *pg.PartitionBoundSpec) {
	ns := l.names()
	l.later(func() {
		types := l.keyTypes(t.PartitionOf)
		values := func(list []*pg.Node, one bool) (strict, loose, sql string) {
			var a, b, c []string
			for i, v := range list {
				key := i
				if one {
					key = 0
				}
				e := l.boundValue(v, ns, itemAt(types, key))
				a, b, c = append(a, e.Strict), append(b, e.Loose), append(c, e.SQL)
			}
			return strings.Join(a, ", "), strings.Join(b, ", "), strings.Join(c, ", ")
		}
		switch {
		case n.IsDefault:
			t.Bound = pgmodel.Expr{SQL: "DEFAULT", Strict: "DEFAULT", Loose: "DEFAULT"}
		case n.Strategy == "h":
			text := "FOR VALUES WITH (modulus " + itoa(n.Modulus) + ", remainder " + itoa(n.Remainder) + ")"
			t.Bound = pgmodel.Expr{SQL: text, Strict: text, Loose: text}
		case n.Strategy == "l":
			s, lo, q := values(n.Listdatums, true)
			t.Bound = pgmodel.Expr{SQL: "FOR VALUES IN (" + q + ")", Strict: "IN (" + s + ")", Loose: "IN (" + lo + ")"}
		default:
			s1, l1, q1 := values(n.Lowerdatums, false)
			s2, l2, q2 := values(n.Upperdatums, false)
			t.Bound = pgmodel.Expr{SQL: "FOR VALUES FROM (" + q1 + ") TO (" + q2 + ")",
				Strict: "FROM (" + s1 + ") TO (" + s2 + ")", Loose: "FROM (" + l1 + ") TO (" + l2 + ")"}
		}
	})
}

func itemAt(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}

// keyTypes are the types of a partitioned table's key; "" for an expression's.
func (l *loader) keyTypes(parent schema.Key) []string {
	t, ok := l.out.Get(parent).(*pgmodel.Table)
	if !ok || t.PartitionBy == nil {
		return nil
	}
	types := make([]string, len(t.PartitionBy.Parts))
	for i, p := range t.PartitionBy.Parts {
		if c := t.Column(p.Column); c != nil {
			types[i] = c.Type
		}
	}
	return types
}

// useOfPart has a table need what an element of its partition key needs, but for its
// own columns.
func (b *tableBuilder) useOfPart(part *pgmodel.Shared) {
	use := func() {
		for _, k := range part.Uses {
			if k.Kind != schema.KindColumn || k.Schema != b.t.ID.Schema || k.Table != b.t.ID.Name {
				b.t.Use(k)
			}
		}
	}
	use()
	b.l.later(use)
}

// boundValue is one value of a bound. The server keeps it as a constant of the
// key's type, so a constant is compared as its text.
func (l *loader) boundValue(n *pg.Node, ns expr.Names, typ string) pgmodel.Expr {
	if ref := n.GetColumnRef(); ref != nil {
		word := strings.ToUpper(strings.Join(expr.NameList(ref.Fields), ".")) // MINVALUE, MAXVALUE
		return pgmodel.Expr{SQL: word, Strict: word, Loose: word}
	}
	bare := n
	for bare.GetTypeCast() != nil {
		bare = bare.GetTypeCast().Arg
	}
	if c := bare.GetAConst(); c != nil && !c.Isnull {
		e, _ := expr.Canonical(n, ns, expr.Scope{})
		typed, text := e, constText(c)
		if typ != "" {
			base, _, _ := cutType(typ)
			switch base { // without a modifier they would keep one character
			case "character":
				base = "bpchar"
			case "bit":
				base = `pg_catalog."bit"`
			}
			typed, _ = expr.Canonical(expr.CastNode(expr.StringNode(boundText(text, typ)), base), ns, expr.Scope{})
		}
		return pgmodel.Expr{SQL: e.SQL, Strict: typed.Strict, Loose: typed.Loose}
	}
	e, _ := expr.Canonical(n, ns, expr.Scope{})
	return e
}

// boundText is a constant as the type's output spells it, where that is known.
func boundText(text, typ string) string {
	switch base, mod, _ := cutType(typ); base {
	case "date":
		if t, err := time.Parse("2006-1-2", text); err == nil {
			return t.Format("2006-01-02")
		}
	case "character": // padded where it is stored, and compared without the blanks
		return strings.TrimRight(text, " ")
	case "smallint", "integer", "bigint", "oid", "money", "numeric":
		if text = expr.AssignedNumber(text, base, mod); base == "numeric" && strings.Contains(text, ".") {
			return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
		}
	}
	return text
}

// attach makes a table a partition of another, or an index one of a partitioned
// index: then it is the parent's, and no object of the model.
func (l *loader) attach(parent schema.Key, cmd *pg.PartitionCmd) error {
	k, err := l.relation(cmd.Name)
	if err != nil {
		return err
	}
	if parent.Kind == schema.KindIndex || k.Kind == schema.KindIndex {
		l.attachIndex(parent, k)
		return nil
	}
	child, err := l.table(cmd.Name)
	if err != nil {
		return err
	}
	p, ok := l.out.Get(parent).(*pgmodel.Table)
	if !ok {
		return l.st.ErrorAt(0, "%s is no partitioned table", parent.Object())
	}
	child.PartitionOf = parent
	child.Use(parent)
	l.children[parent] = add(l.children[parent], k)
	for _, c := range p.Constraints {
		if c.Kind == schema.KindCheck && child.Constraint(c.Name) != nil {
			l.removeConstraint(child, c.Name)
		}
	}
	for _, c := range slices.Clone(child.Constraints) { // keys and references that the parent has become the owner of
		if l.ownedByParent(p, c) {
			l.removeConstraint(child, c.Name)
		}
	}
	for i := range child.Columns {
		child.Columns[i].Inherited = false
	}
	l.attachIndexes(p, child)
	l.bound(child, cmd.Bound)
	return nil
}

func (l *loader) detach(parent schema.Key, cmd *pg.PartitionCmd) error {
	child, err := l.table(cmd.Name)
	if err != nil {
		return err
	}
	l.children[parent] = without(l.children[parent], child.ID)
	child.PartitionOf, child.Bound = schema.Key{}, pgmodel.Expr{}
	l.later(func() { // after what has set it
		if child.PartitionOf == (schema.Key{}) {
			child.Bound = pgmodel.Expr{}
		}
	})
	child.Uses = without(child.Uses, parent)
	return l.keepParents(parent, child)
}

// keepParents gives a detached partition what it had from its parent, as its own:
// checks under their names, keys and indexes under those the server made up.
func (l *loader) keepParents(parent schema.Key, child *pgmodel.Table) error {
	p, ok := l.out.Get(parent).(*pgmodel.Table)
	if !ok {
		return nil
	}
	for _, c := range p.Constraints {
		own := c.Clone().(*pgmodel.Constraint)
		own.Table, own.Comment, own.Uses = child.ID, "", nil
		own.Use(child.ID)
		switch c.Kind {
		case schema.KindCheck, schema.KindNotNull, schema.KindForeign:
			if child.Constraint(c.Name) != nil {
				continue
			}
		default:
			columns := pgmodel.IndexColumns(c.Columns, c.Extra().Include)
			if c.Kind == schema.KindPrimary {
				columns = nil
			}
			own.Name = l.indexName(child.ID, columns, keyLabel(c.Kind))
		}
		child.Constraints = append(child.Constraints, own)
		l.constraintNames[name{child.ID.Schema, own.Name}]++
	}
	var made []*pgmodel.Index
	for _, o := range l.objectsOn(parent) {
		if x, ok := o.(*pgmodel.Index); ok && x.Table == parent {
			own := x.Clone().(*pgmodel.Index)
			own.Table, own.Comment, own.Only = child.ID, "", false
			own.Name = l.indexName(child.ID, pgmodel.IndexColumns(pgmodel.PartNames(x.Parts), x.Extra().Include), "idx")
			own.ID.Name, own.ID.Schema = own.Name, child.ID.Schema
			own.Uses = nil
			own.Use(child.ID)
			made = append(made, own)
		}
	}
	for _, x := range made {
		l.put(x)
	}
	return nil
}
