package expr

// Function calls, including the ones with syntax of their own in the SQL standard.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// callPrecedence is that of a call as it is written: some have a syntax of their own.
func (w *writer) callPrecedence(f *pg.FuncCall) precedence {
	if text, _, ok := carriedText(f); ok {
		return carriedPrecedence(text)
	}
	if w.mode != modeSQL || !hasSyntax(f) {
		return precPrimary
	}
	switch operatorName(f.Funcname) {
	case "timezone":
		return precAt
	case "overlaps":
		return precCompare
	case "is_normalized":
		return precIs
	}
	return precPrimary
}

// call writes a function call with what can follow it.
func (w *writer) call(f *pg.FuncCall) {
	if text, _, ok := carriedText(f); ok {
		w.carried(text)
		return
	}
	if isLocalZoneCall(f) {
		w.put("LOCAL")
		return
	}
	if w.mode == modeSQL && hasSyntax(f) && w.syntax(f) {
		return
	}
	w.checkFunction(f)
	in, name := w.functionIn(f)
	w.useFunction(in, name)
	f = w.spread(f, in, name)
	w.functionWord(w.functionNow(in, name, f.Args))
	w.put("(")
	switch {
	case f.AggStar:
		w.put("*")
	case f.AggDistinct:
		w.put("DISTINCT ")
	}
	w.arguments(f, w.canonicalArguments(f, in, name))
	if len(f.AggOrder) > 0 && !f.AggWithinGroup {
		w.put(" ORDER BY ")
		w.list(f.AggOrder)
	}
	w.put(")")
	if f.AggWithinGroup {
		w.put(" WITHIN GROUP (ORDER BY ")
		w.list(f.AggOrder)
		w.put(")")
	}
	w.aggregateTail(f.AggFilter, f.Over)
}

func (w *writer) arguments(f *pg.FuncCall, args []*pg.Node) {
	for i, n := range args {
		if i > 0 {
			w.put(", ")
		}
		if f.FuncVariadic && i == len(f.Args)-1 {
			w.put("VARIADIC ")
		}
		w.expr(n, precLowest)
	}
}

func (w *writer) aggregateTail(filter *pg.Node, over *pg.WindowDef) {
	if filter != nil {
		w.put(" FILTER (WHERE ")
		w.expr(filter, precLowest)
		w.put(")")
	}
	if over != nil {
		w.put(" OVER ")
		if over.Name != "" {
			w.word(over.Name)
			return
		}
		w.window(over)
	}
}

// functionName writes the name, qualified where it is not one of pg_catalog.
func (w *writer) functionName(f *pg.FuncCall) {
	in, name := w.functionIn(f)
	w.useFunction(in, name)
	w.functionWord(in, name)
}

func (w *writer) functionWord(in, name string) {
	if in != "" && w.mode != modeLoose {
		w.put(pgmodel.Quote(in) + ".")
	}
	if w.mode == modeLoose && name == "extract" {
		name = "date_part" // what EXTRACT was before PostgreSQL 14
	}
	w.word(name)
}

// syntax writes a call in the syntax of its own; false if it has none that is
// known.
func (w *writer) syntax(f *pg.FuncCall) bool {
	switch name := operatorName(f.Funcname); name {
	case "extract":
		return w.extract(f)
	case "timezone":
		w.expr(f.Args[1], precAt)
		if isLocalZone(f.Args[0]) {
			w.put(" AT LOCAL")
			break
		}
		w.put(" AT TIME ZONE ")
		w.expr(f.Args[0], precCollate)
	case "overlaps":
		w.pair(f.Args[0], f.Args[1])
		w.put(" OVERLAPS ")
		w.pair(f.Args[2], f.Args[3])
	case "is_normalized":
		w.expr(f.Args[0], precCompare)
		w.put(" IS " + formWord(f.Args, 1) + "NORMALIZED")
	case "normalize":
		w.keyworded("normalize", f.Args[:1], "")
		if len(f.Args) > 1 {
			w.put(", " + strings.TrimSpace(formWord(f.Args, 1)))
		}
		w.put(")")
	case "pg_collation_for":
		w.keyworded("COLLATION FOR ", f.Args, "")
		w.put(")")
	case "system_user":
		w.put("SYSTEM_USER")
	case "btrim":
		return w.trim("BOTH", f.Args)
	case "ltrim":
		return w.trim("LEADING", f.Args)
	case "rtrim":
		return w.trim("TRAILING", f.Args)
	default:
		return w.substringSyntax(name, f.Args)
	}
	return true
}

// substringSyntax writes the calls whose arguments have keywords between them.
func (w *writer) substringSyntax(name string, args []*pg.Node) bool {
	switch {
	case name == "overlay" && len(args) == 3:
		w.keyworded("OVERLAY", args, " PLACING ", " FROM ")
	case name == "overlay" && len(args) == 4:
		w.keyworded("OVERLAY", args, " PLACING ", " FROM ", " FOR ")
	case name == "position" && len(args) == 2:
		w.put("POSITION(")
		w.bExpr(args[1])
		w.put(" IN ")
		w.bExpr(args[0])
	case name == "substring" && len(args) == 2:
		w.keyworded("SUBSTRING", args, " FROM ")
	case name == "substring" && len(args) == 3:
		w.keyworded("SUBSTRING", args, " FROM ", " FOR ") // which SIMILAR … ESCAPE is, too
	case name == "xmlexists" && len(args) == 2:
		w.put("XMLEXISTS(")
		w.expr(args[0], precPrimary)
		w.put(" PASSING ")
		w.expr(args[1], precPrimary)
	default:
		return false
	}
	w.put(")")
	return true
}

// keyworded writes NAME(arg keyword arg …, without the closing parenthesis.
func (w *writer) keyworded(name string, args []*pg.Node, words ...string) {
	w.put(name + "(")
	for i, n := range args {
		if i > 0 {
			w.put(words[i-1])
		}
		w.expr(n, precLowest)
	}
}

func (w *writer) pair(a, b *pg.Node) {
	w.put("(")
	w.list([]*pg.Node{a, b})
	w.put(")")
}

// extract writes EXTRACT(field FROM value); a field can be any word.
func (w *writer) extract(f *pg.FuncCall) bool {
	field := f.Args[0].GetAConst()
	if len(f.Args) != 2 || field.GetSval() == nil {
		return false
	}
	w.put("EXTRACT(")
	w.word(field.GetSval().Sval)
	w.put(" FROM ")
	w.expr(f.Args[1], precLowest)
	w.put(")")
	return true
}

// formWord is the name of a normal form in args[i], with a space after it.
func formWord(args []*pg.Node, i int) string {
	if i >= len(args) {
		return ""
	}
	return args[i].GetAConst().GetSval().GetSval() + " "
}

func (w *writer) trim(side string, args []*pg.Node) bool {
	if len(args) > 2 {
		return false
	}
	w.put("TRIM(" + side + " ")
	if len(args) == 2 {
		w.expr(args[1], precLowest)
		w.put(" FROM ")
	} else {
		w.put("FROM ")
	}
	w.expr(args[0], precLowest)
	w.put(")")
	return true
}

// Bits of WindowDef.FrameOptions (parsenodes.h).
const (
	frameNonDefault = 1 << iota
	frameRange
	frameRows
	frameGroups
	frameBetween
	frameStartUnboundedPreceding
	frameEndUnboundedPreceding
	frameStartUnboundedFollowing
	frameEndUnboundedFollowing
	frameStartCurrentRow
	frameEndCurrentRow
	frameStartPreceding
	frameEndPreceding
	frameStartFollowing
	frameEndFollowing
	frameExcludeCurrentRow
	frameExcludeGroup
	frameExcludeTies
)

// window writes a window's definition in parentheses.
func (w *writer) window(d *pg.WindowDef) {
	w.put("(")
	space := ""
	if d.Refname != "" {
		w.word(d.Refname)
		space = " "
	}
	if len(d.PartitionClause) > 0 {
		w.put(space + "PARTITION BY ")
		w.list(d.PartitionClause)
		space = " "
	}
	if len(d.OrderClause) > 0 {
		w.put(space + "ORDER BY ")
		w.list(d.OrderClause)
		space = " "
	}
	if d.FrameOptions&frameNonDefault != 0 {
		w.put(space)
		w.frame(d)
	}
	w.put(")")
}

func (w *writer) frame(d *pg.WindowDef) {
	o := d.FrameOptions
	switch {
	case o&frameRange != 0:
		w.put("RANGE ")
	case o&frameRows != 0:
		w.put("ROWS ")
	default:
		w.put("GROUPS ")
	}
	if o&frameBetween != 0 {
		w.put("BETWEEN ")
	}
	w.frameEdge(o&frameStartUnboundedPreceding != 0, o&frameStartUnboundedFollowing != 0, o&frameStartCurrentRow != 0, o&frameStartPreceding != 0, d.StartOffset)
	if o&frameBetween != 0 {
		w.put(" AND ")
		w.frameEdge(o&frameEndUnboundedPreceding != 0, o&frameEndUnboundedFollowing != 0, o&frameEndCurrentRow != 0, o&frameEndPreceding != 0, d.EndOffset)
	}
	switch {
	case o&frameExcludeCurrentRow != 0:
		w.put(" EXCLUDE CURRENT ROW")
	case o&frameExcludeGroup != 0:
		w.put(" EXCLUDE GROUP")
	case o&frameExcludeTies != 0:
		w.put(" EXCLUDE TIES")
	}
}

func (w *writer) frameEdge(first, last, current, preceding bool, offset *pg.Node) {
	switch {
	case first:
		w.put("UNBOUNDED PRECEDING")
	case last:
		w.put("UNBOUNDED FOLLOWING")
	case current:
		w.put("CURRENT ROW")
	default:
		if w.mode != modeSQL && offset.GetAConst().GetSval() != nil {
			offset = CastNode(offset, "interval")
		}
		w.expr(offset, precOp)
		w.put(pick(preceding, " PRECEDING", " FOLLOWING"))
	}
}

// sortBy writes an element of ORDER BY.
func (w *writer) sortBy(s *pg.SortBy) {
	n, dir, nulls := s.Node, s.SortbyDir, s.SortbyNulls
	if w.mode != modeSQL {
		n = w.withoutTextCast(n)
		dir, nulls = canonicalSort(s)
	}
	w.expr(n, precLowest)
	switch dir {
	case pg.SortByDir_SORTBY_ASC:
		w.put(" ASC")
	case pg.SortByDir_SORTBY_DESC:
		w.put(" DESC")
	case pg.SortByDir_SORTBY_USING:
		w.put(" USING ")
		w.operatorSign(&pg.A_Expr{Kind: pg.A_Expr_Kind_AEXPR_OP, Name: s.UseOp})
	}
	switch nulls {
	case pg.SortByNulls_SORTBY_NULLS_FIRST:
		w.put(" NULLS FIRST")
	case pg.SortByNulls_SORTBY_NULLS_LAST:
		w.put(" NULLS LAST")
	}
}

// canonicalSort leaves out what is so by default.
func canonicalSort(s *pg.SortBy) (pg.SortByDir, pg.SortByNulls) {
	dir, nulls := s.SortbyDir, s.SortbyNulls
	if dir == pg.SortByDir_SORTBY_USING && len(s.UseOp) == 1 {
		switch operatorName(s.UseOp) {
		case "<":
			dir = pg.SortByDir_SORTBY_DEFAULT
		case ">":
			dir = pg.SortByDir_SORTBY_DESC
		}
	}
	if dir == pg.SortByDir_SORTBY_ASC {
		dir = pg.SortByDir_SORTBY_DEFAULT
	}
	usual := pg.SortByNulls_SORTBY_NULLS_LAST
	if dir == pg.SortByDir_SORTBY_DESC {
		usual = pg.SortByNulls_SORTBY_NULLS_FIRST
	}
	if nulls == usual && dir != pg.SortByDir_SORTBY_USING {
		nulls = pg.SortByNulls_SORTBY_NULLS_DEFAULT
	}
	return dir, nulls
}
