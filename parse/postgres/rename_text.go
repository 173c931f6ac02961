package postgres

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// renaming is an object, or a column, that got another name or schema.
type renaming struct{ from, to schema.Key }

// renameInSQL rewrites what names a renamed object in a printable text, whose names
// are qualified, as the server's own copy of it follows a renaming. Bare columns are
// those of the scope's table. It says whether anything changed.
func renameInSQL(sql string, query bool, r renaming, ns names, sc scope) (string, bool) {
	n, ok := parseText(sql, query)
	if !ok {
		return sql, false
	}
	c := canon{ns: ns, sc: sc, flat: !query}
	w := writer{canon: &c, mode: modeSQL, flat: c.flat, rename: &r}
	w.q = w.rootScope()
	w.around = w.q
	if query {
		w.statement(n)
	} else {
		w.expr(n, precLowest)
	}
	if w.renamed == 0 {
		return sql, false
	}
	return w.b.String(), true
}

// parseText reads a printed expression or query back.
func parseText(sql string, query bool) (*pg.Node, bool) {
	if query {
		if body, ok := atomicBody(sql); ok {
			return body, true
		}
		tree, err := pg.Parse(sql)
		if err != nil || len(tree.Stmts) != 1 {
			return nil, false
		}
		return tree.Stmts[0].Stmt, true
	}
	tree, err := pg.Parse("SELECT " + sql)
	if err != nil || len(tree.Stmts) != 1 {
		return nil, false
	}
	list := tree.Stmts[0].Stmt.GetSelectStmt().GetTargetList()
	if len(list) != 1 {
		return nil, false
	}
	return list[0].GetResTarget().GetVal(), true
}

// atomicBody reads RETURN and BEGIN ATOMIC, which are no statements of their own.
func atomicBody(sql string) (*pg.Node, bool) {
	if !strings.HasPrefix(sql, "RETURN ") && !strings.HasPrefix(sql, "BEGIN ATOMIC") {
		return nil, false
	}
	tree, err := pg.Parse("CREATE FUNCTION f() RETURNS int LANGUAGE sql " + sql)
	if err != nil || len(tree.Stmts) != 1 {
		return nil, false
	}
	return tree.Stmts[0].Stmt.GetCreateFunctionStmt().GetSqlBody(), true
}

// isRelation says whether the renaming is that of something in FROM.
func (r *renaming) isRelation() bool {
	switch r.from.Kind {
	case schema.KindTable, schema.KindForeignTable, schema.KindView, schema.KindMatView, schema.KindSequence:
		return true
	}
	return false
}

func (r *renaming) isRoutine() bool {
	switch r.from.Kind {
	case schema.KindFunction, schema.KindProcedure, schema.KindAggregate:
		return true
	}
	return false
}

// relation is what a relation is called after the renaming.
func (w *writer) relationNow(schemaName, name string) (string, string) {
	if r := w.rename; r != nil && r.isRelation() && r.from.Schema == schemaName && r.from.Name == name {
		w.renamed++
		return r.to.Schema, r.to.Name
	}
	return schemaName, name
}

// aliasNow is what qualifies a column after the renaming of a relation without an
// alias.
func (w *writer) aliasNow(schemaName, alias string) (string, string) {
	r := w.rename
	if r == nil || !r.isRelation() || alias != r.from.Name {
		return schemaName, alias
	}
	e, _ := w.entryNamed(schemaName, alias)
	if e == nil || !sameRelation(e.key, r.from) || e.item.GetRangeVar().GetAlias() != nil {
		return schemaName, alias
	}
	w.renamed++
	if schemaName != "" {
		schemaName = r.to.Schema
	}
	return schemaName, r.to.Name
}

func sameRelation(a, b schema.Key) bool { return a.Schema == b.Schema && a.Name == b.Name }

// columnNow is what a column of an item is called after the renaming.
func (w *writer) columnNow(e *rangeEntry, name string) string {
	r := w.rename
	if r == nil || r.from.Kind != schema.KindColumn || name != r.from.Name || e == nil ||
		e.key.Schema != r.from.Schema || e.key.Name != r.from.Table {
		return name
	}
	w.renamed++
	return r.to.Name
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
		return []*pg.Node{nameNode(w.columnNow(at.entry, last.GetString_().GetSval()))}
	}
	schemaName, alias := split2(nameList(list[:len(list)-1]))
	e, _ := w.entryNamed(schemaName, alias)
	if e == nil {
		e = w.rowEntry(alias)
	}
	if e == nil {
		return list
	}
	out := slices.Clone(list)
	if last.GetAStar() == nil {
		out[len(out)-1] = nameNode(w.columnNow(e, last.GetString_().GetSval()))
	}
	inSchema, now := w.aliasNow(schemaName, alias)
	out[len(out)-2] = nameNode(now)
	if len(out) > 2 {
		out[len(out)-3] = nameNode(inSchema)
	}
	return out
}

// renamedRoot gives the scope's own table its former name and columns.
func (w *writer) renamedRoot(e *rangeEntry) {
	if w.rename.isRelation() && sameRelation(e.key, w.rename.to) {
		e.key, e.alias = w.rename.from, w.rename.from.Name
	}
	_, c := w.renamedRelation(e.key, selectColumns{list: w.ns.columns(e.key)}, nil)
	e.base = c.list
}

// functionNow is what a function is called after the renaming.
func (w *writer) functionNow(in, name string, args []*pg.Node) (string, string) {
	r := w.rename
	if r == nil || !r.isRoutine() || in != r.from.Schema || name != bareName(r.from.Name) {
		return in, name
	}
	if _, keys, ok := w.ns.function(in, name); ok && len(keys) > 0 && !slices.Contains(w.overloads(keys, args), r.from) {
		return in, name
	}
	w.renamed++
	return r.to.Schema, bareName(r.to.Name)
}

// typeNow is what a type is called after the renaming.
func (w *writer) typeNow(text string) string {
	r := w.rename
	if r == nil || r.from.Kind == schema.KindColumn || r.isRoutine() {
		return text
	}
	from := pgmodel.Qualified(r.from.Schema, r.from.Name)
	rest, ok := strings.CutPrefix(text, from)
	if !ok || rest != "" && rest[0] != '[' && rest[0] != '(' {
		return text
	}
	w.renamed++
	return pgmodel.Qualified(r.to.Schema, r.to.Name) + rest
}

// collationNow is what a collation is called after the renaming.
func (w *writer) collationNow(in, name string) (string, string) {
	if r := w.rename; r != nil && r.from.Kind == schema.KindCollation && r.from.Schema == in && r.from.Name == name {
		w.renamed++
		return r.to.Schema, r.to.Name
	}
	return in, name
}

// renamedRelation is a relation of FROM, or the scope's own with no r, under its
// former name and with its former columns, whether the model has the new ones
// already or not.
func (w *writer) renamedRelation(k schema.Key, c selectColumns, r *pg.RangeVar) (schema.Key, selectColumns) {
	from, to := w.rename.from, w.rename.to
	if w.rename.isRelation() {
		if r != nil && r.Schemaname == from.Schema && r.Relname == from.Name {
			k = from
		}
		if sameRelation(k, from) && c.list == nil {
			c.list = w.ns.columns(to)
		}
	}
	former := func(col columnInfo) bool { return col.Name == from.Name }
	if from.Kind == schema.KindColumn && k.Schema == from.Schema && k.Name == from.Table && !slices.ContainsFunc(c.list, former) {
		c.list = append(slices.Clone(c.list), columnInfo{Name: from.Name})
	}
	c.known = c.list != nil
	return k, c
}
