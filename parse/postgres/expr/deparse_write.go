package expr

// INSERT, UPDATE, DELETE and MERGE, as rules, CTEs and functions hold them, and BEGIN
// ATOMIC bodies.

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
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
	text, err := grammar.Deparse(&pg.ParseResult{Stmts: []*pg.RawStmt{{Stmt: n}}})
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
		sel := s.SelectStmt.GetSelectStmt()
		w.hidden, w.outputTypes = true, w.insertedTypes(sel, s.Cols)
		w.query(sel, w.q.outer)
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

// insertedTypes are the types that the rows of an INSERT get: those of the table's columns, but of
// VALUES with more than rows their own, and constants of a SELECT stay without one
// (transformInsertStmt in analyze.c).
func (w *writer) insertedTypes(sel *pg.SelectStmt, columns []*pg.Node) []string {
	switch {
	case len(sel.GetValuesLists()) == 0:
		return []string{}
	case len(sel.SortClause) > 0, sel.LimitCount != nil, sel.LimitOffset != nil, sel.WithClause != nil:
		return nil
	}
	return w.targetTypes(columns)
}

// targetTypes are the types of the columns, or elements of them, that values go to; "" for what is
// not known.
func (w *writer) targetTypes(list []*pg.Node) []string {
	types := make([]string, len(list))
	e := w.q.entries[0]
	for i, n := range list {
		t := n.GetResTarget()
		at := e.find(t.Name)
		switch {
		case at < 0:
		case len(t.Indirection) == 0:
			types[i] = WithoutModifier(e.columns[at].Type)
		case len(t.Indirection) == 1 && t.Indirection[0].GetAIndices() != nil && !t.Indirection[0].GetAIndices().IsSlice:
			types[i] = WithoutModifier(elementType(e.columns[at].Type))
		}
	}
	return types
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
			w.expr(w.assignedValue(t.Val, 0, w.targetTypes(list[i:i+1])), precLowest)
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

// assignedValue is a value that goes to a column: a constant has its type.
func (w *writer) assignedValue(n *pg.Node, i int, types []string) *pg.Node {
	if w.mode == modeSQL {
		return n
	}
	return w.typedTarget(n, i, types)
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
		types := w.targetTypes(c.TargetList)
		values := slices.Clone(c.Values)
		for i, n := range values {
			values[i] = w.assignedValue(n, i, types)
		}
		w.put(" VALUES (")
		w.list(values)
		w.put(")")
	}
}
