package expr

// The names that a view's list gives to the columns of its query. They go into the query, which
// then says the same without the list; VALUES has no place for them. What the query itself calls by
// the names of its output columns must go on meaning the same: ORDER BY looks at those first, and
// GROUP BY after the columns of FROM (sql-select.html, "GROUP BY Clause", "ORDER BY Clause").

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// NameOutputs gives the columns of a query names; false where the query cannot hold them. Stars
// must have been expanded.
func NameOutputs(query *pg.Node, names []string, ns Names) bool {
	sel := query.GetSelectStmt()
	first := sel
	for first != nil && first.Larg != nil {
		first = first.Larg
	}
	if first == nil || len(names) == 0 {
		return true
	}
	if len(first.ValuesLists) > 0 {
		for i, n := range names {
			if n != "column"+ordinalText(i) {
				return false
			}
		}
		return true
	}
	w := &writer{canon: &canon{ns: ns}, mode: modeStrict}
	w.q = w.rootScope()
	w.fixOutputs(sel, names)
	for i, n := range names {
		if i < len(first.TargetList) {
			first.TargetList[i].GetResTarget().Name = n
		}
	}
	return true
}

// fixOutputs has the clauses after a query's output columns name them in a way that does not
// depend on what they are called.
func (w *writer) fixOutputs(sel *pg.SelectStmt, names []string) {
	outer := w.q
	w.q = w.enter(sel, outer)
	for _, n := range sel.SortClause {
		s := n.GetSortBy()
		s.Node = w.fixedOutput(s.Node, sel, names, false)
	}
	for i, n := range sel.DistinctClause {
		if n.GetNode() != nil {
			sel.DistinctClause[i] = w.fixedOutput(n, sel, names, false)
		}
	}
	w.fixGroups(sel.GroupClause, sel, names)
	w.q = outer
}

func (w *writer) fixGroups(list []*pg.Node, sel *pg.SelectStmt, names []string) {
	for i, n := range list {
		if set := n.GetGroupingSet(); set != nil {
			w.fixGroups(set.Content, sel, names)
			continue
		}
		list[i] = w.fixedOutput(n, sel, names, true)
	}
}

// fixedOutput is an element of one of those clauses: the position of the output column that it
// means, or the column of FROM with its qualifier where an output column gets the same name.
func (w *writer) fixedOutput(n *pg.Node, sel *pg.SelectStmt, names []string, fromFirst bool) *pg.Node {
	name, ok := bareColumnName(n)
	if !ok {
		return n
	}
	at, found := w.lookup(name)
	found = found && at.scope == w.q && at.index >= 0
	if i := slices.Index(outputNames(sel), name); i >= 0 && !(fromFirst && found) {
		return intNode(int32(i + 1))
	}
	if found && !fromFirst && at.entry != nil && slices.Contains(names, name) {
		return &pg.Node{Node: &pg.Node_ColumnRef{ColumnRef: &pg.ColumnRef{Fields: []*pg.Node{NameNode(at.entry.alias), NameNode(name)}}}}
	}
	return n
}

// outputNames are the names of a query's output columns.
func outputNames(sel *pg.SelectStmt) []string {
	for sel.Larg != nil {
		sel = sel.Larg
	}
	var names []string
	for _, n := range sel.TargetList {
		names = append(names, outputName(n.GetResTarget()))
	}
	return names
}

// PlainValues makes VALUES of each SELECT from VALUES alone by which the server gives names to its
// columns, in a query or the sides of its set operations. It returns the names of the query's
// columns where it was one of those.
func PlainValues(query *pg.Node) []string {
	if sel := query.GetSelectStmt(); sel != nil {
		return plainValues(sel)
	}
	return nil
}

func plainValues(sel *pg.SelectStmt) []string {
	if sel.Larg != nil {
		plainValues(sel.Rarg)
		return plainValues(sel.Larg)
	}
	if len(sel.FromClause) != 1 || sel.WhereClause != nil || sel.HavingClause != nil || sel.IntoClause != nil ||
		len(sel.DistinctClause)+len(sel.GroupClause)+len(sel.WindowClause)+len(sel.LockingClause) > 0 {
		return nil
	}
	item := sel.FromClause[0].GetRangeSubselect()
	rows := item.GetSubquery().GetSelectStmt()
	if item.GetAlias().GetAliasname() != valuesAlias || len(item.Alias.Colnames) > 0 || len(rows.GetValuesLists()) == 0 ||
		len(rows.SortClause) > 0 || rows.LimitCount != nil || rows.LimitOffset != nil || rows.WithClause != nil {
		return nil
	}
	names := valuesNames(sel.TargetList)
	if len(names) != len(rows.ValuesLists[0].GetList().GetItems()) {
		return nil
	}
	sel.ValuesLists, sel.TargetList, sel.FromClause = rows.ValuesLists, nil, nil
	return names
}

// valuesNames are the names that output columns have which are those of VALUES in their order; nil
// for others.
func valuesNames(list []*pg.Node) []string {
	var names []string
	for i, n := range list {
		t := n.GetResTarget()
		words := NameList(t.Val.GetColumnRef().GetFields())
		if len(words) == 2 && words[0] == valuesAlias { // 18 prints no qualifier
			words = words[1:]
		}
		if len(words) != 1 || words[0] != "column"+ordinalText(i) {
			return nil
		}
		names = append(names, outputName(t))
	}
	return names
}
