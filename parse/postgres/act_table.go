package postgres

// The acts of CREATE TABLE, and those of columns and constraints wherever they are declared: a
// rule sees the same act for a key in CREATE TABLE and in ALTER TABLE … ADD.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func (r *actReader) createTable(n *pg.CreateStmt) {
	table := r.createdRelation(schema.KindTable, n.Relation)
	table.IfNotExists, table.Partition, table.Inherits = n.IfNotExists, n.Partbound != nil, n.Partbound == nil && len(n.InhRelations) > 0
	for _, e := range n.TableElts {
		table.Like = table.Like || e.GetTableLikeClause() != nil
	}
	r.add(0, table)
	for _, e := range n.TableElts {
		switch {
		case e.GetColumnDef() != nil:
			r.column(schema.DefinesColumn, table.On, e.GetColumnDef(), false)
		case e.GetConstraint() != nil:
			r.constraint(schema.Defines, table.On, e.GetConstraint(), nil, false)
		}
	}
	for _, c := range n.Constraints {
		r.constraint(schema.Defines, table.On, c.GetConstraint(), nil, false)
	}
}

// column reads a column as CREATE TABLE and ADD COLUMN define it.
func (r *actReader) column(verb schema.Verb, on schema.Key, c *pg.ColumnDef, known bool) {
	a := schema.Act{Verb: verb, Kind: schema.KindColumn, On: on, Known: known, Name: c.Colname, NotNull: c.IsNotNull}
	if c.TypeName != nil {
		words := expr.NameList(c.TypeName.Names)
		a.Spelled = strings.ToLower(words[len(words)-1])
		a.Serial = len(words) == 1 && len(c.TypeName.ArrayBounds) == 0 && serialType(words[0]) != ""
		if text, _, err := r.l.typ(c.TypeName); err == nil {
			a.Type = text
		}
		if a.Serial {
			a.Type = serialType(words[0])
		}
	}
	for _, d := range c.Constraints {
		k := d.GetConstraint()
		switch k.GetContype() {
		case pg.ConstrType_CONSTR_NOTNULL:
			a.NotNull = true
		case pg.ConstrType_CONSTR_DEFAULT:
			a.Default = true
			a.NullDefault = expr.IsNull(k.RawExpr)
			if text := constantDefault(k.RawExpr); text != "" {
				a.Strings = []string{text}
			}
			a.Volatile, a.Unknown = r.volatile(k.RawExpr)
		case pg.ConstrType_CONSTR_GENERATED:
			a.Stored = !r.st.Has(syntax.Virtual, k.Location, k.Location+1)
		case pg.ConstrType_CONSTR_IDENTITY:
			a.Identity, a.NotNull = true, true
		case pg.ConstrType_CONSTR_CHECK:
			a.Checked = true
		case pg.ConstrType_CONSTR_UNIQUE:
			a.Unique = true
		case pg.ConstrType_CONSTR_PRIMARY:
			a.Primary, a.NotNull = true, true
		case pg.ConstrType_CONSTR_FOREIGN:
			a.References, _ = r.relationAt(k.Pktable)
		}
	}
	if verb == schema.AddsColumn { // what it brings is part of it
		r.domainRules(&a)
		r.add(c.Location, a)
		return
	}
	r.add(c.Location, a)
	for _, d := range c.Constraints {
		if k := d.GetConstraint(); k != nil {
			r.constraint(schema.Defines, on, k, []string{c.Colname}, known)
		}
	}
}

// domainRules adds to a new column what its domain says of it, which rows that exist have to obey:
// a NOT NULL, and a default where the column has none of its own.
func (r *actReader) domainRules(a *schema.Act) {
	typ := a.Type
	for range 64 { // no domain is based on itself
		k, ok := r.domainNamed(typ)
		if !ok {
			return
		}
		d := r.l.out.Get(k).(*pgmodel.Domain)
		a.NotNull = a.NotNull || d.NotNull
		a.Constrained = a.Constrained || d.NotNull || len(d.Checks) > 0
		a.Default = a.Default || !d.Default.IsZero()
		typ = d.Type
	}
}

// domainNamed is the domain of which a canonical type is; arrays of domains are none.
func (r *actReader) domainNamed(typ string) (schema.Key, bool) {
	if typ == "" || strings.HasSuffix(typ, "]") {
		return schema.Key{}, false
	}
	for _, k := range expr.TypeUses(typ, r.l.names()) {
		if _, ok := r.l.out.Get(k).(*pgmodel.Domain); ok {
			return k, true
		}
	}
	return schema.Key{}, false
}

// constraint reads a constraint; columns are those of the column it stands at.
func (r *actReader) constraint(verb schema.Verb, on schema.Key, c *pg.Constraint, columns []string, known bool) {
	a := schema.Act{Verb: verb, On: on, Known: known, Name: c.GetConname(), Columns: columns, NotValid: c.GetSkipValidation(), UsingIndex: c.GetIndexname() != ""}
	if keys := expr.NameList(c.GetKeys()); len(keys) > 0 {
		a.Columns = keys
	}
	t, _ := r.l.out.Get(on).(*pgmodel.Table)
	switch c.GetContype() {
	case pg.ConstrType_CONSTR_PRIMARY:
		a.Kind = schema.KindPrimary
		a.NotNullNow = r.notNull(t, r.keyColumns(on, c))
	case pg.ConstrType_CONSTR_UNIQUE:
		a.Kind = schema.KindUnique
	case pg.ConstrType_CONSTR_CHECK:
		a.Kind, a.NotNulls = schema.KindCheck, expr.NotNulls(c.RawExpr)
	case pg.ConstrType_CONSTR_EXCLUSION:
		a.Kind = schema.KindExclusion
	case pg.ConstrType_CONSTR_NOTNULL:
		a.Kind = schema.KindNotNull
	case pg.ConstrType_CONSTR_FOREIGN:
		a.Kind = schema.KindForeign
		if keys := expr.NameList(c.FkAttrs); len(keys) > 0 {
			a.Columns = keys
		}
		a.References, _ = r.relationAt(c.Pktable)
		a.Referenced = expr.NameList(c.PkAttrs)
	default:
		return
	}
	r.add(c.Location, a)
}

// keyColumns are the columns of a key, also where an index has them.
func (r *actReader) keyColumns(on schema.Key, c *pg.Constraint) []string {
	if keys := expr.NameList(c.GetKeys()); len(keys) > 0 {
		return keys
	}
	x, _ := r.l.out.Get(schema.Key{Kind: schema.KindIndex, Schema: on.Schema, Name: c.GetIndexname()}).(*pgmodel.Index)
	if x == nil {
		return nil
	}
	var columns []string
	for _, p := range x.Parts {
		columns = append(columns, p.Column)
	}
	return columns
}

func (r *actReader) notNull(t *pgmodel.Table, columns []string) bool {
	if t == nil || len(columns) == 0 {
		return false
	}
	for _, n := range columns {
		if c := t.Column(n); c == nil || !c.NotNull {
			return false
		}
	}
	return true
}

// table reads what creates and changes tables.
func (r *actReader) table(node *pg.Node) bool {
	switch n := node.Node.(type) {
	case *pg.Node_CreateStmt:
		r.createTable(n.CreateStmt)
	case *pg.Node_AlterTableStmt:
		r.alterTable(n.AlterTableStmt)
	case *pg.Node_CreateTableAsStmt:
		kind := schema.KindTable
		if n.CreateTableAsStmt.Objtype == pg.ObjectType_OBJECT_MATVIEW {
			kind = schema.KindMatView
		}
		a := r.createdRelation(kind, n.CreateTableAsStmt.Into.Rel)
		a.Source, a.Star = wholeTable(n.CreateTableAsStmt.Query.GetSelectStmt())
		a.Query, a.IfNotExists, a.Empty = true, n.CreateTableAsStmt.IfNotExists, n.CreateTableAsStmt.Into.SkipData
		r.add(0, a)
	default:
		return false
	}
	return true
}
