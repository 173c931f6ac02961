package postgres

// A column as CREATE TABLE and ADD COLUMN declare it: its type, default, collation, and the
// constraints written at it. serial is taken apart into a sequence and a default, as the server
// does (datatype-numeric.html, section 8.1.4).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// column adds a column with what its definition declares.
func (b *tableBuilder) column(n *pg.ColumnDef, end int32) error {
	c, defs, err := b.l.columnDef(b, n, end)
	if err != nil {
		return err
	}
	b.pending = append(b.pending, defs...)
	if old := b.t.Column(c.Name); old != nil {
		if !old.Inherited && b.t.OfType == "" && b.t.PartitionOf == (schema.Key{}) {
			return sure(b.l.st.ErrorAt(n.Location, "column %s is declared twice", pgmodel.Quote(c.Name)))
		}
		merge(old, c)
		c.Type = old.Type                      // which its default is read with
		b.l.later(func() { mergeOwn(old, c) }) // expressions are known by then
		return nil
	}
	b.t.Columns = append(b.t.Columns, c)
	return nil
}

// merge puts a column's own declaration over the one it inherits.
func merge(inherited, own *pgmodel.Column) {
	inherited.At, inherited.Inherited = own.At, false
	inherited.NotNull = inherited.NotNull || own.NotNull
	if n := own.Extra().NotNullName; n != "" {
		inherited.EditExtra().NotNullName = n
	}
	if own.Type != "" {
		inherited.Type = own.Type
	}
	if own.HasExtra() {
		mergeExtra(inherited.EditExtra(), own.Extra())
	}
	if using := own.Extra().Using; len(using.Columns) > 0 || using.SQL != "" {
		inherited.EditExtra().Using = using
	}
	mergeOwn(inherited, own)
}

// mergeExtra puts the identity and the storage that a column declares over inherited ones.
func mergeExtra(inherited *pgmodel.ColumnExtra, own pgmodel.ColumnExtra) {
	if own.Identity != "" {
		inherited.Identity, inherited.Sequence, inherited.SequenceKey = own.Identity, own.Sequence, own.SequenceKey
	}
	if own.Storage != "" {
		inherited.Storage = own.Storage
	}
	if own.Compression != "" {
		inherited.Compression = own.Compression
	}
	if len(own.Foreign) > 0 {
		inherited.Foreign = own.Foreign
	}
}

// mergeOwn puts the expressions of a column over inherited ones. DEFAULT NULL takes an inherited
// default away.
func mergeOwn(inherited, own *pgmodel.Column) {
	switch none := own.Extra().NullDefault; {
	case !own.Default.IsZero():
		inherited.Default = own.Default
	case none != "":
		inherited.Default = pgmodel.Expr{}
		rare := inherited.EditExtra()
		rare.NullDefault, rare.DefaultDropped = none, true
	}
	if !own.Extra().Generated.IsZero() {
		rare := inherited.EditExtra()
		rare.Generated, rare.Virtual = own.Extra().Generated, own.Extra().Virtual
	}
	inherited.Use(own.Uses...)
}

// columnDef reads one column; constraints it declares for the table are returned.
func (l *loader) columnDef(b *tableBuilder, n *pg.ColumnDef, end int32) (*pgmodel.Column, []*constraintDef, error) {
	c := &pgmodel.Column{Table: b.t.ID}
	c.Name, c.At, c.Was = n.Colname, l.st.Pos(n.Location), l.formerName(n.Location)
	if n.StorageName != "" || n.Compression != "" || n.Fdwoptions != nil {
		rare := c.EditExtra()
		rare.Storage, rare.Compression, rare.Foreign = strings.ToLower(n.StorageName), n.Compression, settings(n.Fdwoptions)
	}
	if n.TypeName != nil {
		if err := b.typ(c, n.TypeName); err != nil {
			return nil, nil, err
		}
	}
	if n.CollClause != nil {
		var err error
		if c.Collation, err = l.collation(expr.NameList(n.CollClause.Collname), &c.Shared); err != nil {
			return nil, nil, err
		}
	}
	if err := l.using(c, n.Location); err != nil {
		return nil, nil, err
	}
	defs, err := b.columnConstraints(c, n, end)
	canonicalColumn(c)
	return c, defs, err
}

// canonicalColumn drops what is the type's own.
func canonicalColumn(c *pgmodel.Column) {
	if !c.HasExtra() {
		return
	}
	rare := c.EditExtra()
	if rare.Storage == "default" || rare.Storage == pgmodel.DefaultStorage(c.Type) {
		rare.Storage = ""
	}
	if rare.Compression == "default" {
		rare.Compression = ""
	}
}

// typ sets the type; serial types make a sequence.
func (b *tableBuilder) typ(c *pgmodel.Column, n *pg.TypeName) error {
	words := expr.NameList(n.Names)
	if len(words) == 1 && len(n.ArrayBounds) == 0 && serialType(words[0]) != "" {
		b.serial(c, serialType(words[0]))
		return nil
	}
	text, uses, err := b.l.typ(n)
	if err != nil {
		return err
	}
	c.Type = text
	c.Use(uses...)
	return nil
}

func serialType(word string) string {
	switch word {
	case "serial", "serial4":
		return "integer"
	case "bigserial", "serial8":
		return "bigint"
	case "smallserial", "serial2":
		return "smallint"
	}
	return ""
}

// serial is an integer with a default from a sequence that the column owns.
func (b *tableBuilder) serial(c *pgmodel.Column, typ string) {
	k := b.sequenceName(c.Name)
	c.Type, c.NotNull = typ, true
	c.Default = nextval(k)
	c.Use(k)
	s := &pgmodel.Sequence{ID: k, Options: sequenceDefaults(typ), OwnedBy: c.Key(), Unlogged: b.t.Unlogged}
	s.Name, s.At = k.Name, c.At
	b.made = append(b.made, s)
}

// sequenceName is the name the server makes up for a column's sequence.
func (b *tableBuilder) sequenceName(column string) schema.Key {
	taken := func(n string) bool {
		for _, o := range b.made {
			if o.Key().Name == n {
				return true
			}
		}
		for _, c := range b.t.Columns {
			if c.Extra().SequenceKey.Name == n {
				return true
			}
		}
		return n == b.t.ID.Name
	}
	n := b.l.relationName(b.t.ID.Schema, b.t.ID.Name, column, "seq", taken)
	return schema.Key{Kind: schema.KindSequence, Schema: b.t.ID.Schema, Name: n}
}

func nextval(k schema.Key) pgmodel.Expr {
	text := "nextval(" + pgmodel.Literal(dotted(k.Schema, k.Name)) + "::regclass)"
	return pgmodel.Expr{SQL: text, Strict: text, Loose: "nextval(" + pgmodel.Literal(dotted(k.Schema, k.Name)) + ")",
		Names: expr.NamesOfCall("nextval")}
}

// columnConstraints reads the constraints written at the column.
func (b *tableBuilder) columnConstraints(c *pgmodel.Column, n *pg.ColumnDef, end int32) ([]*constraintDef, error) {
	var defs []*constraintDef
	for i, node := range n.Constraints {
		k := node.GetConstraint()
		stop := end
		if i+1 < len(n.Constraints) {
			stop = n.Constraints[i+1].GetConstraint().Location
		}
		switch k.Contype {
		case pg.ConstrType_CONSTR_NULL:
		case pg.ConstrType_CONSTR_NOTNULL:
			c.NotNull = true
			if d := b.l.namedNotNull(k, c.Name, stop); d != nil {
				defs = append(defs, d)
			} else if b.l.env.Version >= 18 && !b.l.catalog {
				b.l.keepNotNullName(b.t, c, "")
			}
		case pg.ConstrType_CONSTR_DEFAULT:
			b.l.setDefault(c, k.RawExpr)
		case pg.ConstrType_CONSTR_GENERATED:
			c.EditExtra().Virtual = b.l.st.Has(syntax.Virtual, k.Location, stop)
			b.l.setGenerated(c, k.RawExpr)
		case pg.ConstrType_CONSTR_IDENTITY:
			if err := b.identity(c, k.GeneratedWhen, k.Options); err != nil {
				return nil, err
			}
		default:
			defs = append(defs, b.l.constraintDef(k, c, stop))
		}
	}
	return defs, nil
}

// identity makes the column draw its values from a sequence of its own.
func (b *tableBuilder) identity(c *pgmodel.Column, when string, options []*pg.Node) error {
	o, extra, err := b.l.newSequence(c.Type, options)
	if err != nil {
		return err
	}
	rare := c.EditExtra()
	c.NotNull, rare.Identity = true, "by default"
	if when == "a" {
		rare.Identity = "always"
	}
	rare.Sequence, rare.SequenceKey = &o, extra.named
	if extra.named == (schema.Key{}) {
		rare.SequenceKey = b.sequenceName(c.Name)
	}
	return nil
}

// setDefault sets or removes the default; DEFAULT NULL is none but for columns of a domain.
func (l *loader) setDefault(c *pgmodel.Column, expression *pg.Node) {
	ns, table := l.names(), c.Table
	when := l.later
	if l.catalog && l.closed(expression) && l.knows(c.Uses) {
		when = func(f func()) { f() } // so that the tree is not kept until the end
	}
	when(func() {
		if !c.Default.IsZero() {
			forgetExpression(c, ns)
		}
		c.Default = pgmodel.Expr{}
		if c.HasExtra() {
			c.EditExtra().NullDefault = ""
		}
		if expression == nil {
			return
		}
		if expr.IsNull(expression) {
			if belowDomain(c.Type, ns) != c.Type { // the server keeps it, and it takes the domain's default away
				c.Default = pgmodel.Expr{SQL: "NULL", Strict: "NULL", Loose: "NULL"}
				return
			}
			e, _ := expr.Canonical(expression, ns, expr.Scope{})
			c.EditExtra().NullDefault = e.SQL
			return
		}
		var uses []schema.Key
		c.Default, uses = expr.CanonicalDefault(expression, ns, expr.Scope{Table: table, TableName: table.Name})
		c.Default = typedLiteral(c.Default, expression, c.Type, ns)
		c.Use(uses...)
	})
}

// typedLiteral gives a bare string constant the type of its column, as the server
// does when it stores it.
func typedLiteral(e pgmodel.Expr, expression *pg.Node, typ string, ns expr.Names) pgmodel.Expr {
	if expression.GetAConst().GetSval() == nil {
		return e
	}
	typed, _ := expr.Canonical(expr.CastNode(expression, constantType(belowDomain(typ, ns))), ns, expr.Scope{})
	e.Strict, e.Loose = typed.Strict, typed.Loose
	return e
}

// forgetExpression takes out of what a column needs what its expression did, which goes: what
// remains is of its type and its collation.
func forgetExpression(c *pgmodel.Column, ns expr.Names) {
	types := expr.TypeUses(c.Type, ns)
	c.Uses = slices.DeleteFunc(slices.Clone(c.Uses), func(k schema.Key) bool {
		return !slices.Contains(types, k) && !(k.Kind == schema.KindCollation && dotted(k.Schema, k.Name) == c.Collation)
	})
}

// belowDomain is the type below a domain, as which a constant is stored.
func belowDomain(typ string, ns expr.Names) string {
	more, ok := ns.(expr.MoreNames)
	if !ok {
		return typ
	}
	for _, k := range expr.TypeUses(typ, ns) {
		if b := more.Base(k); b != "" && k.Kind == schema.KindDomain && !strings.HasSuffix(typ, "]") {
			return belowDomain(b, ns)
		}
	}
	return typ
}

func (l *loader) setGenerated(c *pgmodel.Column, expression *pg.Node) {
	ns, table := l.names(), c.Table
	l.later(func() {
		var uses []schema.Key
		if !c.Extra().Generated.IsZero() {
			forgetExpression(c, ns)
		}
		c.EditExtra().Generated, uses = expr.Canonical(expression, ns, expr.Scope{Table: table, TableName: table.Name})
		c.Use(uses...)
	})
}
