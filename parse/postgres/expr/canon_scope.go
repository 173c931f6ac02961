package expr

// A query's scope says what its names mean: the items of FROM, the queries of WITH, and
// the scopes around it (parse_relation.c).

import (
	"slices"
	"strconv"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// rootScope is that of the expression itself.
func (w *writer) rootScope() *queryScope {
	if w.sc.Table == (schema.Key{}) {
		return &queryScope{root: true}
	}
	s := &tableScope{entry: rangeEntry{alias: w.sc.TableName, shown: w.sc.TableName, key: w.sc.Table}}
	s.list[0] = &s.entry
	s.root, s.entries = true, s.list[:]
	if w.rename != nil {
		w.renamedRoot(&s.entry)
	}
	return &s.queryScope
}

// tableScope is that of a table's expression, allocated at once: schemas hold very many of them.
type tableScope struct {
	queryScope
	list  [1]*rangeEntry
	entry rangeEntry
}

// load reads the columns of an expression's table when they are first asked for.
func (s *queryScope) load(ns Names) {
	if !s.root || s.loaded {
		return
	}
	s.loaded = true
	for _, e := range s.entries {
		if e.base == nil {
			e.base = ns.Columns(e.key)
		}
		e.columns, e.known = e.base, e.base != nil
	}
}

func (e *rangeEntry) find(name string) int {
	return slices.IndexFunc(e.columns, func(c Column) bool { return c.Name == name })
}

// lookup finds the column that a bare name means. It does not where an item whose
// columns are not known stands in between.
func (w *writer) lookup(name string) (columnAt, bool) {
	for s := w.q; s != nil; s = s.outer {
		s.load(w.ns)
		for _, m := range s.merged {
			if m.name == name {
				return columnAt{m.entry, m.index, s}, true
			}
		}
		unknown := false
		for _, e := range s.entries {
			if e.inner {
				continue
			}
			if i := e.find(name); i >= 0 {
				return columnAt{e, i, s}, true
			}
			unknown = unknown || !e.known
		}
		if unknown {
			return w.onlyUnknown(s)
		}
	}
	return columnAt{}, false
}

// onlyUnknown is the one item of a query without outer ones: a bare name can mean
// nothing but its columns.
func (w *writer) onlyUnknown(s *queryScope) (columnAt, bool) {
	if s.root || len(s.entries) != 1 {
		return columnAt{}, false
	}
	for o := s.outer; o != nil; o = o.outer {
		if len(o.entries) > 0 {
			return columnAt{}, false
		}
	}
	return columnAt{s.entries[0], -1, s}, true
}

// entryNamed finds the item that a qualifier means.
func (w *writer) entryNamed(schemaName, alias string) (*rangeEntry, *queryScope) {
	for s := w.q; s != nil; s = s.outer {
		for _, e := range s.entries {
			if e.alias == alias && (schemaName == "" || e.key.Schema == schemaName) {
				s.load(w.ns)
				return e, s
			}
		}
	}
	return nil, nil
}

// entryOf is the entry of an item of this query.
func (w *writer) entryOf(item *pg.Node) *rangeEntry {
	for _, e := range w.q.entries {
		if e.item != nil && sameItem(e.item, item) {
			return e
		}
	}
	return nil
}

// nameItems gives the items of a query that is to be printed the names that the server
// gives them: a name that an enclosing query has gets a number (set_rtable_names in
// ruleutils.c).
func (w *writer) nameItems(s *queryScope) *queryScope {
	s.around = w.around
	w.around = s
	for i := range s.entries {
		w.nameItem(s, i)
	}
	return s
}

func (w *writer) nameItem(s *queryScope, i int) {
	e := s.entries[i]
	e.shown = e.alias
	for n := 1; s.taken(e.shown, i) && w.spend(1+i/16); n++ {
		e.shown = e.alias + "_" + strconv.Itoa(n)
	}
}

// taken reports whether one of the first entries, or a query around, has the name.
func (s *queryScope) taken(name string, first int) bool {
	for _, e := range s.entries[:first] {
		if e.shown == name {
			return true
		}
	}
	for o := s.around; o != nil; o = o.around {
		for _, e := range o.entries {
			if e.shown == name {
				return true
			}
		}
	}
	return false
}

func sameItem(a, b *pg.Node) bool {
	switch n := a.Node.(type) {
	case *pg.Node_RangeVar:
		return n.RangeVar == b.GetRangeVar()
	case *pg.Node_RangeSubselect:
		return n.RangeSubselect == b.GetRangeSubselect()
	case *pg.Node_RangeFunction:
		return n.RangeFunction == b.GetRangeFunction()
	case *pg.Node_RangeTableFunc:
		return n.RangeTableFunc == b.GetRangeTableFunc()
	case *pg.Node_JoinExpr:
		return n.JoinExpr == b.GetJoinExpr()
	}
	return false
}

// enter makes the scope of a query.
func (w *writer) enter(sel *pg.SelectStmt, outer *queryScope) *queryScope {
	s := &queryScope{outer: w.enterWith(sel.WithClause, outer)}
	for _, n := range sel.FromClause {
		w.addItem(s, n)
	}
	return s
}

// enterWriting makes the scope of INSERT, UPDATE, DELETE and MERGE.
func (w *writer) enterWriting(target *pg.RangeVar, c *pg.WithClause, from []*pg.Node) *queryScope {
	s := &queryScope{outer: w.enterWith(c, w.q)}
	w.addItem(s, rangeNode(target))
	for _, n := range from {
		w.addItem(s, n)
	}
	return s
}

// enterWith makes the scope that holds the CTEs, if there are any.
func (w *writer) enterWith(c *pg.WithClause, outer *queryScope) *queryScope {
	if c == nil {
		return outer
	}
	layer := &queryScope{outer: outer}
	for _, n := range c.Ctes {
		cte := n.GetCommonTableExpr()
		i := len(layer.ctes)
		if !w.spend(1) {
			layer.ctes = append(layer.ctes, cteEntry{name: cte.Ctename})
			continue
		}
		sel := cte.Ctequery.GetSelectStmt()
		if c.Recursive && sel.GetLarg() != nil {
			layer.ctes = append(layer.ctes, cteEntry{cte.Ctename, withAliases(w.columnsOf(sel.Larg, layer), cte.Aliascolnames)})
		}
		columns := withAliases(w.statementColumns(cte.Ctequery, layer), cte.Aliascolnames)
		layer.ctes = append(layer.ctes[:i], cteEntry{cte.Ctename, columns})
		own := &layer.ctes[i]
		if s := cte.SearchClause; s != nil {
			own.columns.list = append(own.columns.list, Column{Name: s.SearchSeqColumn})
		}
		if y := cte.CycleClause; y != nil {
			own.columns.list = append(own.columns.list, Column{Name: y.CycleMarkColumn}, Column{Name: y.CyclePathColumn})
		}
	}
	return layer
}

// before returns the queries that the i-th query of WITH sees: the ones before it, or with RECURSIVE
// all of them.
func (s *queryScope) before(i int, c *pg.WithClause) *queryScope {
	if c.Recursive {
		return s
	}
	return &queryScope{outer: s.outer, ctes: s.ctes[:i]}
}

// statementColumns are the columns of a CTE: of its query, or of the RETURNING of its statement.
func (w *writer) statementColumns(n *pg.Node, outer *queryScope) selectColumns {
	switch s := n.GetNode().(type) {
	case *pg.Node_SelectStmt:
		return w.columnsOf(s.SelectStmt, outer)
	case *pg.Node_InsertStmt:
		return w.returnedColumns(insertParts(s.InsertStmt), outer)
	case *pg.Node_UpdateStmt:
		return w.returnedColumns(updateParts(s.UpdateStmt), outer)
	case *pg.Node_DeleteStmt:
		return w.returnedColumns(deleteParts(s.DeleteStmt), outer)
	}
	return selectColumns{}
}

func (w *writer) returnedColumns(s writingParts, outer *queryScope) selectColumns {
	if len(*s.returning) == 0 {
		return selectColumns{}
	}
	before := w.q
	defer func() { w.q = before }()
	w.q = outer
	w.q = w.enterWriting(s.target, s.with, s.from)
	return w.listedColumns(*s.returning)
}

// withAliases gives columns the names of an alias.
func withAliases(c selectColumns, aliases []*pg.Node) selectColumns {
	if len(aliases) == 0 {
		return c
	}
	list := slices.Clone(c.list)
	for i, a := range aliases {
		if i >= len(list) {
			list = append(list, Column{})
		}
		list[i].Name = a.GetString_().GetSval()
	}
	return selectColumns{list: list, known: c.known, scalar: c.scalar, loose: c.loose}
}

// addItem adds an item of FROM to the scope.
func (w *writer) addItem(s *queryScope, n *pg.Node) {
	switch f := n.Node.(type) {
	case *pg.Node_RangeVar:
		w.addRelation(s, f.RangeVar, n)
	case *pg.Node_RangeSubselect:
		outer := s.outer
		if f.RangeSubselect.Lateral {
			outer = s
		}
		s.add(n, "", f.RangeSubselect.Alias, w.columnsOf(f.RangeSubselect.Subquery.GetSelectStmt(), outer))
	case *pg.Node_RangeFunction:
		w.addFunction(s, f.RangeFunction, n)
	case *pg.Node_RangeTableFunc:
		s.add(n, "xmltable", f.RangeTableFunc.Alias, w.tableFuncColumns(f.RangeTableFunc))
	case *pg.Node_RangeTableSample:
		w.addItem(s, f.RangeTableSample.Relation)
	case *pg.Node_JoinExpr:
		w.addJoin(s, f.JoinExpr, n)
	}
}

// add makes an entry of an item.
func (s *queryScope) add(item *pg.Node, alias string, a *pg.Alias, c selectColumns) *rangeEntry {
	e := &rangeEntry{item: item, alias: alias, base: c.list, columns: c.list, known: c.known, scalar: c.scalar, loose: c.loose}
	if a != nil {
		e.alias = a.Aliasname
		if len(a.Colnames) > 0 {
			e.columns = withAliases(c, a.Colnames).list
		}
	}
	s.entries = append(s.entries, e)
	return e
}

func (w *writer) addRelation(s *queryScope, r *pg.RangeVar, n *pg.Node) {
	if r.Schemaname == "" {
		for o := s; o != nil; o = o.outer {
			for _, c := range o.ctes {
				if c.name == r.Relname {
					s.add(n, r.Relname, r.Alias, c.columns)
					return
				}
			}
		}
	}
	var c selectColumns
	k, ok := w.ns.Relation(r.Schemaname, r.Relname)
	if ok {
		c.list = w.ns.Columns(k)
		c.known = c.list != nil
	} else if more, ok := w.ns.(MoreNames); ok {
		c.list = SystemColumns(r.Schemaname, r.Relname, more.Version())
		c.known = c.list != nil
	}
	if w.rename != nil {
		k, c = w.renamedRelation(k, c, r)
	}
	s.add(n, r.Relname, r.Alias, c).key = k
}

// relationOf returns the relation that a RangeVar of this query names.
func (w *writer) relationOf(r *pg.RangeVar) (k schema.Key, cte bool) {
	if r.Schemaname == "" {
		for o := w.q; o != nil; o = o.outer {
			for _, c := range o.ctes {
				if c.name == r.Relname {
					return k, true
				}
			}
		}
	}
	k, _ = w.ns.Relation(r.Schemaname, r.Relname)
	return k, false
}

// columnsOf are the columns that a query gives.
func (w *writer) columnsOf(sel *pg.SelectStmt, outer *queryScope) selectColumns {
	if sel == nil {
		return selectColumns{}
	}
	if c, ok := w.canon.columns[sel]; ok {
		return c
	}
	c := w.limitColumns(w.findColumns(sel, outer))
	if w.canon.columns == nil {
		w.canon.columns = map[*pg.SelectStmt]selectColumns{}
	}
	w.canon.columns[sel] = c
	return c
}

func (w *writer) findColumns(sel *pg.SelectStmt, outer *queryScope) selectColumns {
	before := w.q
	defer func() { w.q = before }()
	if sel.Op > pg.SetOperation_SETOP_NONE {
		return w.columnsOf(sel.Larg, w.enterWith(sel.WithClause, outer))
	}
	w.q = w.enter(sel, outer)
	if len(sel.ValuesLists) > 0 {
		return w.valuesColumns(sel)
	}
	return w.listedColumns(sel.TargetList)
}

// listedColumns are the columns of a list of targets in the present query.
func (w *writer) listedColumns(targets []*pg.Node) selectColumns {
	c := selectColumns{known: true}
	for _, n := range targets {
		t := n.GetResTarget()
		if IsStar(t.Val) {
			list, known := w.starColumns(t.Val.GetColumnRef())
			if !w.spend(1+len(list)) || !w.fits(len(c.list)+len(list)) {
				return c
			}
			c.list, c.known = append(c.list, list...), c.known && known
			c.loose = c.loose || slices.ContainsFunc(w.q.entries, func(e *rangeEntry) bool { return !w.certain(e) })
			continue
		}
		c.loose = c.loose || isFieldStar(t.Val)
		name := t.Name
		if name == "" {
			name = ResultName(t.Val)
		}
		c.list = append(c.list, Column{name, textForUnknown(w.infer(t.Val))})
	}
	return c
}

func (w *writer) valuesColumns(sel *pg.SelectStmt) selectColumns {
	c := selectColumns{known: true}
	for i, n := range sel.ValuesLists[0].GetList().GetItems() {
		c.list = append(c.list, Column{"column" + ordinalText(i), textForUnknown(w.infer(n))})
	}
	return c
}

// textForUnknown is the type of a column: a constant of unknown type becomes text.
func textForUnknown(typ string) string {
	if typ == unknownType {
		return "text"
	}
	return typ
}

// limitColumns cuts a list of columns at what a query can have.
func (w *writer) limitColumns(c selectColumns) selectColumns {
	if !w.fits(len(c.list)) {
		c.list = c.list[:maxColumns:maxColumns]
	}
	return c
}
