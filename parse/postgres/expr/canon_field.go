package expr

// Fields of rows and subscripts: (row).field where the row is that of an item of FROM is the item's
// column, and the server prints it so (ParseComplexProjection in parse_func.c).

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

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
