package expr

// String constants without a type get one from their context: from other branches of a set
// operation, CASE or VALUES (typeconv.html).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// unionTypes are the types that a set operation gives to constants in its two queries; ""
// where that is not known. One that is a side of another gets its types without it.
func (w *writer) unionTypes(sel *pg.SelectStmt) []string {
	if types, known := w.unions[sel]; known {
		return types
	}
	types := slices.Clone(w.sideTypes(sel.Larg))
	for i, typ := range w.sideTypes(sel.Rarg) {
		if i < len(types) {
			types[i] = unifiedType(types[i], typ)
		}
	}
	for i, t := range types {
		types[i] = textForUnknown(t)
	}
	if types == nil {
		types = []string{}
	}
	if w.unions == nil {
		w.unions = map[*pg.SelectStmt][]string{}
	}
	w.unions[sel] = types
	return types
}

// sideTypes are the types of the columns of one side of a set operation.
func (w *writer) sideTypes(sel *pg.SelectStmt) []string {
	if sel.Op > pg.SetOperation_SETOP_NONE {
		return w.unionTypes(sel)
	}
	var types []string
	for i, col := range w.columnsOf(sel, w.q).list {
		typ := WithoutModifier(col.Type)
		if i < len(sel.TargetList) && !IsStar(sel.TargetList[i].GetResTarget().Val) && isUnknown(sel.TargetList[i].GetResTarget().Val) {
			typ = unknownType
		}
		types = append(types, typ)
	}
	return types
}

// isUnknown reports whether a value is a constant whose type its place decides on.
func isUnknown(n *pg.Node) bool {
	c := n.GetAConst()
	return c != nil && (c.GetSval() != nil || c.Isnull)
}

// unifiedType is the common type of two; "" where that is not known.
func unifiedType(a, b string) string {
	switch {
	case a == b || b == unknownType:
		return a
	case a == unknownType:
		return b
	case a == "" || b == "":
		return ""
	case numberRank(a) > 0 && numberRank(b) > 0:
		if numberRank(a) > numberRank(b) {
			return a
		}
		return b
	case isString(a) && isString(b): // each becomes the other: the first one stays
		return a
	}
	return ""
}

func isString(typ string) bool { return isText(typ) || typ == "bpchar" }

// typedTargets gives output columns that are constants the type that they become:
// text if they have none, unless something beside the query decides.
func (w *writer) typedTargets(list []*pg.Node, types []string) []*pg.Node {
	if w.mode == modeSQL {
		return list
	}
	out := list
	for i, n := range list {
		t := n.GetResTarget()
		val := w.typedTarget(t.Val, i, types)
		if val == t.Val {
			continue
		}
		if &out[0] == &list[0] {
			out = slices.Clone(list)
		}
		typed := &pg.ResTarget{Name: outputName(t), Indirection: t.Indirection, Val: val}
		out[i] = &pg.Node{Node: &pg.Node_ResTarget{ResTarget: typed}}
	}
	return out
}

func (w *writer) typedTarget(n *pg.Node, i int, types []string) *pg.Node {
	switch {
	case types == nil && isUnknown(n):
		return CastNode(n, "text")
	case i >= len(types) || types[i] == "" || w.isDomain(types[i]):
		return n
	case isUnknown(n):
		return CastNode(n, types[i])
	}
	return w.typed(n, types[i])
}

// typedRows does the same with the rows of VALUES, each column of which has one type.
func (w *writer) typedRows(rows []*pg.Node, types []string) []*pg.Node {
	if w.mode == modeSQL || types != nil && len(types) == 0 || len(rows) == 0 {
		return rows
	}
	out := make([]*pg.Node, len(rows))
	lists := make([][]*pg.Node, len(rows))
	for r, row := range rows {
		lists[r] = slices.Clone(row.GetList().GetItems())
		out[r] = &pg.Node{Node: &pg.Node_List{List: &pg.List{Items: lists[r]}}}
		for i, n := range lists[r] {
			if types != nil {
				lists[r][i] = w.typedTarget(n, i, types)
			}
		}
	}
	if types == nil && !w.commonRows(lists) {
		return rows
	}
	return out
}

// commonRows gives the values of each column of VALUES their common type; false where the rows
// are not of one length.
func (w *writer) commonRows(lists [][]*pg.Node) bool {
	column := make([]*pg.Node, len(lists))
	for c := range lists[0] {
		for r := range lists {
			if c >= len(lists[r]) {
				return false
			}
			column[r] = lists[r][c]
		}
		typ := w.commonType(column)
		for r := range lists {
			lists[r][c] = w.plainNull(w.typed(lists[r][c], typ), typ)
		}
	}
	return true
}
