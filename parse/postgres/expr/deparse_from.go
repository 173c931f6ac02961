package expr

// The items of FROM and USING: tables, functions, subqueries and joins, with their
// aliases.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// from writes the items of FROM or USING.
func (w *writer) from(list []*pg.Node) {
	w.indent++
	for i, n := range list {
		if i > 0 {
			w.put(",")
			w.newline()
		}
		w.fromItem(n)
	}
	w.indent--
}

func (w *writer) fromItem(n *pg.Node) {
	switch f := n.Node.(type) {
	case *pg.Node_RangeVar:
		w.rangeVar(f.RangeVar)
	case *pg.Node_JoinExpr:
		w.join(f.JoinExpr)
	case *pg.Node_RangeSubselect:
		w.put(pick(f.RangeSubselect.Lateral, "LATERAL ", ""))
		outer := w.q.outer
		if f.RangeSubselect.Lateral {
			outer = w.q
		}
		hidden := w.hidden
		w.hidden = false
		w.block(func() { w.query(f.RangeSubselect.Subquery.GetSelectStmt(), outer) })
		w.hidden = hidden
		w.alias(f.RangeSubselect.Alias, n)
	case *pg.Node_RangeFunction:
		w.rangeFunction(f.RangeFunction, n)
	case *pg.Node_RangeTableFunc:
		w.tableFunc(f.RangeTableFunc)
		w.alias(f.RangeTableFunc.Alias, n)
	case *pg.Node_RangeTableSample:
		w.sample(f.RangeTableSample)
	default:
		w.unknown(n)
	}
}

// rangeVar writes a table with its alias.
func (w *writer) rangeVar(r *pg.RangeVar) {
	w.put(pick(r.Inh, "", "ONLY "))
	w.relationName(r)
	a := r.Alias
	if w.mode == modeSQL {
		w.alias(a, rangeNode(r))
		return
	}
	if e := w.entryOf(rangeNode(r)); e != nil && e.shown != r.Relname || a != nil && len(a.Colnames) > 0 {
		w.alias(&pg.Alias{Aliasname: e.alias, Colnames: a.GetColnames()}, rangeNode(r))
	}
}

// relationName writes a table's qualified name, or that of a CTE.
func (w *writer) relationName(r *pg.RangeVar) {
	k, cte := w.relationOf(r)
	if !cte {
		w.checkRelation(r.Schemaname, r.Relname, r.Location)
	}
	switch {
	case cte || k == (schema.Key{}) && r.Schemaname == "" || w.mode == modeLoose:
		w.word(r.Relname)
	case k == (schema.Key{}) && r.Schemaname == "pg_catalog" && w.mode != modeSQL:
		w.word(r.Relname)
	case k == (schema.Key{}):
		w.put(pgmodel.Qualified(w.relationNow(r.Schemaname, r.Relname)))
	default:
		w.put(pgmodel.Qualified(w.relationNow(k.Schema, r.Relname)))
		w.useRelation(k)
	}
}

// alias writes an alias with the names it gives to columns.
func (w *writer) alias(a *pg.Alias, item *pg.Node) {
	if a == nil {
		return
	}
	w.put(" AS ")
	e := w.entryOf(item)
	if e != nil && w.mode != modeSQL {
		w.word(e.shown)
	} else {
		w.word(a.Aliasname)
	}
	if len(a.Colnames) == 0 || w.mode == modeLoose && isFunctionItem(item) {
		return
	}
	w.put("(")
	if w.mode != modeSQL && e != nil && e.known {
		w.columnNames(e)
	} else {
		w.words(a.Colnames)
	}
	w.put(")")
}

func isFunctionItem(n *pg.Node) bool {
	_, ok := n.Node.(*pg.Node_RangeFunction)
	return ok
}

func (w *writer) columnNames(e *rangeEntry) {
	for i, c := range e.columns {
		if i > 0 {
			w.put(", ")
		}
		w.word(c.Name)
	}
}

// join writes a join; one on the right side stands in parentheses.
func (w *writer) join(j *pg.JoinExpr) {
	if j.Alias != nil {
		w.put("(")
	}
	w.fromItem(j.Larg)
	w.newline()
	using := w.usingOf(j)
	w.joinWord(j, len(using))
	_, nested := j.Rarg.Node.(*pg.Node_JoinExpr)
	w.put(pick(nested, "(", ""))
	w.fromItem(j.Rarg)
	w.put(pick(nested, ")", ""))
	if len(using) > 0 {
		w.put(" USING (")
		w.words(using)
		w.put(")")
		if j.JoinUsingAlias != nil {
			w.put(" AS ")
			w.word(j.JoinUsingAlias.Aliasname)
		}
	} else if j.Quals != nil {
		w.put(" ON ")
		w.expr(j.Quals, precLowest)
	}
	if j.Alias != nil {
		w.put(")")
		w.alias(j.Alias, &pg.Node{Node: &pg.Node_JoinExpr{JoinExpr: j}})
	}
}

// usingOf are the columns of USING; those of a NATURAL join in the canonical texts,
// where they are known.
func (w *writer) usingOf(j *pg.JoinExpr) []*pg.Node {
	if !j.IsNatural || w.mode == modeSQL {
		return j.UsingClause
	}
	return w.naturalColumns(j)
}

func (w *writer) joinWord(j *pg.JoinExpr, using int) {
	if j.IsNatural && (w.mode == modeSQL || using == 0) {
		w.put("NATURAL ")
	}
	switch j.Jointype {
	case pg.JoinType_JOIN_LEFT:
		w.put("LEFT JOIN ")
	case pg.JoinType_JOIN_RIGHT:
		w.put("RIGHT JOIN ")
	case pg.JoinType_JOIN_FULL:
		w.put("FULL JOIN ")
	default:
		if j.Quals == nil && using == 0 && !j.IsNatural {
			w.put("CROSS ")
		}
		w.put("JOIN ")
	}
}

// rangeFunction writes functions that stand for tables.
func (w *writer) rangeFunction(r *pg.RangeFunction, item *pg.Node) {
	w.put(pick(r.Lateral && w.mode == modeSQL, "LATERAL ", "")) // functions are lateral anyway
	w.put(pick(r.IsRowsfrom, "ROWS FROM(", ""))
	for i, n := range r.Functions {
		if i > 0 {
			w.put(", ")
		}
		items := n.GetList().GetItems()
		w.functionItem(items[0])
		if len(items) > 1 && items[1].GetList() != nil {
			w.put(" AS (")
			w.columnDefs(items[1].GetList().Items)
			w.put(")")
		}
	}
	w.put(pick(r.IsRowsfrom, ")", ""))
	w.put(pick(r.Ordinality, " WITH ORDINALITY", ""))
	w.functionAlias(r, item)
}

// functionItem writes what stands for a table: a call, or a cast in the form of one, since
// value::type cannot stand there (func_expr_windowless, gram.y).
func (w *writer) functionItem(n *pg.Node) {
	c := n.GetTypeCast()
	if c == nil {
		w.expr(n, precLowest)
		return
	}
	arg := c.Arg
	if w.mode != modeSQL {
		arg = w.castValue(c)
	}
	w.put("CAST(")
	w.expr(arg, precLowest)
	w.put(" AS ")
	w.put(w.typeText(c.TypeName))
	w.put(")")
}

// castValue is the operand of a cast in FROM, in the canonical texts: the server prints the cast of
// a constant twice.
func (w *writer) castValue(c *pg.TypeCast) *pg.Node {
	if inner := c.Arg.GetTypeCast(); inner != nil && w.typeText(inner.TypeName) == w.typeText(c.TypeName) {
		c = inner
	}
	n := w.normal(&pg.Node{Node: &pg.Node_TypeCast{TypeCast: c}})
	if c := n.GetTypeCast(); c != nil {
		return c.Arg
	}
	return n
}

// functionAlias writes the alias of a function: the canonical texts always have
// one, with the names of the columns where they are known, as the server does.
func (w *writer) functionAlias(r *pg.RangeFunction, item *pg.Node) {
	if len(r.Coldeflist) > 0 {
		w.put(" AS ")
		if r.Alias != nil {
			w.word(r.Alias.Aliasname)
		}
		w.put("(")
		w.columnDefs(r.Coldeflist)
		w.put(")")
		return
	}
	if w.mode == modeSQL {
		w.alias(r.Alias, item)
		return
	}
	e := w.entryOf(item)
	if e == nil {
		w.alias(r.Alias, item)
		return
	}
	w.put(" AS ")
	w.word(e.shown)
	if w.mode == modeStrict && e.known {
		w.put("(")
		w.columnNames(e)
		w.put(")")
	}
}

func (w *writer) columnDefs(list []*pg.Node) {
	for i, n := range list {
		if i > 0 {
			w.put(", ")
		}
		c := n.GetColumnDef()
		w.word(c.Colname)
		w.put(" " + w.typeText(c.TypeName))
		if c.CollClause != nil {
			w.collate(c.CollClause.Collname)
		}
	}
}

// tableFunc writes XMLTABLE.
func (w *writer) tableFunc(t *pg.RangeTableFunc) {
	w.put(pick(t.Lateral && w.mode == modeSQL, "LATERAL ", ""))
	w.put("XMLTABLE(")
	if len(t.Namespaces) > 0 {
		w.put("XMLNAMESPACES(")
		for i, n := range t.Namespaces {
			w.put(pick(i > 0, ", ", ""))
			target := n.GetResTarget()
			w.put(pick(target.Name == "", "DEFAULT ", ""))
			w.expr(target.Val, precOp)
			if target.Name != "" {
				w.put(" AS ")
				w.word(target.Name)
			}
		}
		w.put("), ")
	}
	w.put("(")
	w.typedConst(t.Rowexpr, "text")
	w.put(") PASSING (")
	w.expr(t.Docexpr, precLowest)
	w.put(") COLUMNS ")
	for i, n := range t.Columns {
		w.put(pick(i > 0, ", ", ""))
		w.tableFuncColumn(n.GetRangeTableFuncCol())
	}
	w.put(")")
}

func (w *writer) tableFuncColumn(c *pg.RangeTableFuncCol) {
	w.word(c.Colname)
	if c.ForOrdinality {
		w.put(" FOR ORDINALITY")
		return
	}
	typ := w.typeText(c.TypeName)
	w.put(" " + typ)
	if c.Coldefexpr != nil {
		w.put(" DEFAULT (")
		w.typedConst(c.Coldefexpr, WithoutModifier(typ))
		w.put(")")
	}
	if c.Colexpr != nil {
		w.put(" PATH (")
		w.typedConst(c.Colexpr, "text")
		w.put(")")
	}
	w.put(pick(c.IsNotNull, " NOT NULL", ""))
}

// typedConst writes a value whose place gives a constant its type.
func (w *writer) typedConst(n *pg.Node, typ string) {
	if w.mode != modeSQL {
		n = w.typed(n, typ)
	}
	w.expr(n, precLowest)
}

func (w *writer) sample(s *pg.RangeTableSample) {
	w.fromItem(s.Relation)
	w.put(" TABLESAMPLE ")
	w.functionName(&pg.FuncCall{Funcname: s.Method})
	w.put("(")
	w.list(s.Args)
	w.put(")")
	if s.Repeatable != nil {
		w.put(" REPEATABLE (")
		w.expr(s.Repeatable, precLowest)
		w.put(")")
	}
}
