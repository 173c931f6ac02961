package expr

// SELECT, VALUES and set operations, and queries inside others.

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// query writes a SELECT, VALUES or set operation that stands in the scope outer.
func (w *writer) query(sel *pg.SelectStmt, outer *queryScope) {
	if sel == nil {
		return
	}
	if text, ok := carriedQuery(sel); ok {
		w.carried(text)
		return
	}
	before, around, types := w.q, w.around, w.outputTypes
	w.outputTypes = nil
	w.q = w.nameItems(w.enter(sel, outer))
	w.with(sel.WithClause)
	switch {
	case sel.Op > pg.SetOperation_SETOP_NONE:
		if w.mode != modeSQL {
			types = w.unionTypes(sel)
		}
		w.setOperation(sel, types)
	case len(sel.ValuesLists) > 0:
		w.values(sel.ValuesLists, types)
		w.nameValues(sel)
	default:
		w.selectCore(sel, types)
	}
	w.queryTail(sel)
	w.q, w.around = before, around
}

// subquery writes a query inside of another, or of an expression.
func (w *writer) subquery(sel *pg.SelectStmt, hidden bool) {
	before := w.hidden
	w.hidden = hidden
	w.query(sel, w.q)
	w.hidden = before
}

// block writes a query in parentheses, on lines of its own.
func (w *writer) block(write func()) {
	w.put("(")
	if !w.flat && w.mode == modeSQL {
		w.indent++
		w.newline()
	}
	write()
	if !w.flat && w.mode == modeSQL {
		w.indent--
		w.newline()
	}
	w.put(")")
}

func (w *writer) values(rows []*pg.Node, types []string) {
	w.put("VALUES ")
	rows = w.typedRows(rows, types)
	for i, row := range rows {
		if i > 0 {
			w.put(", ")
		}
		w.put("(")
		w.list(row.GetList().GetItems())
		w.put(")")
	}
}

// nameValues has what follows VALUES see its columns, by the name that the server gives to the rows.
func (w *writer) nameValues(sel *pg.SelectStmt) {
	if len(sel.SortClause) == 0 {
		return
	}
	w.q.add(nil, valuesAlias, nil, w.columnsOf(sel, w.q.outer))
	w.nameItem(w.q, len(w.q.entries)-1)
}

// setRank orders set operations by how tightly they bind.
func setRank(sel *pg.SelectStmt) int {
	switch sel.Op {
	case pg.SetOperation_SETOP_UNION, pg.SetOperation_SETOP_EXCEPT:
		return 1
	case pg.SetOperation_SETOP_INTERSECT:
		return 2
	}
	return 3
}

func (w *writer) setOperation(sel *pg.SelectStmt, types []string) {
	w.operand(sel.Larg, setRank(sel), types)
	w.newline()
	switch sel.Op {
	case pg.SetOperation_SETOP_UNION:
		w.put("UNION")
	case pg.SetOperation_SETOP_INTERSECT:
		w.put("INTERSECT")
	default:
		w.put("EXCEPT")
	}
	if sel.All {
		w.put(" ALL")
	}
	w.newline()
	hidden := w.hidden
	w.hidden = true // the names are those of the first query
	w.operand(sel.Rarg, setRank(sel)+1, types)
	w.hidden = hidden
}

// operand writes a side of a set operation.
func (w *writer) operand(sel *pg.SelectStmt, rank int, types []string) {
	own := sel.WithClause != nil || len(sel.SortClause)+len(sel.LockingClause) > 0 || sel.LimitCount != nil || sel.LimitOffset != nil
	if own || setRank(sel) < rank {
		w.block(func() { w.outputTypes = types; w.query(sel, w.q) })
		return
	}
	w.outputTypes = types
	w.query(sel, w.q)
}

// selectCore writes a SELECT up to its WINDOW clause.
func (w *writer) selectCore(sel *pg.SelectStmt, types []string) {
	w.put("SELECT")
	w.distinct(sel)
	w.targets(w.typedTargets(sel.TargetList, types))
	if len(sel.FromClause) > 0 {
		w.newline()
		w.put("FROM ")
		w.from(sel.FromClause)
	}
	w.where(sel.WhereClause)
	if len(sel.GroupClause) > 0 {
		w.newline()
		w.put("GROUP BY ")
		if sel.GroupDistinct {
			w.put("DISTINCT ")
		}
		for i, n := range sel.GroupClause {
			if i > 0 {
				w.put(", ")
			}
			w.groupItem(n, sel)
		}
	}
	if sel.HavingClause != nil {
		w.newline()
		w.put("HAVING ")
		w.expr(sel.HavingClause, precLowest)
	}
	w.windows(sel.WindowClause)
}

func (w *writer) distinct(sel *pg.SelectStmt) {
	if len(sel.DistinctClause) == 0 {
		return
	}
	w.put(" DISTINCT")
	if sel.DistinctClause[0] == nil || sel.DistinctClause[0].Node == nil {
		return
	}
	w.put(" ON (")
	for i, n := range sel.DistinctClause {
		if i > 0 {
			w.put(", ")
		}
		w.expr(w.ordered(n, sel), precLowest)
	}
	w.put(")")
}

func (w *writer) where(n *pg.Node) {
	if n == nil {
		return
	}
	w.newline()
	w.put("WHERE ")
	w.expr(n, precLowest)
}

// targets writes a select list. The canonical texts give every column its name.
func (w *writer) targets(list []*pg.Node) {
	w.indent++
	for i, n := range list {
		if i > 0 {
			w.put(",")
			w.newline()
		} else {
			w.put(" ")
		}
		w.target(n.GetResTarget())
	}
	w.indent--
}

func (w *writer) target(t *pg.ResTarget) {
	before := w.renamed
	w.valueOrStar(t.Val)
	name := t.Name
	if name == "" && w.renamed > before && !w.rename.isRelation() && !w.hidden && !IsStar(t.Val) {
		name = ResultName(t.Val) // which it keeps
	}
	if w.mode != modeSQL {
		switch {
		case w.hidden:
			name = ""
		case name == "" && !IsStar(t.Val) && !isFieldStar(t.Val):
			name = ResultName(t.Val)
		}
	}
	if name != "" {
		w.put(" AS ")
		w.word(name)
	}
}

// valueOrStar writes an output column; a bare * is no value.
func (w *writer) valueOrStar(n *pg.Node) {
	if ref := n.GetColumnRef(); ref != nil && len(ref.Fields) == 1 && ref.Fields[0].GetAStar() != nil {
		w.put("*")
		return
	}
	w.expr(n, precLowest)
}

func (w *writer) groupItem(n *pg.Node, sel *pg.SelectStmt) {
	if set := n.GetGroupingSet(); set != nil {
		w.groupingSetOf(set, func(inner *pg.Node) { w.groupItem(inner, sel) })
		return
	}
	w.expr(w.grouped(n, sel), precLowest)
}

func (w *writer) groupingSet(g *pg.GroupingSet) {
	w.groupingSetOf(g, func(n *pg.Node) { w.expr(n, precLowest) })
}

func (w *writer) groupingSetOf(g *pg.GroupingSet, item func(*pg.Node)) {
	switch g.Kind {
	case pg.GroupingSetKind_GROUPING_SET_ROLLUP:
		w.put("ROLLUP ")
	case pg.GroupingSetKind_GROUPING_SET_CUBE:
		w.put("CUBE ")
	case pg.GroupingSetKind_GROUPING_SET_SETS:
		w.put("GROUPING SETS ")
	}
	w.put("(")
	for i, n := range g.Content {
		if i > 0 {
			w.put(", ")
		}
		if row := n.GetRowExpr(); row != nil && row.RowFormat == pg.CoercionForm_COERCE_IMPLICIT_CAST {
			w.put("(")
			w.list(row.Args)
			w.put(")")
			continue
		}
		item(n)
	}
	w.put(")")
}

func (w *writer) windows(list []*pg.Node) {
	for i, n := range list {
		if i > 0 {
			w.put(", ")
		} else {
			w.newline()
			w.put("WINDOW ")
		}
		d := n.GetWindowDef()
		w.word(d.Name)
		w.put(" AS ")
		w.window(d)
	}
}

// queryTail writes ORDER BY, LIMIT and FOR UPDATE.
func (w *writer) queryTail(sel *pg.SelectStmt) {
	for i, n := range sel.SortClause {
		if i > 0 {
			w.put(", ")
		} else {
			w.newline()
			w.put("ORDER BY ")
		}
		s := n.GetSortBy()
		w.unsure = sel.Op > pg.SetOperation_SETOP_NONE
		w.sortBy(&pg.SortBy{Node: w.ordered(s.Node, sel), SortbyDir: s.SortbyDir, SortbyNulls: s.SortbyNulls, UseOp: s.UseOp})
		w.unsure = false
	}
	w.limit(sel)
	w.locking(sel.LockingClause)
}

func (w *writer) limit(sel *pg.SelectStmt) {
	if sel.LimitOffset != nil {
		w.newline()
		w.put("OFFSET ")
		w.expr(sel.LimitOffset, precLowest)
	}
	n := sel.LimitCount
	if n == nil || w.mode != modeSQL && n.GetAConst().GetIsnull() {
		return
	}
	w.newline()
	if sel.LimitOption == pg.LimitOption_LIMIT_OPTION_WITH_TIES {
		w.put("FETCH FIRST ")
		w.expr(n, precPrimary)
		w.put(" ROWS WITH TIES")
		return
	}
	w.put("LIMIT ")
	if n.GetAConst().GetIsnull() {
		w.put("ALL")
		return
	}
	w.expr(n, precLowest)
}

// with writes the CTEs of a statement.
func (w *writer) with(c *pg.WithClause) {
	if c == nil {
		return
	}
	w.put(pick(c.Recursive, "WITH RECURSIVE ", "WITH "))
	before, hidden := w.q, w.hidden
	w.hidden = false
	for i, n := range c.Ctes {
		if i > 0 {
			w.put(",")
			w.newline()
		}
		w.q = before.outer.before(i, c)
		w.cte(n.GetCommonTableExpr())
	}
	w.q, w.hidden = before, hidden
	w.newline()
}

func (w *writer) cte(c *pg.CommonTableExpr) {
	w.word(c.Ctename)
	if len(c.Aliascolnames) > 0 {
		w.put("(")
		w.words(c.Aliascolnames)
		w.put(")")
	}
	w.put(" AS ")
	switch c.Ctematerialized {
	case pg.CTEMaterialize_CTEMaterializeAlways:
		w.put("MATERIALIZED ")
	case pg.CTEMaterialize_CTEMaterializeNever:
		w.put("NOT MATERIALIZED ")
	}
	w.block(func() { w.statement(c.Ctequery) })
	if s := c.SearchClause; s != nil {
		w.put(pick(s.SearchBreadthFirst, " SEARCH BREADTH FIRST BY ", " SEARCH DEPTH FIRST BY "))
		w.words(s.SearchColList)
		w.put(" SET ")
		w.word(s.SearchSeqColumn)
	}
	if y := c.CycleClause; y != nil {
		w.put(" CYCLE ")
		w.words(y.CycleColList)
		w.put(" SET ")
		w.word(y.CycleMarkColumn)
		if !isDefaultMark(y) {
			w.put(" TO ")
			w.cycleMark(y.CycleMarkValue)
			w.put(" DEFAULT ")
			w.cycleMark(y.CycleMarkDefault)
		}
		w.put(" USING ")
		w.word(y.CyclePathColumn)
	}
}

// cycleMark writes a mark, which takes no cast after it. A string without a type is text.
func (w *writer) cycleMark(n *pg.Node) {
	c := n.GetTypeCast()
	switch {
	case w.mode == modeSQL && c != nil && c.Arg.GetAConst() != nil:
		w.put(w.typeText(c.TypeName) + " ")
		w.expr(c.Arg, precPrimary)
	case w.mode != modeSQL && isUnknown(n):
		w.expr(CastNode(n, "text"), precLowest)
	default:
		w.expr(n, precLowest)
	}
}

func isDefaultMark(y *pg.CTECycleClause) bool {
	return y.CycleMarkValue.GetAConst().GetBoolval().GetBoolval() && y.CycleMarkDefault.GetAConst().GetBoolval() != nil &&
		!y.CycleMarkDefault.GetAConst().GetBoolval().GetBoolval()
}
