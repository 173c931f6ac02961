package expr

// While an expression is printed after a renaming, each name passes through here: what is
// renamed is found as it was called before, and gets the name that it has now.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// relationNow returns the name of a relation after the renaming.
func (w *writer) relationNow(schemaName, name string) (string, string) {
	schemaName = w.memberNow("relation", schemaName, name)
	if r := w.rename; r != nil && r.isRelation() && r.From.Schema == schemaName && r.From.Name == name {
		w.renamed++
		return r.To.Schema, r.To.Name
	}
	return schemaName, name
}

// memberNow returns the schema of what may be a member of an extension that is moved.
func (w *writer) memberNow(kind, in, name string) string {
	in, moved := w.rename.Member(kind, in, name)
	if moved {
		w.renamed++
	}
	return in
}

// aliasNow returns the qualifier of a column after the renaming of a relation without
// an alias.
func (w *writer) aliasNow(schemaName, alias string) (string, string) {
	r := w.rename
	if r == nil || !r.isRelation() || alias != r.From.Name {
		return schemaName, alias
	}
	e, _ := w.entryNamed(schemaName, alias)
	if e == nil || !sameRelation(e.key, r.From) || e.item.GetRangeVar().GetAlias() != nil {
		return schemaName, alias
	}
	w.renamed++
	if schemaName != "" {
		schemaName = r.To.Schema
	}
	return schemaName, r.To.Name
}

func sameRelation(a, b schema.Key) bool { return a.Schema == b.Schema && a.Name == b.Name }

// columnNow returns the name of an item's column after the renaming.
func (w *writer) columnNow(e *rangeEntry, name string) string {
	r := w.rename
	if r == nil || r.From.Kind != schema.KindColumn || name != r.From.Name || e == nil ||
		e.key.Schema != r.From.Schema || e.key.Name != r.From.Table {
		return name
	}
	w.renamed++
	return r.To.Name
}

// fieldsNow are the words of a column's name after the renaming.
func (w *writer) fieldsNow(list []*pg.Node) []*pg.Node {
	if w.rename == nil {
		return list
	}
	last := list[len(list)-1]
	if len(list) == 1 {
		at, ok := w.lookup(last.GetString_().GetSval())
		if !ok || last.GetAStar() != nil {
			return list
		}
		return []*pg.Node{NameNode(w.columnNow(at.entry, last.GetString_().GetSval()))}
	}
	schemaName, alias := SplitName(NameList(list[:len(list)-1]))
	e, _ := w.entryNamed(schemaName, alias)
	if e == nil {
		e = w.rowEntry(alias)
	}
	if e == nil {
		return list
	}
	out := slices.Clone(list)
	if last.GetAStar() == nil {
		out[len(out)-1] = NameNode(w.columnNow(e, last.GetString_().GetSval()))
	}
	inSchema, now := w.aliasNow(schemaName, alias)
	out[len(out)-2] = NameNode(now)
	if len(out) > 2 {
		out[len(out)-3] = NameNode(inSchema)
	}
	return out
}

// renamedRoot gives the scope's own table its former name and columns.
func (w *writer) renamedRoot(e *rangeEntry) {
	if w.rename.isRelation() && sameRelation(e.key, w.rename.To) {
		e.key, e.alias = w.rename.From, w.rename.From.Name
	}
	_, c := w.renamedRelation(e.key, selectColumns{list: w.ns.Columns(e.key)}, nil)
	e.base = c.list
}

// functionNow returns the name of a function after the renaming.
func (w *writer) functionNow(in, name string, args []*pg.Node) (string, string) {
	r := w.rename
	if r != nil && r.Members != nil {
		if w.isOwn(in, name, args) {
			return in, name
		}
		return w.memberNow("function", in, name), name
	}
	if r == nil || !r.isRoutine() || in != r.From.Schema || name != BareName(r.From.Name) {
		return in, name
	}
	if _, keys, ok := w.ns.Function(in, name); ok && len(keys) > 0 && !slices.Contains(w.overloads(keys, args), r.From) {
		return in, name
	}
	w.renamed++
	return r.To.Schema, BareName(r.To.Name)
}

// isOwn reports whether a call means a function of the model and none of the extension that is moved,
// whose functions are in their new schema already.
func (w *writer) isOwn(in, name string, args []*pg.Node) bool {
	_, keys, _ := w.ns.Function(in, name)
	more, ok := w.ns.(MoreNames)
	if len(keys) == 0 || !ok {
		return len(keys) > 0
	}
	types := make([]string, len(args))
	for i, n := range args {
		types[i] = w.sideType(n)
	}
	forms := more.Functions(w.rename.To.Schema, name)
	for _, k := range keys {
		f := NewForm(in, strings.Join(signatureTypes(k.Name), ", "), "")
		f.Key = k
		forms = append(forms, f)
	}
	f, chosen := w.chooseCall(forms, types)
	return chosen && f.In == in
}

// typeNow returns the name of a type after the renaming.
func (w *writer) typeNow(text string) string {
	r := w.rename
	if r != nil && r.Members != nil {
		now, moved := r.MemberType(text)
		if moved {
			w.renamed++
		}
		return now
	}
	if r == nil || r.From.Kind == schema.KindColumn || r.isRoutine() {
		return text
	}
	from := pgmodel.Qualified(r.From.Schema, r.From.Name)
	rest, ok := strings.CutPrefix(text, from)
	if !ok || rest != "" && rest[0] != '[' && rest[0] != '(' {
		return text
	}
	w.renamed++
	return pgmodel.Qualified(r.To.Schema, r.To.Name) + rest
}

// collationNow returns the name of a collation after the renaming.
func (w *writer) collationNow(in, name string) (string, string) {
	if r := w.rename; r != nil && r.From.Kind == schema.KindCollation && r.From.Schema == in && r.From.Name == name {
		w.renamed++
		return r.To.Schema, r.To.Name
	}
	return w.memberNow(string(schema.KindCollation), in, name), name
}

// renamedRelation is a relation of FROM, or the scope's own with no r, under its
// former name and with its former columns, whether the model has the new ones
// already or not.
func (w *writer) renamedRelation(k schema.Key, c selectColumns, r *pg.RangeVar) (schema.Key, selectColumns) {
	from, to := w.rename.From, w.rename.To
	if w.rename.isRelation() {
		if r != nil && r.Schemaname == from.Schema && r.Relname == from.Name {
			k = from
		}
		if sameRelation(k, from) && c.list == nil {
			c.list = w.ns.Columns(to)
		}
	}
	former := func(col Column) bool { return col.Name == from.Name }
	if from.Kind == schema.KindColumn && k.Schema == from.Schema && k.Name == from.Table && !slices.ContainsFunc(c.list, former) {
		c.list = append(slices.Clone(c.list), Column{Name: from.Name})
	}
	c.known = c.list != nil
	return k, c
}
