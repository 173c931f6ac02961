package expr

// INSERT, UPDATE, DELETE and MERGE, as rules, CTEs and functions hold them, and BEGIN
// ATOMIC bodies.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// statement writes what can stand in a view, rule, CTE or function body.
func (w *writer) statement(n *pg.Node) {
	if text, ok := CarriedText(n); ok {
		w.carried(text)
		return
	}
	switch s := n.Node.(type) {
	case *pg.Node_SelectStmt:
		w.query(s.SelectStmt, w.q)
	case *pg.Node_InsertStmt:
		w.insert(s.InsertStmt)
	case *pg.Node_UpdateStmt:
		w.update(s.UpdateStmt)
	case *pg.Node_DeleteStmt:
		w.delete(s.DeleteStmt)
	case *pg.Node_MergeStmt:
		w.merge(s.MergeStmt)
	case *pg.Node_NotifyStmt:
		w.put("NOTIFY ")
		w.word(s.NotifyStmt.Conditionname)
		if s.NotifyStmt.Payload != "" {
			w.put(", " + pgmodel.Literal(s.NotifyStmt.Payload))
		}
	case *pg.Node_ReturnStmt:
		w.put("RETURN ")
		w.expr(s.ReturnStmt.Returnval, precLowest)
	case *pg.Node_List:
		w.body(s.List.Items)
	case *pg.Node_RawStmt:
		w.statement(s.RawStmt.Stmt)
	case *pg.Node_CallStmt:
		w.put("CALL ")
		w.call(s.CallStmt.Funccall)
	default:
		w.otherStatement(n)
	}
}

// otherStatement writes a statement that is not known here as the C deparser does.
func (w *writer) otherStatement(n *pg.Node) {
	text, err := pg.Deparse(&pg.ParseResult{Stmts: []*pg.RawStmt{{Stmt: n}}})
	if err != nil {
		text = n.String()
	}
	w.put(text)
}

// body writes BEGIN ATOMIC; its statements come as one list in another.
func (w *writer) body(items []*pg.Node) {
	if len(items) == 1 && items[0].GetList() != nil {
		items = items[0].GetList().Items
	}
	w.put("BEGIN ATOMIC")
	w.indent++
	for _, n := range items {
		if n == nil || n.Node == nil {
			continue
		}
		w.newline()
		w.statement(n)
		w.put(";")
	}
	w.indent--
	w.newline()
	w.put("END")
}

// writing enters the scope of a statement that writes rows.
func (w *writer) writing(target *pg.RangeVar, c *pg.WithClause, from []*pg.Node) (leave func()) {
	before, around, hidden := w.q, w.around, w.hidden
	w.q, w.hidden = w.nameItems(w.enterWriting(target, c, from)), false
	w.with(c)
	return func() { w.q, w.around, w.hidden = before, around, hidden }
}

func (w *writer) insert(s *pg.InsertStmt) {
	leave := w.writing(s.Relation, s.WithClause, nil)
	defer leave()
	w.put("INSERT INTO ")
	w.relationName(s.Relation)
	w.alias(s.Relation.Alias, rangeNode(s.Relation))
	if len(s.Cols) > 0 {
		w.put(" (")
		w.assigned(s.Cols)
		w.put(")")
	}
	switch s.Override {
	case pg.OverridingKind_OVERRIDING_USER_VALUE:
		w.put(" OVERRIDING USER VALUE")
	case pg.OverridingKind_OVERRIDING_SYSTEM_VALUE:
		w.put(" OVERRIDING SYSTEM VALUE")
	}
	if s.SelectStmt == nil {
		w.put(" DEFAULT VALUES")
	} else {
		w.newline()
		w.hidden, w.outputTypes = true, []string{} // the table's columns decide on types
		w.query(s.SelectStmt.GetSelectStmt(), w.q.outer)
		w.hidden = false
	}
	w.onConflict(s.OnConflictClause)
	w.returning(s.ReturningList)
}

// assigned writes the columns that values go to.
func (w *writer) assigned(list []*pg.Node) {
	for i, n := range list {
		w.put(pick(i > 0, ", ", ""))
		t := n.GetResTarget()
		w.missingTarget(t.Name, t.Location)
		w.word(w.columnNow(w.q.entries[0], t.Name))
		w.steps(t.Indirection)
	}
}

func (w *writer) onConflict(c *pg.OnConflictClause) {
	if c == nil {
		return
	}
	w.newline()
	w.put("ON CONFLICT")
	if i := c.Infer; i != nil {
		if i.Conname != "" {
			w.put(" ON CONSTRAINT ")
			w.word(i.Conname)
		} else {
			w.put(" (")
			w.inferred(i.IndexElems)
			w.put(")")
		}
		w.inline("WHERE ", i.WhereClause)
	}
	if c.Action == pg.OnConflictAction_ONCONFLICT_NOTHING {
		w.put(" DO NOTHING")
		return
	}
	w.put(" DO UPDATE SET ")
	w.assignments(c.TargetList)
	w.where(c.WhereClause)
}

// inline writes a clause that does not begin a line.
func (w *writer) inline(word string, n *pg.Node) {
	if n != nil {
		w.put(" " + word)
		w.expr(n, precLowest)
	}
}

// inferred writes the elements by which a unique index is found.
func (w *writer) inferred(list []*pg.Node) {
	for i, n := range list {
		w.put(pick(i > 0, ", ", ""))
		e := n.GetIndexElem()
		if e.Expr != nil {
			w.put("(")
			w.expr(e.Expr, precLowest)
			w.put(")")
		} else {
			w.missingTarget(e.Name, 0)
			w.word(w.columnNow(w.q.entries[0], e.Name))
		}
		if len(e.Collation) > 0 {
			w.collate(e.Collation)
		}
		if len(e.Opclass) > 0 {
			in, class := SplitName(NameList(e.Opclass))
			w.put(" " + pgmodel.Qualified(in, class))
		}
	}
}

// assignments writes SET; a row of columns comes as one target for each of them.
func (w *writer) assignments(list []*pg.Node) {
	for i := 0; i < len(list); i++ {
		w.put(pick(i > 0, ", ", ""))
		t := list[i].GetResTarget()
		m := t.Val.GetMultiAssignRef()
		if m == nil {
			w.assigned(list[i : i+1])
			w.put(" = ")
			w.expr(t.Val, precLowest)
			continue
		}
		end := min(i+int(m.Ncolumns), len(list))
		w.put("(")
		w.assigned(list[i:end])
		w.put(") = ")
		w.expr(m.Source, precLowest)
		i = end - 1
	}
}

func (w *writer) returning(list []*pg.Node) {
	if len(list) > 0 {
		w.newline()
		w.put("RETURNING")
		w.targets(list)
	}
}

func (w *writer) update(s *pg.UpdateStmt) {
	leave := w.writing(s.Relation, s.WithClause, s.FromClause)
	defer leave()
	w.put("UPDATE ")
	w.rangeVar(s.Relation)
	w.put(" SET ")
	w.assignments(s.TargetList)
	if len(s.FromClause) > 0 {
		w.newline()
		w.put("FROM ")
		w.from(s.FromClause)
	}
	w.where(s.WhereClause)
	w.returning(s.ReturningList)
}

func (w *writer) delete(s *pg.DeleteStmt) {
	leave := w.writing(s.Relation, s.WithClause, s.UsingClause)
	defer leave()
	w.put("DELETE FROM ")
	w.rangeVar(s.Relation)
	if len(s.UsingClause) > 0 {
		w.newline()
		w.put("USING ")
		w.from(s.UsingClause)
	}
	w.where(s.WhereClause)
	w.returning(s.ReturningList)
}

func (w *writer) merge(s *pg.MergeStmt) {
	leave := w.writing(s.Relation, s.WithClause, []*pg.Node{s.SourceRelation})
	defer leave()
	w.put("MERGE INTO ")
	w.rangeVar(s.Relation)
	w.newline()
	w.put("USING ")
	w.fromItem(s.SourceRelation)
	w.put(" ON ")
	w.expr(s.JoinCondition, precLowest)
	for _, n := range s.MergeWhenClauses {
		w.newline()
		w.mergeWhen(n.GetMergeWhenClause())
	}
}

func (w *writer) mergeWhen(c *pg.MergeWhenClause) {
	w.put(pick(c.Matched, "WHEN MATCHED", "WHEN NOT MATCHED"))
	w.inline("AND ", c.Condition)
	w.put(" THEN ")
	switch c.CommandType {
	case pg.CmdType_CMD_UPDATE:
		w.put("UPDATE SET ")
		w.assignments(c.TargetList)
	case pg.CmdType_CMD_DELETE:
		w.put("DELETE")
	case pg.CmdType_CMD_NOTHING:
		w.put("DO NOTHING")
	default:
		w.put("INSERT")
		if len(c.TargetList) > 0 {
			w.put(" (")
			w.assigned(c.TargetList)
			w.put(")")
		}
		switch c.Override {
		case pg.OverridingKind_OVERRIDING_USER_VALUE:
			w.put(" OVERRIDING USER VALUE")
		case pg.OverridingKind_OVERRIDING_SYSTEM_VALUE:
			w.put(" OVERRIDING SYSTEM VALUE")
		}
		if len(c.Values) == 0 {
			w.put(" DEFAULT VALUES")
			return
		}
		w.put(" VALUES (")
		w.list(c.Values)
		w.put(")")
	}
}
