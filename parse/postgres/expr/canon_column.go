package expr

// References to columns in canonical form: where the column comes from, and when a name
// stands for a whole row or several columns. (row).field where the row is that of an item of FROM is the
// item's column, and the server prints it so (ParseComplexProjection in parse_func.c).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// columnRef writes the name of a column. The canonical text says where it comes
// from wherever that is known.
func (w *writer) columnRef(ref *pg.ColumnRef) {
	if len(ref.Fields) == 1 && w.sc.Values && ref.Fields[0].GetString_().GetSval() == "value" {
		w.put("VALUE")
		return
	}
	last := ref.Fields[len(ref.Fields)-1]
	switch {
	case w.mode == modeSQL:
		w.fields(w.fieldsNow(ref.Fields))
	case last.GetAStar() != nil:
		w.starOf(ref.Fields)
	case len(ref.Fields) == 1:
		w.bareColumn(last.GetString_().GetSval(), ref.Location)
	default:
		w.qualifiedColumn(NameList(ref.Fields), ref.Location)
	}
}

func (w *writer) fields(list []*pg.Node) {
	for i, n := range list {
		if i > 0 {
			w.put(".")
		}
		if n.GetAStar() != nil {
			w.put("*")
			continue
		}
		w.word(n.GetString_().GetSval())
	}
}

// starOf writes t.* with the item's canonical name.
func (w *writer) starOf(list []*pg.Node) {
	if len(list) > 1 {
		schemaName, alias := SplitName(NameList(list[:len(list)-1]))
		if e, _ := w.entryNamed(schemaName, alias); e != nil {
			alias = e.shown
		}
		w.word(alias)
		w.put(".")
	}
	w.put("*")
}

func (w *writer) bareColumn(name string, location int32) {
	if at, ok := w.lookup(name); ok {
		w.foundColumn(at, name)
		return
	}
	if e, _ := w.entryNamed("", name); e != nil && !(w.q.root && e.key.Kind == "") {
		w.wholeRow(e)
		return
	}
	if w.sc.Rows && w.rowEntry(name) != nil {
		w.put(name + ".*")
		return
	}
	w.missingColumn(name, location)
	w.useUnknown(name)
	w.word(name)
}

// wholeRow writes what the name of an item means as a value.
func (w *writer) wholeRow(e *rangeEntry) {
	if e.scalar && w.mode == modeLoose {
		w.word(e.columns[0].Name)
		return
	}
	w.word(e.shown)
	w.put(".")
	if e.scalar {
		w.word(e.columns[0].Name)
		return
	}
	w.put("*")
}

// foundColumn writes a column whose place is known.
func (w *writer) foundColumn(at columnAt, name string) {
	if at.entry != nil {
		w.useColumn(at.entry, at.index, name)
		if w.mode == modeStrict && !(at.scope.root && w.q == at.scope) {
			w.word(at.entry.shown)
			w.put(".")
		}
	}
	w.word(name)
}

func (w *writer) qualifiedColumn(words []string, location int32) {
	name := words[len(words)-1]
	schemaName, alias := SplitName(words[:len(words)-1])
	e, s := w.entryNamed(schemaName, alias)
	if e == nil && schemaName != "" {
		e, s = w.entryNamed("", alias)
	}
	if alias == w.sc.TableName && slices.Contains(w.sc.Params, name) && (e == nil || s.root && e.key == (schema.Key{})) {
		if w.mode == modeSQL { // a column may have the argument's name
			w.word(alias)
			w.put(".")
		}
		w.word(name)
		return
	}
	if e != nil {
		w.missingField(words, e, location)
		w.foundColumn(columnAt{e, e.find(name), s}, name)
		return
	}
	if slices.Contains(w.sc.Params, alias) && (schemaName == "" || schemaName == w.sc.TableName) { // a field of an argument
		w.put("(")
		w.word(alias)
		w.put(").")
		w.word(name)
		return
	}
	if e := w.rowEntry(alias); e != nil {
		w.useColumn(e, e.find(name), name)
		w.missingField(words, e, location)
	} else {
		w.missingField(words, nil, location)
	}
	if w.mode == modeStrict || alias == "new" || alias == "old" || alias == "excluded" {
		w.word(alias)
		w.put(".")
	}
	w.word(name)
}

// rowEntry is the expression's own table, for the rows that triggers and rules call
// new and old.
func (w *writer) rowEntry(alias string) *rangeEntry {
	if alias != "new" && alias != "old" {
		return nil
	}
	for s := w.q; s != nil; s = s.outer {
		if s.root && len(s.entries) == 1 {
			s.load(w.ns)
			return s.entries[0]
		}
	}
	return nil
}

// IsStar reports whether an output column is * or t.*; (value).* is not.
func IsStar(n *pg.Node) bool {
	ref := n.GetColumnRef()
	return ref != nil && ref.Fields[len(ref.Fields)-1].GetAStar() != nil
}

// isFieldStar reports whether an output column is (value).*.
func isFieldStar(n *pg.Node) bool {
	i := n.GetAIndirection()
	return i != nil && i.Indirection[len(i.Indirection)-1].GetAStar() != nil
}

// starColumns are the columns that * or t.* stands for in this query.
func (w *writer) starColumns(ref *pg.ColumnRef) ([]Column, bool) {
	refs, _, known := w.starRefs(ref)
	list := make([]Column, len(refs))
	for i, r := range refs {
		list[i] = r.info
	}
	return list, known
}

// starRefs are the columns of a star in the order of the server: those of USING
// first. It names an item whose columns are not known.
func (w *writer) starRefs(ref *pg.ColumnRef) (refs []starRef, unknown string, known bool) {
	if len(ref.Fields) > 1 {
		words := NameList(ref.Fields[:len(ref.Fields)-1])
		schemaName, alias := SplitName(words)
		e, _ := w.entryNamed(schemaName, alias)
		if e == nil && w.sc.Rows && schemaName == "" {
			e = w.rowEntry(alias)
		}
		if e == nil || !e.known {
			return nil, strings.Join(words, "."), false
		}
		for _, c := range e.columns {
			refs = append(refs, starRef{c, alias})
		}
		return refs, "", true
	}
	var done []string
	for _, m := range w.q.merged {
		if slices.Contains(done, m.name) {
			continue
		}
		done = append(done, m.name)
		refs = append(refs, mergedRef(m))
	}
	for _, e := range w.q.entries {
		if e.inner {
			continue
		}
		if !e.known {
			return nil, e.alias, false
		}
		for _, c := range e.columns {
			if !slices.Contains(done, c.Name) {
				refs = append(refs, starRef{c, e.alias})
			}
		}
	}
	return refs, "", true
}

func mergedRef(m mergedColumn) starRef {
	if m.entry == nil {
		return starRef{Column{Name: m.name}, ""}
	}
	typ := ""
	if m.index >= 0 {
		typ = m.entry.columns[m.index].Type
	}
	return starRef{Column{m.name, typ}, m.entry.alias}
}

// ordered is an element of ORDER BY or DISTINCT ON: a position or the name of an
// output column stands for what is there.
func (w *writer) ordered(n *pg.Node, sel *pg.SelectStmt) *pg.Node {
	if w.mode == modeSQL {
		return n
	}
	if sel.Op > pg.SetOperation_SETOP_NONE {
		return w.orderedSet(n, sel)
	}
	if i, ok := outputPosition(n); ok {
		if len(sel.ValuesLists) > 0 {
			return &pg.Node{Node: &pg.Node_ColumnRef{ColumnRef: &pg.ColumnRef{Fields: []*pg.Node{NameNode("column" + ordinalText(i-1))}}}}
		}
		return targetAt(sel, i, n)
	}
	name, ok := bareColumnName(n)
	if !ok {
		return n
	}
	for _, t := range sel.TargetList {
		target := t.GetResTarget()
		if !IsStar(target.Val) && outputName(target) == name {
			return target.Val
		}
	}
	return n
}

// orderedSet gives an element of a set operation's ORDER BY as the server does, by
// its position.
func (w *writer) orderedSet(n *pg.Node, sel *pg.SelectStmt) *pg.Node {
	name, ok := bareColumnName(n)
	if !ok {
		return n
	}
	c := w.columnsOf(sel, w.q.outer)
	for i, col := range c.list {
		if col.Name == name && c.known {
			return intNode(int32(i + 1))
		}
	}
	return n
}

// grouped is an element of GROUP BY: a column of FROM, or else a position or the
// name of an output column.
func (w *writer) grouped(n *pg.Node, sel *pg.SelectStmt) *pg.Node {
	if w.mode == modeSQL {
		return n
	}
	if i, ok := outputPosition(n); ok {
		return targetAt(sel, i, n)
	}
	name, ok := bareColumnName(n)
	if !ok {
		return n
	}
	if at, found := w.lookup(name); found && at.scope == w.q && at.index >= 0 {
		return n
	}
	for _, t := range sel.TargetList {
		if target := t.GetResTarget(); !IsStar(target.Val) && outputName(target) == name {
			return target.Val
		}
	}
	return n
}

func outputName(t *pg.ResTarget) string {
	if t.Name != "" {
		return t.Name
	}
	return ResultName(t.Val)
}

// outputPosition reads a constant that stands for an output column.
func outputPosition(n *pg.Node) (int, bool) {
	v := n.GetAConst().GetIval()
	return int(v.GetIval()), v != nil
}

// bareColumnName is a column's name without a qualifier.
func bareColumnName(n *pg.Node) (string, bool) {
	ref := n.GetColumnRef()
	if ref == nil || len(ref.Fields) != 1 || ref.Fields[0].GetString_() == nil {
		return "", false
	}
	return ref.Fields[0].GetString_().Sval, true
}

// targetAt is the i-th output column, unless a star stands before it.
func targetAt(sel *pg.SelectStmt, i int, otherwise *pg.Node) *pg.Node {
	if i < 1 || i > len(sel.TargetList) {
		return otherwise
	}
	for _, t := range sel.TargetList[:i] {
		if IsStar(t.GetResTarget().Val) {
			return otherwise
		}
	}
	return sel.TargetList[i-1].GetResTarget().Val
}

// normalField is the column that (row).field means, and the subscripts of jsonb as text, which
// they are (jsonb_subscript_transform in jsonbsubs.c).
func (w *writer) normalField(n *pg.Node, e *pg.A_Indirection) *pg.Node {
	if m := w.fieldOfRow(e); m != nil {
		return m
	}
	if w.infer(e.Arg) != "jsonb" {
		return n
	}
	list := make([]*pg.Node, len(e.Indirection))
	changed := false
	for i, step := range e.Indirection {
		list[i] = step
		if s := step.GetAIndices(); s != nil && !s.IsSlice && s.Uidx.GetAConst().GetSval() != nil {
			list[i] = &pg.Node{Node: &pg.Node_AIndices{AIndices: &pg.A_Indices{Uidx: CastNode(s.Uidx, "text")}}}
			changed = true
		}
	}
	if !changed {
		return n
	}
	return indirectionNode(e.Arg, list)
}

// fieldOfRow is the column that (row).field means; nil where the value is no row of an item.
func (w *writer) fieldOfRow(e *pg.A_Indirection) *pg.Node {
	ref, field := e.Arg.GetColumnRef(), e.Indirection[0].GetString_().GetSval()
	if ref == nil || field == "" || len(ref.Fields) > 2 || (len(ref.Fields) == 2) != isStarRef(ref) {
		return nil
	}
	alias := ref.Fields[0].GetString_().GetSval()
	if len(ref.Fields) == 1 {
		if _, column := w.lookup(alias); column {
			return nil
		}
	}
	item, _ := w.entryNamed("", alias)
	if item == nil && w.sc.Rows {
		item = w.rowEntry(alias)
	}
	if item == nil || item.scalar || item.find(field) < 0 {
		return nil
	}
	column := &pg.Node{Node: &pg.Node_ColumnRef{ColumnRef: &pg.ColumnRef{Fields: []*pg.Node{NameNode(alias), NameNode(field)}, Location: ref.Location}}}
	if len(e.Indirection) == 1 {
		return column
	}
	return indirectionNode(column, e.Indirection[1:])
}

func indirectionNode(arg *pg.Node, list []*pg.Node) *pg.Node {
	return &pg.Node{Node: &pg.Node_AIndirection{AIndirection: &pg.A_Indirection{Arg: arg, Indirection: list}}}
}

// indirectionType is the type of a field, an element or a slice.
func (w *writer) indirectionType(e *pg.A_Indirection) string {
	if m := w.fieldOfRow(e); m != nil {
		return w.infer(m)
	}
	typ, sliced := w.infer(e.Arg), false
	if typ == "jsonb" && e.Indirection[0].GetAIndices() != nil {
		return typ
	}
	for _, step := range e.Indirection {
		switch s := step.GetAIndices(); {
		case s == nil:
			return ""
		case s.IsSlice:
			sliced = true
		}
	}
	switch {
	case sliced && strings.HasSuffix(typ, "[]"): // a slice of any dimensions is of the same type
		return typ
	case sliced || len(e.Indirection) > 1:
		return ""
	}
	return elementType(typ)
}
