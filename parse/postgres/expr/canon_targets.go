package expr

// A stored INSERT, UPDATE or MERGE names the columns that it fills: the server writes out those of an
// INSERT without a list, and what each column of SET (a, b) = (x, y) becomes (transformInsertStmt and
// transformUpdateTargetList, analyze.c).

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// insertTargets writes out the columns that an INSERT without a list of them fills, once the stars of
// its query are written out.
func insertTargets(ns Names, s *pg.InsertStmt) {
	spreadRows(s.OnConflictClause.GetTargetList())
	if len(s.Cols) > 0 || s.SelectStmt == nil {
		return
	}
	sel := s.SelectStmt.GetSelectStmt()
	for sel.GetLarg() != nil {
		sel = sel.Larg
	}
	count := len(sel.GetTargetList())
	if values := sel.GetValuesLists(); len(values) > 0 {
		count = len(values[0].GetList().GetItems())
	}
	s.Cols = firstColumns(ns, s.Relation, count)
}

// mergeTargets does so for what a MERGE does.
func mergeTargets(ns Names, s *pg.MergeStmt) {
	for _, n := range s.MergeWhenClauses {
		c := n.GetMergeWhenClause()
		spreadRows(c.GetTargetList())
		if c.GetCommandType() == pg.CmdType_CMD_INSERT && len(c.TargetList) == 0 {
			c.TargetList = firstColumns(ns, s.Relation, len(c.Values))
		}
	}
}

// firstColumns names the first columns of a table as targets, or none where they are not known.
func firstColumns(ns Names, table *pg.RangeVar, count int) []*pg.Node {
	k, ok := ns.Relation(table.GetSchemaname(), table.GetRelname())
	if !ok {
		return nil
	}
	columns := ns.Columns(k)
	if count == 0 || count > len(columns) {
		return nil
	}
	var list []*pg.Node
	for _, c := range columns[:count] {
		list = append(list, &pg.Node{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Name: c.Name}}})
	}
	return list
}

// spreadRows gives each column of SET (a, b) = (x, y) its own value.
func spreadRows(targets []*pg.Node) {
	for _, t := range targets {
		m := t.GetResTarget().GetVal().GetMultiAssignRef()
		if row := m.GetSource().GetRowExpr(); row != nil && int(m.Colno) <= len(row.Args) && m.Colno > 0 {
			t.GetResTarget().Val = row.Args[m.Colno-1]
		}
	}
}
