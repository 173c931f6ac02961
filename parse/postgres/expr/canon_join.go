package expr

// Joins in canonical form: which columns each side has, and what USING and NATURAL merge.

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// ordinalText returns a position in a list, counted from 1.
func ordinalText(i int) string { return strconv.Itoa(i + 1) }

// addJoin adds both sides of a join, with the columns that it merges.
func (w *writer) addJoin(s *queryScope, j *pg.JoinExpr, n *pg.Node) {
	start, outside := len(s.entries), s.merged
	w.addItem(s, j.Larg)
	middle := len(s.entries)
	w.addItem(s, j.Rarg)
	left, right := s.entries[start:middle], s.entries[middle:]
	using := j.UsingClause
	if j.IsNatural {
		using = commonColumns(left, right)
		if s.natural == nil {
			s.natural = map[*pg.JoinExpr][]*pg.Node{}
		}
		s.natural[j] = using
	}
	for _, u := range slices.Backward(using) { // each goes before the ones that are there
		if name := u.GetString_().GetSval(); !j.IsNatural {
			w.checkUsing(name, left)
			w.checkUsing(name, right)
		}
		s.merge(u.GetString_().GetSval(), j.Jointype, left, right)
	}
	if j.JoinUsingAlias != nil {
		s.joinAliases = append(s.joinAliases, j.JoinUsingAlias.Aliasname)
	}
	if j.Alias == nil {
		return
	}
	c := s.joinColumns(s.entries[start:], len(s.merged)-len(outside))
	for _, e := range s.entries[start:] {
		e.inner = true
		c.loose = c.loose || !w.certain(e) || len(using) > 0
	}
	s.merged = outside // by the alias alone are its columns seen from now on
	s.add(n, "", j.Alias, c)
}

// joinColumns are the columns of a join: the merged columns, of which there are so many at the
// beginning of the list, and the others of its sides.
func (s *queryScope) joinColumns(sides []*rangeEntry, merged int) selectColumns {
	c := selectColumns{known: true}
	var done []string
	for _, m := range s.merged[:max(merged, 0)] {
		if !slices.Contains(done, m.name) {
			done = append(done, m.name)
			c.list = append(c.list, mergedRef(m).info)
		}
	}
	for _, e := range sides {
		if e.inner {
			continue
		}
		c.known = c.known && e.known
		for _, column := range e.columns {
			if !slices.Contains(done, column.Name) {
				c.list = append(c.list, column)
			}
		}
	}
	return c
}

// merge notes what a bare name of USING means.
func (s *queryScope) merge(name string, t pg.JoinType, left, right []*rangeEntry) {
	side := left
	switch t {
	case pg.JoinType_JOIN_FULL:
		s.merged = slices.Insert(s.merged, 0, mergedColumn{name: name, index: -1})
		return
	case pg.JoinType_JOIN_RIGHT:
		side = right
	}
	for _, m := range s.merged {
		if m.name == name && t != pg.JoinType_JOIN_RIGHT {
			return // of the join on the left side
		}
	}
	for _, e := range side {
		if i := e.find(name); i >= 0 {
			s.merged = slices.Insert(s.merged, 0, mergedColumn{name, e, i})
			return
		}
	}
	if len(side) == 1 && !side[0].known {
		s.merged = slices.Insert(s.merged, 0, mergedColumn{name, side[0], -1})
	}
}

// commonColumns returns the columns that both sides of a NATURAL join have; nil where
// not all are known.
func commonColumns(left, right []*rangeEntry) []*pg.Node {
	for _, e := range slices.Concat(left, right) {
		if !e.known {
			return nil
		}
	}
	var list []*pg.Node
	for _, e := range left {
		for _, c := range e.columns {
			if slices.ContainsFunc(right, func(r *rangeEntry) bool { return r.find(c.Name) >= 0 }) {
				list = append(list, NameNode(c.Name))
			}
		}
	}
	return list
}

func (w *writer) naturalColumns(j *pg.JoinExpr) []*pg.Node { return w.q.natural[j] }

// addFunction adds a function that stands for a table.
func (w *writer) addFunction(s *queryScope, r *pg.RangeFunction, n *pg.Node) {
	call := r.Functions[0].GetList().GetItems()[0]
	name := ResultName(call)
	c := w.functionColumns(r, call, name)
	if r.Ordinality {
		c.list, c.loose = append(slices.Clone(c.list), Column{"ordinality", "bigint"}), c.loose || c.scalar && !w.isPlain(c.list[0].Type)
		c.scalar = false
	}
	e := s.add(n, name, r.Alias, c)
	e.loose = !c.known || c.loose || c.scalar && !w.isPlain(c.list[0].Type)
	if a := r.Alias; a != nil && len(a.Colnames) > 0 && len(a.Colnames) >= len(e.columns) {
		e.known = true
	}
}

// functionColumns returns the columns of a function in FROM, where they are known: the
// columns that a list declares, and the one of a function of pg_catalog that gives scalars.
func (w *writer) functionColumns(r *pg.RangeFunction, call *pg.Node, name string) selectColumns {
	defs := r.Coldeflist
	if items := r.Functions[0].GetList().GetItems(); len(items) > 1 && items[1].GetList() != nil {
		defs = items[1].GetList().Items
	}
	if len(defs) > 0 {
		c := selectColumns{known: len(r.Functions) == 1}
		for _, d := range defs {
			def := d.GetColumnDef()
			typ, _ := TypeName(def.TypeName, w.ns)
			c.list = append(c.list, Column{def.Colname, typ})
		}
		return c
	}
	f := call.GetFuncCall()
	switch {
	case len(r.Functions) > 1:
		return selectColumns{}
	case f == nil:
		return w.formColumns(r, call, name)
	}
	if c, ok := w.carriedColumns(f); ok {
		return c
	}
	if in, fn := w.functionIn(f); in != "" {
		return w.routineColumns(in, fn, r, f)
	}
	switch name {
	case "json_each", "jsonb_each", "json_each_text", "jsonb_each_text":
		return selectColumns{list: []Column{{"key", "text"}, {"value", ""}}, known: true}
	case "json_array_elements", "jsonb_array_elements", "json_array_elements_text", "jsonb_array_elements_text":
		return selectColumns{list: []Column{{"value", elementsType(name)}}, known: true, scalar: true}
	case "generate_series", "regexp_split_to_table", "string_to_table", "regexp_matches", "json_object_keys", "jsonb_object_keys",
		"generate_subscripts", "jsonb_path_query":
	case "unnest":
		if len(f.Args) != 1 {
			return selectColumns{}
		}
	default:
		return selectColumns{}
	}
	if r.Alias != nil {
		name = r.Alias.Aliasname // the column of a scalar is named after the item
	}
	return selectColumns{list: []Column{{name, w.scalarType(f)}}, known: true, scalar: true, loose: operatorName(f.Funcname) == "unnest" && w.scalarType(f) == ""}
}

// formColumns is the column of a form with a grammar of its own in FROM: a cast, CURRENT_DATE,
// NULLIF and the like, which give scalars unless they are cast to a type of the user's.
func (w *writer) formColumns(r *pg.RangeFunction, call *pg.Node, name string) selectColumns {
	typ := ""
	if cast := call.GetTypeCast(); cast != nil {
		var uses []schema.Key
		if typ, uses = TypeName(cast.TypeName, w.ns); len(uses) > 0 || typ == "record" {
			return selectColumns{}
		}
	}
	if r.Alias != nil {
		name = r.Alias.Aliasname
	}
	return selectColumns{list: []Column{{name, typ}}, known: true, scalar: true}
}

// elementsType is the type of a document's elements.
func elementsType(function string) string {
	if strings.HasSuffix(function, "_text") {
		return "text"
	}
	return strings.TrimSuffix(function, "_array_elements")
}

// routineColumns are the columns of a function of the model in FROM.
func (w *writer) routineColumns(in, name string, r *pg.RangeFunction, f *pg.FuncCall) selectColumns {
	typ, columns := w.resultOf(in, name, f.Args)
	if len(columns) > 1 {
		return selectColumns{list: columns, known: true}
	}
	if typ == "" || typ == "record" {
		return selectColumns{}
	}
	for _, k := range TypeUses(typ, w.ns) {
		if list := w.ns.Columns(k); list != nil && !strings.HasSuffix(typ, "[]") {
			return selectColumns{list: list, known: true}
		}
	}
	switch {
	case len(columns) == 1:
		return selectColumns{list: columns, known: true, scalar: true}
	case r.Alias != nil:
		name = r.Alias.Aliasname
	}
	return selectColumns{list: []Column{{name, typ}}, known: true, scalar: true}
}

// isPlain reports whether a type has no fields that a row in FROM would have as its
// columns; one that is not known is of a function of pg_catalog that gives scalars.
func (w *writer) isPlain(typ string) bool {
	if !strings.Contains(typ, ".") {
		return true
	}
	keys := TypeUses(typ, w.ns)
	return len(keys) == 1 && (keys[0].Kind == schema.KindEnum || keys[0].Kind == schema.KindDomain)
}

// scalarType is the type that a set-returning function gives for its first argument.
func (w *writer) scalarType(f *pg.FuncCall) string {
	if len(f.Args) == 0 {
		return ""
	}
	switch typ := w.infer(f.Args[0]); operatorName(f.Funcname) {
	case "generate_series":
		if typ == "integer" && len(f.Args) > 1 && w.infer(f.Args[1]) == "integer" {
			return typ
		}
	case "unnest":
		return elementType(typ)
	case "regexp_split_to_table", "string_to_table", "json_object_keys", "jsonb_object_keys":
		return "text"
	}
	return ""
}

func (w *writer) tableFuncColumns(t *pg.RangeTableFunc) selectColumns {
	c := selectColumns{known: true}
	for _, n := range t.Columns {
		col := n.GetRangeTableFuncCol()
		typ := "integer"
		if col.TypeName != nil {
			typ, _ = TypeName(col.TypeName, w.ns)
		}
		c.list = append(c.list, Column{col.Colname, typ})
	}
	return c
}
