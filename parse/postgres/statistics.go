package postgres

// CREATE STATISTICS and ALTER STATISTICS. A name that is missing is the server's
// (statscmds.c, ChooseExtendedStatisticName), and so are the kinds where none are written.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats extended statistics.
var _ = register(kind{
	names:   []schema.Kind{schema.KindStatistics},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_STATISTIC_EXT: schema.KindStatistics},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateStatsStmt:
			return true, l.createStatistics(n.CreateStatsStmt)
		case *pg.Node_AlterStatsStmt:
			return true, l.alterStatistics(n.AlterStatsStmt)
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Statistics).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Statistics)
		f.key(&x.Table)
		f.parts(x.Parts, x.Table)
	},
	relation: func(o schema.Object) schema.Key { return o.(*pgmodel.Statistics).Table },
	withColumn: func(o pgmodel.Object, column schema.Key) bool {
		return slices.Contains(o.(*pgmodel.Statistics).Uses, column)
	},
})

func (l *loader) createStatistics(n *pg.CreateStatsStmt) error {
	if len(n.Relations) != 1 || n.Relations[0].GetRangeVar() == nil {
		return l.st.ErrorAt(0, "statistics are of one table")
	}
	rv := n.Relations[0].GetRangeVar()
	table, err := l.relation(rv)
	if err != nil {
		return err
	}
	s := &pgmodel.Statistics{Table: table}
	parts, err := l.statisticsParts(s, n)
	if err != nil {
		return err
	}
	s.Kinds = statisticsKinds(n, len(parts))
	s.ID = schema.Key{Kind: schema.KindStatistics, Schema: table.Schema}
	if len(n.Defnames) > 0 {
		s.ID.Schema, s.ID.Name = l.targetName(n.Defnames)
	} else {
		s.ID.Name = l.statisticsName(table, n)
	}
	if err := l.schemaExists(s.ID.Schema, 0); err != nil {
		return err
	}
	l.begin(&s.Shared, s.ID)
	s.Use(table)
	if l.out.Get(s.ID) != nil {
		if n.IfNotExists {
			return nil
		}
		return l.definedTwice(s.ID)
	}
	s.Parts = parts
	l.put(s)
	l.statisticsExpressions(s, n)
	return nil
}

// statisticsParts are the columns by name, then a place for each expression.
func (l *loader) statisticsParts(s *pgmodel.Statistics, n *pg.CreateStatsStmt) ([]pgmodel.Part, error) {
	var columns, exprs []pgmodel.Part
	for _, node := range n.Exprs {
		e := node.GetStatsElem()
		column := e.GetName()
		if column == "" {
			column = bareColumn(e.GetExpr())
		}
		if column == "" {
			exprs = append(exprs, pgmodel.Part{Label: "expr"})
			continue
		}
		if t, ok := l.out.Get(s.Table).(*pgmodel.Table); ok && t.Column(column) == nil {
			return nil, l.missingColumn(l.st.Locate(column), s.Table, column)
		}
		s.Use(expr.ColumnKey(s.Table, column))
		columns = append(columns, pgmodel.Part{Column: column})
	}
	slices.SortFunc(columns, func(a, b pgmodel.Part) int { return strings.Compare(a.Column, b.Column) })
	return append(columns, exprs...), nil
}

// bareColumn is the column that an expression in parentheses is nothing but.
func bareColumn(n *pg.Node) string {
	if ref := n.GetColumnRef(); ref != nil && len(ref.Fields) == 1 {
		return ref.Fields[0].GetString_().GetSval()
	}
	return ""
}

func (l *loader) statisticsExpressions(s *pgmodel.Statistics, n *pg.CreateStatsStmt) {
	ns := l.names()
	l.later(func() {
		at := slices.IndexFunc(s.Parts, func(p pgmodel.Part) bool { return p.Column == "" })
		for _, node := range n.Exprs {
			e := node.GetStatsElem()
			if e.GetName() != "" || bareColumn(e.GetExpr()) != "" {
				continue
			}
			var uses []schema.Key
			s.Parts[at].Expr, uses = expr.Canonical(e.Expr, ns, expr.Scope{Table: s.Table, TableName: s.Table.Name})
			s.Use(uses...)
			at++
		}
	})
}

// statisticsKinds are the kinds in the server's order: all of them where none is
// written, and none for a lone expression.
func statisticsKinds(n *pg.CreateStatsStmt, parts int) []string {
	if parts < 2 {
		return nil
	}
	written := expr.NameList(n.StatTypes)
	var kinds []string
	for _, k := range []string{"ndistinct", "dependencies", "mcv"} {
		if len(written) == 0 || slices.Contains(written, k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// statisticsName is the name that the server makes up for a statement without one.
func (l *loader) statisticsName(table schema.Key, n *pg.CreateStatsStmt) string {
	var names []string
	for _, node := range n.Exprs {
		c := node.GetStatsElem().GetName()
		if c == "" {
			c = "expr"
		}
		names = append(names, c)
	}
	return l.madeStatistics(table, names, nil)
}

// madeStatistics is the name of statistics over columns that neither an object nor one that is
// being made has (statscmds.c, ChooseExtendedStatisticName).
func (l *loader) madeStatistics(table schema.Key, columns []string, made []pgmodel.Object) string {
	for pass := 0; ; pass++ {
		k := schema.Key{Kind: schema.KindStatistics, Schema: table.Schema}
		k.Name = pgmodel.MadeName(table.Name, pgmodel.JoinNames(columns), numbered("stat", pass))
		if l.out.Get(k) == nil && !slices.ContainsFunc(made, func(o pgmodel.Object) bool { return o.Key() == k }) {
			return k.Name
		}
	}
}

func (l *loader) alterStatistics(n *pg.AlterStatsStmt) error {
	k, err := l.otherNamed(schema.KindStatistics, expr.NameList(n.Defnames))
	if err != nil {
		if waits(err) && n.MissingOk {
			return nil
		}
		return err
	}
	s := l.mutable(k).(*pgmodel.Statistics)
	if s.Target = itoa(n.Stxstattarget); n.Stxstattarget < 0 {
		s.Target = ""
	}
	return nil
}
