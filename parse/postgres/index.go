package postgres

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func (l *loader) createIndex(n *pg.IndexStmt) error {
	table, err := l.relation(n.Relation)
	if err != nil {
		return err
	}
	x := &pgmodel.Index{Table: table, Method: n.AccessMethod, Unique: n.Unique, NullsNotDistinct: n.NullsNotDistinct}
	if n.Options != nil || n.TableSpace != "" {
		rare := x.EditExtra()
		rare.Options, rare.Tablespace = settings(n.Options), n.TableSpace
	}
	x.At, x.Name = l.st.Pos(n.Relation.Location), n.Idxname
	if t, ok := l.out.Get(table).(*pgmodel.Table); ok {
		x.Only = t.PartitionBy != nil && !n.Relation.Inh
	}
	if x.Method == "" {
		x.Method = "btree"
	}
	l.checkMethod(x.Method)
	x.Use(table)
	if err := l.indexParts(x, n); err != nil {
		return err
	}
	if x.Name == "" {
		x.Name = l.indexName(table, pgmodel.IndexColumns(pgmodel.PartNames(x.Parts), x.Extra().Include), "idx")
	}
	x.Was = l.formerName(n.Relation.Location)
	x.ID = schema.Key{Kind: schema.KindIndex, Schema: table.Schema, Name: x.Name}
	if k, taken := l.relations[name{x.ID.Schema, x.Name}]; taken {
		if n.IfNotExists {
			return nil
		}
		return l.st.ErrorAt(n.Relation.Location, "relation %s is defined twice%s", dotted(k.Schema, k.Name), l.firstDefinition(k))
	}
	l.put(x)
	return nil
}

func (l *loader) indexParts(x *pgmodel.Index, n *pg.IndexStmt) error {
	for _, e := range n.IndexParams {
		part, err := l.part(x.Table, e.GetIndexElem(), &x.Shared, &x.Parts)
		if err != nil {
			return err
		}
		x.Parts = append(x.Parts, part)
	}
	for _, e := range n.IndexIncludingParams {
		n := e.GetIndexElem().Name
		if t, ok := l.out.Get(x.Table).(*pgmodel.Table); ok {
			if t.Column(n) == nil {
				return l.missingf(l.st.Locate(n), "column %s of %s does not exist", pgmodel.Quote(n), x.Table.Object())
			}
			x.Use(t.Column(n).Key())
		}
		x.EditExtra().Include = append(x.Extra().Include, n)
	}
	if n.WhereClause == nil {
		return nil
	}
	ns, where := l.names(), n.WhereClause
	l.later(func() {
		var uses []schema.Key
		x.EditExtra().Where, uses = expr.Canonical(where, ns, expr.Scope{Table: x.Table, TableName: x.Table.Name})
		x.Use(uses...)
	})
	return nil
}

// part is one element of an index, an exclusion or a partition key. The
// expression is filled in later, at the place it will have in parts.
func (l *loader) part(table schema.Key, e *pg.IndexElem, base *pgmodel.Shared, parts *[]pgmodel.Part) (pgmodel.Part, error) {
	p := pgmodel.Part{Column: e.Name, Desc: e.Ordering == pg.SortByDir_SORTBY_DESC}
	p.NullsFirst = e.NullsOrdering == pg.SortByNulls_SORTBY_NULLS_FIRST ||
		p.Desc && e.NullsOrdering != pg.SortByNulls_SORTBY_NULLS_LAST
	if t, ok := l.out.Get(table).(*pgmodel.Table); ok && e.Name != "" {
		if t.Column(e.Name) == nil {
			return p, l.missingf(l.st.Locate(e.Name), "column %s of %s does not exist", pgmodel.Quote(e.Name), table.Object())
		}
		base.Use(t.Column(e.Name).Key())
	} else if !ok && e.Name != "" {
		l.noteColumn(table, e.Name)
	}
	if len(e.Opclass) > 0 {
		p.OpClass, p.ClassOpts = l.operatorClass(expr.NameList(e.Opclass), base), settings(e.Opclassopts)
	}
	at := len(*parts)
	if len(e.Collation) > 0 {
		p.Collation = l.collation(expr.NameList(e.Collation), base)
		if column := l.columnOf(table, e.Name); column != nil && e.Name != "" {
			if p.Collation == "" {
				p.Collation = databaseCollation
			}
			l.later(func() { l.dropCollation(&(*parts)[at], column) })
		}
	}
	if p.OpClass != "" && e.Name != "" {
		if column := l.columnOf(table, e.Name); column != nil {
			l.later(func() { l.dropOpClass(&(*parts)[at], column) })
		}
	}
	if e.Expr == nil {
		return p, nil
	}
	p.Label = e.Indexcolname
	if p.Label == "" {
		p.Label = expressionName(e.Expr)
	}
	ns := l.names()
	l.later(func() {
		var uses []schema.Key
		(*parts)[at].Expr, uses = expr.Canonical(e.Expr, ns, expr.Scope{Table: table, TableName: table.Name})
		base.Use(uses...)
	})
	return p, nil
}

func (l *loader) columnOf(table schema.Key, n string) *pgmodel.Column {
	if t, ok := l.out.Get(table).(*pgmodel.Table); ok {
		return t.Column(n)
	}
	return nil
}

// databaseCollation is the collation in which a column of another one can be indexed.
const databaseCollation = `pg_catalog."default"`

// dropCollation forgets a collation that is the column's own, or its domain's.
func (l *loader) dropCollation(p *pgmodel.Part, c *pgmodel.Column) {
	own := c.Collation
	for _, k := range c.Uses {
		if d, ok := l.out.Get(k).(*pgmodel.Domain); ok && own == "" && c.Type == pgmodel.Qualified(k.Schema, k.Name) {
			own = d.Collation
		}
	}
	if own == "" {
		own = databaseCollation
	}
	if p.Collation == own {
		p.Collation = ""
	}
}

// operatorClass is a canonical operator class.
func (l *loader) operatorClass(words []string, base *pgmodel.Shared) string {
	s, n := expr.SplitName(words)
	r := &resolver{l: l, path: l.path}
	for _, in := range r.schemas(s) {
		for _, k := range l.others[name{in, n}] {
			if k.Kind == schema.KindOperatorClass {
				base.Use(k)
				return dotted(in, n)
			}
		}
		if r.outside(name{in, n}, schema.KindOperatorClass) {
			return dotted(in, n)
		}
	}
	l.names().(*resolver).noteClass(s, n)
	if in := r.wantedSchema(s); s == "" && in != "" && !builtinOpClass(n) {
		return dotted(in, n)
	}
	if s == "" && l.lenient && !builtinOpClass(n) {
		return dotted(l.targetSchema(""), n)
	}
	if s == "pg_catalog" {
		s = ""
	}
	return dotted(s, n)
}

// dropOpClass forgets an operator class that is the default of its type.
func (l *loader) dropOpClass(p *pgmodel.Part, c *pgmodel.Column) {
	if p.OpClass == defaultOpClass(c.Type) && len(p.ClassOpts) == 0 {
		p.OpClass = ""
	}
}

// defaultOpClass is the operator class that a type of pg_catalog has by default,
// named as for btree and hash, "" where this is not known.
func defaultOpClass(typ string) string {
	base, _, _ := cutType(typ)
	switch base {
	case "text", "character varying":
		return "text_ops"
	case "character":
		return "bpchar_ops"
	case "integer":
		return "int4_ops"
	case "bigint":
		return "int8_ops"
	case "smallint":
		return "int2_ops"
	case "boolean":
		return "bool_ops"
	case "uuid":
		return "uuid_ops"
	case "jsonb":
		return "jsonb_ops"
	case "date":
		return "date_ops"
	case "numeric":
		return "numeric_ops"
	case "bytea":
		return "bytea_ops"
	case "timestamp with time zone":
		return "timestamptz_ops"
	case "timestamp without time zone":
		return "timestamp_ops"
	case "tsvector":
		return "tsvector_ops"
	}
	return ""
}

// cutType is a canonical type without its modifier.
func cutType(typ string) (base, mod string, ok bool) {
	for i := range len(typ) {
		if typ[i] != '(' {
			continue
		}
		for j := i; j < len(typ); j++ {
			if typ[j] == ')' {
				return typ[:i] + typ[j+1:], typ[i : j+1], true
			}
		}
	}
	return typ, "", false
}

// builtinOpClass reports whether an operator class can be one of pg_catalog: the
// operator classes of extensions have names of their own.
func builtinOpClass(n string) bool {
	switch n {
	case "text_pattern_ops", "varchar_pattern_ops", "bpchar_pattern_ops", "jsonb_path_ops", "inet_ops", "network_ops", "range_ops", "array_ops",
		"varchar_ops", "text_ops", "point_ops", "quad_point_ops", "kd_point_ops", "box_ops", "poly_ops", "circle_ops", "multirange_ops",
		"record_ops", "record_image_ops", "enum_ops", "jsonb_ops", "tsvector_ops", "tsquery_ops", "uuid_ops", "oid_ops", "name_ops":
		return true
	}
	return defaultOpClass(n) != "" || hasMinmax(n)
}

// hasMinmax reports whether it is a BRIN class: int4_minmax_ops, date_bloom_ops.
func hasMinmax(n string) bool {
	for _, part := range []string{"_minmax_ops", "_minmax_multi_ops", "_bloom_ops", "_inclusion_ops"} {
		if len(n) > len(part) && n[len(n)-len(part):] == part {
			return true
		}
	}
	return len(n) > 4 && n[len(n)-4:] == "_ops" && (n[:3] == "int" || n[:3] == "dat" || n[:3] == "tim" || n[:3] == "flo" || n[:3] == "num" || n[:3] == "cha" || n[:3] == "bit" || n[:3] == "mon" || n[:3] == "mac")
}

func (l *loader) cluster(n *pg.ClusterStmt) error {
	if n.Relation == nil || n.Indexname == "" {
		l.note(schema.Ignored, 0, head(l.st.SQL), "it makes no object")
		return nil
	}
	k, err := l.relation(n.Relation)
	if err != nil {
		return err
	}
	switch o := l.mutable(k).(type) {
	case *pgmodel.Table:
		return l.clusterOn(o, n.Indexname)
	case *pgmodel.View:
		return l.clusterView(o.ID, n.Indexname)
	}
	return l.st.ErrorAt(n.Relation.Location, "%s has no rows to put in order", k.Object())
}

// clusterOn marks the index, or the key whose index has that name, as the one
// that CLUSTER orders the table by.
func (l *loader) clusterOn(t *pgmodel.Table, index string) error {
	found := index == ""
	for _, c := range t.Constraints {
		c.Clustered = index != "" && c.Name == index && c.Kind.Has(schema.Indexed)
		found = found || c.Clustered
	}
	k := schema.Key{Kind: schema.KindIndex, Schema: t.ID.Schema, Name: index}
	if _, ok := l.out.Get(k).(*pgmodel.Index); !found && !ok {
		return l.missingf(0, "index %s does not exist", pgmodel.Quote(index))
	}
	for _, o := range l.objectsOn(t.ID) {
		if x, ok := o.(*pgmodel.Index); ok && x.Table == t.ID && x.Clustered != (x.ID == k) {
			l.mutable(x.ID).(*pgmodel.Index).Clustered = x.ID == k
		}
	}
	return nil
}
