package expr

// A view stores the columns that a star stood for when it was created. This file writes
// them into the query, from the innermost query outwards.

import (
	"fmt"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// ExpandStars puts the columns of now in the place of * and t.* in a query, as
// creating a view does, and names the columns that statements fill. The error names a relation whose columns are not known.
func ExpandStars(n *pg.Node, ns Names) error { return ExpandStarsIn(n, ns, Scope{}) }

// ExpandStarsIn does so in a statement of a rule, where old.* and new.* are rows of the rule's table.
func ExpandStarsIn(n *pg.Node, ns Names, sc Scope) error {
	sc.TableName = "" // a statement does not see the table by its name
	w := &writer{canon: &canon{ns: ns, sc: sc}, mode: modeStrict}
	w.q = w.rootScope()
	x := expander{w: w}
	x.statement(n, w.q)
	w.report(ns)
	return x.err
}

// ExpandStarsOf does so in the queries that stand in an expression.
func ExpandStarsOf(n *pg.Node, ns Names, sc Scope) error {
	w := &writer{canon: &canon{ns: ns, sc: sc}, mode: modeStrict}
	w.q = w.rootScope()
	x := expander{w: w}
	x.subLinks(n)
	w.report(ns)
	return x.err
}

// expander replaces stars from the innermost queries outwards.
type expander struct {
	w   *writer
	err error
}

func (x *expander) statement(n *pg.Node, outer *queryScope) {
	switch s := n.GetNode().(type) {
	case *pg.Node_SelectStmt:
		x.query(s.SelectStmt, outer)
	case *pg.Node_List:
		for _, item := range s.List.Items {
			x.statement(item, outer)
		}
	case *pg.Node_RawStmt:
		x.statement(s.RawStmt.Stmt, outer)
	case *pg.Node_InsertStmt:
		x.with(s.InsertStmt.WithClause, outer)
		x.statement(s.InsertStmt.SelectStmt, x.w.enterWith(s.InsertStmt.WithClause, outer))
		insertTargets(x.w.canon.ns, s.InsertStmt)
		x.writing(insertParts(s.InsertStmt), outer)
	case *pg.Node_UpdateStmt:
		x.with(s.UpdateStmt.WithClause, outer)
		spreadRows(s.UpdateStmt.TargetList)
		x.writing(updateParts(s.UpdateStmt), outer)
	case *pg.Node_MergeStmt:
		x.with(s.MergeStmt.WithClause, outer)
		mergeTargets(x.w.canon.ns, s.MergeStmt)
		x.writing(mergeParts(s.MergeStmt), outer)
	case *pg.Node_DeleteStmt:
		x.with(s.DeleteStmt.WithClause, outer)
		x.writing(deleteParts(s.DeleteStmt), outer)
	}
}

func (x *expander) with(c *pg.WithClause, outer *queryScope) {
	if c == nil {
		return
	}
	layer := x.w.enterWith(c, outer)
	for i, n := range c.Ctes {
		x.statement(n.GetCommonTableExpr().Ctequery, layer.before(i, c))
	}
}

func (x *expander) query(sel *pg.SelectStmt, outer *queryScope) {
	if sel == nil || !x.w.spend(1) {
		return
	}
	x.with(sel.WithClause, outer)
	if sel.Op > pg.SetOperation_SETOP_NONE {
		layer := x.w.enterWith(sel.WithClause, outer)
		x.query(sel.Larg, layer)
		x.query(sel.Rarg, layer)
		return
	}
	layer := x.w.enterWith(sel.WithClause, outer)
	for _, f := range sel.FromClause {
		x.fromItem(f, layer, sel)
	}
	before := x.w.q
	x.w.q = x.w.enter(sel, outer)
	x.expand(&sel.TargetList)
	x.expressions(sel)
	x.w.q = before
	delete(x.w.canon.columns, sel)
}

// fromItem expands what stands in FROM; a lateral query sees its neighbours.
func (x *expander) fromItem(n *pg.Node, layer *queryScope, sel *pg.SelectStmt) {
	switch f := n.GetNode().(type) {
	case *pg.Node_RangeSubselect:
		if f.RangeSubselect.Lateral {
			layer = x.w.enter(sel, layer)
		}
		x.statement(f.RangeSubselect.Subquery, layer)
	case *pg.Node_JoinExpr:
		x.fromItem(f.JoinExpr.Larg, layer, sel)
		x.fromItem(f.JoinExpr.Rarg, layer, sel)
		x.subLinks(f.JoinExpr.Quals)
	}
}

// expressions expands the subqueries of a query's expressions.
func (x *expander) expressions(sel *pg.SelectStmt) {
	for _, t := range sel.TargetList {
		x.subLinks(t.GetResTarget().Val)
	}
	for _, row := range sel.ValuesLists {
		if l := row.GetList(); l != nil {
			l.Items = x.rowItems(l.Items)
		}
		for _, n := range row.GetList().GetItems() {
			x.subLinks(n)
		}
	}
	x.subLinks(sel.WhereClause)
	x.subLinks(sel.HavingClause)
	for _, s := range sel.SortClause {
		x.subLinks(s.GetSortBy().Node)
	}
}

// rowItems replaces the stars of ROW(t.*) and VALUES (t.*).
func (x *expander) rowItems(items []*pg.Node) []*pg.Node {
	if !slices.ContainsFunc(items, func(n *pg.Node) bool { return IsStar(n) || isFieldStar(n) }) {
		return items
	}
	targets := make([]*pg.Node, 0, len(items))
	for _, n := range items {
		targets = append(targets, &pg.Node{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Val: n}}})
	}
	x.expand(&targets)
	return targetValues(targets)
}

// subLinks expands the subqueries and the rows in an expression. EXISTS does not care.
func (x *expander) subLinks(n *pg.Node) {
	WalkExpr(n, func(inner *pg.Node) bool {
		if r := inner.GetRowExpr(); r != nil {
			r.Args = x.rowItems(r.Args)
		}
		s := inner.GetSubLink()
		if s == nil {
			return true
		}
		x.subLinks(s.Testexpr)
		x.statement(s.Subselect, x.w.q)
		return false
	})
}

// expand replaces the stars of a select list.
func (x *expander) expand(list *[]*pg.Node) {
	var out []*pg.Node
	for i, n := range *list {
		val := n.GetResTarget().GetVal()
		if isFieldStar(val) {
			if targets := x.w.fieldTargets(val.GetAIndirection()); targets != nil {
				if out == nil {
					out = append(make([]*pg.Node, 0, len(*list)+len(targets)), (*list)[:i]...)
				}
				out = append(out, targets...)
				continue
			}
		}
		if !IsStar(val) {
			if out != nil {
				out = append(out, n)
			}
			continue
		}
		refs, unknown, known := x.w.starRefs(val.GetColumnRef())
		if !x.w.spend(1+len(refs)) || !x.w.fits(len(out)+len(refs)) {
			return
		}
		if !known {
			x.fail(unknown)
			return
		}
		if out == nil {
			out = append(make([]*pg.Node, 0, len(*list)+len(refs)), (*list)[:i]...)
		}
		for _, r := range refs {
			out = append(out, starTarget(r, val.GetColumnRef().Location))
		}
	}
	if out != nil {
		*list = out
	}
}

// fieldTargets are the columns that (value).* stands for; nil where its type is not
// known.
func (w *writer) fieldTargets(i *pg.A_Indirection) []*pg.Node {
	if len(i.Indirection) != 1 {
		return nil
	}
	var columns []Column
	for _, k := range TypeUses(w.infer(i.Arg), w.ns) {
		columns = w.ns.Columns(k)
	}
	if f := i.Arg.GetFuncCall(); f != nil && columns == nil {
		if in, name := w.functionIn(f); in != "" {
			_, columns = w.resultOf(in, name, f.Args)
		}
	}
	var out []*pg.Node
	for _, c := range columns {
		field := &pg.A_Indirection{Arg: i.Arg, Indirection: []*pg.Node{NameNode(c.Name)}}
		val := &pg.Node{Node: &pg.Node_AIndirection{AIndirection: field}}
		out = append(out, &pg.Node{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Val: val}}})
	}
	return out
}

func (x *expander) fail(unknown string) {
	if x.err == nil {
		x.err = fmt.Errorf("the columns of %s are not known", pgmodel.Quote(unknown))
	}
}

func starTarget(r starRef, location int32) *pg.Node {
	fields := []*pg.Node{NameNode(r.info.Name)}
	if r.alias != "" {
		fields = []*pg.Node{NameNode(r.alias), fields[0]}
	}
	ref := &pg.Node{Node: &pg.Node_ColumnRef{ColumnRef: &pg.ColumnRef{Fields: fields, Location: location}}}
	return &pg.Node{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Val: ref, Location: location}}}
}
