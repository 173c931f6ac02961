package postgres

// CREATE TABLE AS and SELECT INTO: a table with the columns of a query. The types of the columns
// come from the query, as far as they can be known from the text, and else from the table that
// the database has under the name. Where neither is known the name is noted, so that
// the table is never dropped as one that the files do not have (sql-createtableas.html).

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// createTableAs makes the table that a query fills.
func (l *loader) createTableAs(into *pg.IntoClause, query *pg.Node, ifNotExists bool) error {
	n := &pg.CreateStmt{Relation: into.Rel, IfNotExists: ifNotExists, AccessMethod: into.AccessMethod, Options: into.Options, Tablespacename: into.TableSpaceName}
	t, skip, err := l.newTable(n, schema.KindTable)
	if err != nil || skip {
		return err
	}
	columns, err := l.queryColumns(query, expr.NameList(into.ColNames))
	if waits(err) && !l.second {
		return err
	}
	live, _ := l.liveObject(t.ID).(*pgmodel.Table)
	if err != nil && live != nil {
		columns = live.Columns
	}
	for _, c := range columns {
		def := columnAs(c, live)
		if def == nil && !l.second { // a function of the query may come later
			return l.missingf(into.Rel.Location, "the type of column %s of %s cannot be known", pgmodel.Quote(c.Name), t.ID.Object())
		}
		if def == nil {
			return l.unreadable(into.Rel)
		}
		n.TableElts = append(n.TableElts, &pg.Node{Node: &pg.Node_ColumnDef{ColumnDef: def}})
	}
	if len(columns) == 0 && err != nil {
		return l.unreadable(into.Rel)
	}
	return l.buildTable(n, t)
}

// unreadable notes a table whose columns cannot be known: what the database has under the name
// is left alone.
func (l *loader) unreadable(rv *pg.RangeVar) error {
	l.out.Opaque = append(l.out.Opaque, rv.Relname)
	l.note(schema.Unsupported, 0, head(l.st.SQL), "the columns of CREATE TABLE AS cannot be known without running it")
	return nil
}

// queryColumns are the columns of a query, with names that a list of the statement may give.
func (l *loader) queryColumns(query *pg.Node, names []string) ([]*pgmodel.Column, error) {
	if query.GetSelectStmt() == nil {
		return nil, l.missingf(0, "the columns of %s cannot be known", head(l.st.SQL))
	}
	if err := l.relationsExist(query); err != nil {
		return nil, err
	}
	ns := l.names()
	if err := expr.ExpandStars(query, ns); err != nil {
		return nil, l.missingf(0, "%v", err)
	}
	var list []*pgmodel.Column
	for i, o := range outputsOf(query.GetSelectStmt(), ns) {
		c := &pgmodel.Column{Type: o.Type}
		if c.Name = o.Name; i < len(names) {
			c.Name = names[i]
		}
		if c.Type == "unknown" {
			c.Type = "text"
		}
		c.Collation = l.sourceCollation(query.GetSelectStmt(), i)
		list = append(list, c)
	}
	return list, nil
}

// sourceCollation is the collation of the column that the i-th output is; "" for the default one
// and for other expressions.
func (l *loader) sourceCollation(sel *pg.SelectStmt, i int) string {
	if i >= len(sel.TargetList) {
		return ""
	}
	fields := sel.TargetList[i].GetResTarget().GetVal().GetColumnRef().GetFields()
	if len(fields) == 0 {
		return ""
	}
	found := ""
	for _, item := range sel.FromClause {
		k, ok := l.names().Relation(item.GetRangeVar().GetSchemaname(), item.GetRangeVar().GetRelname())
		if !ok {
			continue
		}
		if c := l.columnOf(k, fields[len(fields)-1].GetString_().GetSval()); c != nil {
			found = c.Collation
		}
	}
	return found
}

// outputsOf are the columns of a query. UNION and its like keep a type that both sides have, and
// drop a modifier in which they differ; what becomes of unlike types is not known here.
func outputsOf(sel *pg.SelectStmt, ns expr.Names) []expr.Column {
	if sel.Op <= pg.SetOperation_SETOP_NONE {
		_, outputs, _ := expr.CanonicalQuery(&pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: sel}}, ns, expr.Scope{})
		return outputs
	}
	left, right := outputsOf(sel.Larg, ns), outputsOf(sel.Rarg, ns)
	for i := range left {
		switch {
		case i >= len(right) || left[i].Type == right[i].Type:
		case sameBase(left[i].Type, right[i].Type):
			left[i].Type, _, _ = cutType(left[i].Type)
		default:
			left[i].Type = ""
		}
	}
	return left
}

// columnAs is the definition of a column of a query. What the text does not say, such as a
// modifier or a collation, is that of the column which the database has. It is nil where the type
// is not known.
func columnAs(c *pgmodel.Column, live *pgmodel.Table) *pg.ColumnDef {
	typ, collation := c.Type, c.Collation
	if live != nil {
		if have := live.Column(c.Name); have != nil && (typ == "" || sameBase(typ, have.Type)) {
			typ, collation = have.Type, have.Collation
		}
	}
	n, ok := expr.ParseText("NULL::"+typ, false)
	if typ == "" || !ok {
		return nil
	}
	def := &pg.ColumnDef{Colname: c.Name, TypeName: n.GetTypeCast().GetTypeName(), IsLocal: true}
	if collation != "" {
		if n, ok := expr.ParseText("NULL COLLATE "+collation, false); ok {
			def.CollClause = n.GetCollateClause()
		}
	}
	return def
}

// sameBase reports whether two types differ in their modifiers alone.
func sameBase(a, b string) bool {
	x, _, _ := cutType(a)
	y, _, _ := cutType(b)
	return x == y
}
