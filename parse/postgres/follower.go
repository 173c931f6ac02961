package postgres

// A follower rewrites the references that one object has to another one or to a column that got a
// new name: keys, types, and names in the text of expressions. Kinds call its methods on their
// fields; it knows no kind.

import (
	"strings"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// follower rewrites references to one object that got another key.
type follower struct {
	l        *loader
	from, to schema.Key
	moving   func(kind, name string) bool // of an extension that is moved
	ns       expr.Names
}

func (f *follower) renaming() *expr.Renaming {
	return &expr.Renaming{From: f.from, To: f.to, Members: f.moving}
}

// moved returns what a key is called after the renaming.
func (f *follower) moved(k schema.Key) schema.Key {
	switch {
	case k == f.from:
		return f.to
	case k.IsPart() && !f.from.IsPart() && f.isRelation() && k.Schema == f.from.Schema && k.Table == f.from.Name:
		k.Schema, k.Table = f.to.Schema, f.to.Name
	}
	return k
}

func (f *follower) isRelation() bool {
	return f.from.Kind.Has(schema.ColumnOwner)
}

func (f *follower) key(k *schema.Key) { *k = f.moved(*k) }

// column reports whether the renaming is that of a column of that relation.
func (f *follower) column(relation schema.Key) bool {
	return f.from.Kind == schema.KindColumn && relation.Schema == f.from.Schema && relation.Name == f.from.Table
}

func (f *follower) base(b *pgmodel.Shared) {
	list := b.Uses
	b.Uses = nil
	for _, k := range list {
		b.Use(f.moved(k))
	}
}

// expr rewrites an expression whose bare names are columns of table.
func (f *follower) expr(e *pgmodel.Expr, table schema.Key) { f.text(e, table, false) }

func (f *follower) text(e *pgmodel.Expr, table schema.Key, query bool) {
	if e.IsZero() || !f.mayName(e.SQL, query) {
		return
	}
	if sql, changed := expr.RenameInSQL(e.SQL, query, *f.renaming(), f.ns, expr.Scope{Table: table, TableName: table.Name}); changed {
		*e = recanon(sql, query, f.ns, expr.Scope{Table: table, TableName: table.Name, Rows: true})
	}
}

// mayName reports whether a text may name what is renamed: it holds the name, or is a
// query that means columns without naming them.
func (f *follower) mayName(sql string, query bool) bool {
	name := expr.BareName(f.from.Name)
	if f.moving != nil {
		name = f.from.Schema
	}
	return strings.Contains(sql, strings.ReplaceAll(name, `"`, `""`)) ||
		query && (strings.Contains(sql, "*") || strings.Contains(sql, "NATURAL"))
}

func (f *follower) parts(parts []pgmodel.Part, table schema.Key) {
	for i := range parts {
		if f.column(table) && parts[i].Column == f.from.Name {
			parts[i].Column = f.to.Name
		}
		f.member("class", &parts[i].OpClass)
		f.name(schema.KindCollation, &parts[i].Collation)
		f.exclusion(&parts[i].Operator)
		f.expr(&parts[i].Expr, table)
	}
}

// exclusion rewrites the operator of an exclusion constraint, which OPERATOR() encloses where
// it is not one of pg_catalog.
func (f *follower) exclusion(text *string) {
	if inside, ok := strings.CutPrefix(*text, "OPERATOR("); ok {
		name := strings.TrimSuffix(inside, ")")
		f.operatorName(&name)
		*text = "OPERATOR(" + name + ")"
	}
}

func (f *follower) typ(t *string) {
	*t, _ = f.renaming().MemberType(*t)
	if f.from.Kind.Has(schema.UserType) || f.from.Kind == schema.KindTable {
		*t = renameType(*t, dotted(f.from.Schema, f.from.Name), dotted(f.to.Schema, f.to.Name))
	}
}

// renameType replaces a qualified type by another, array or not.
func renameType(t, from, to string) string {
	if t == from || len(t) > len(from) && t[:len(from)] == from && t[len(from)] == '[' {
		return to + t[len(from):]
	}
	return t
}

// recanon makes canonical again what a renaming has rewritten.
func recanon(sql string, query bool, ns expr.Names, sc expr.Scope) pgmodel.Expr {
	if r, ok := ns.(*resolver); ok { // what is wrong in it was reported where it was written
		ns = &resolver{l: r.l, path: r.path}
	}
	if query {
		tree, err := grammar.Parse(sql)
		if err != nil || len(tree.Stmts) != 1 {
			return pgmodel.Expr{SQL: sql, Strict: sql, Loose: sql}
		}
		e, _, _ := expr.CanonicalQuery(tree.Stmts[0].Stmt, ns, sc)
		return e
	}
	tree, err := grammar.Parse("SELECT " + sql)
	if err != nil || len(tree.Stmts) != 1 {
		return pgmodel.Expr{SQL: sql, Strict: sql, Loose: sql}
	}
	list := tree.Stmts[0].Stmt.GetSelectStmt().GetTargetList()
	if len(list) != 1 {
		return pgmodel.Expr{SQL: sql, Strict: sql, Loose: sql}
	}
	e, _ := expr.Canonical(list[0].GetResTarget().GetVal(), ns, sc)
	return e
}

// member replaces the schema of a qualified name if it is one of a member of the extension.
func (f *follower) member(kind string, text *string) {
	if rest, ok := strings.CutPrefix(*text, pgmodel.Quote(f.from.Schema)+"."); ok && f.moving != nil && f.moving(kind, expr.BareName(rest)) {
		*text = pgmodel.Quote(f.to.Schema) + "." + rest
	}
}

// name replaces a qualified name if it is the one of an object of that kind.
func (f *follower) name(kind schema.Kind, text *string) {
	f.member(namedAs(kind), text)
	if f.from.Kind == kind && *text == dotted(f.from.Schema, f.from.Name) {
		*text = dotted(f.to.Schema, f.to.Name)
	}
}

// function replaces the qualified name of a function, which has no argument types.
func (f *follower) function(text *string) {
	f.member("function", text)
	if f.from.Kind == schema.KindFunction && *text == dotted(f.from.Schema, expr.BareName(f.from.Name)) {
		*text = dotted(f.to.Schema, expr.BareName(f.to.Name))
	}
}

func (f *follower) functions(options []pgmodel.Setting) {
	for i := range options {
		f.function(&options[i].Value)
	}
}

// call replaces the name of a function with its argument types.
func (f *follower) call(text *string) {
	full := func(k schema.Key) string {
		return dotted(k.Schema, expr.BareName(k.Name)) + strings.TrimPrefix(k.Name, expr.BareName(k.Name))
	}
	if f.from.Kind == schema.KindFunction && *text == full(f.from) {
		*text = full(f.to)
	}
}

// uses reports whether a base names k, or for a column its table.
func uses(b *pgmodel.Shared, k schema.Key) bool {
	for _, u := range b.Uses {
		if u == k || k.Kind == schema.KindColumn && u.Schema == k.Schema && u.Name == k.Table && u.Table == "" ||
			u.IsPart() && u.Schema == k.Schema && u.Table == k.Name && !k.IsPart() {
			return true
		}
	}
	return false
}

// inText is for kinds whose objects spell the names of types and tables: any of them may
// refer to what was renamed.
func inText(pgmodel.Object, schema.Key) bool { return true }

// operatorName replaces the qualified name of an operator.
func (f *follower) operatorName(text *string) {
	f.member(string(schema.KindOperator), text)
	if f.from.Kind == schema.KindOperator && *text == qualifiedOperator(f.from.Schema, expr.BareName(f.from.Name)) {
		*text = qualifiedOperator(f.to.Schema, expr.BareName(f.to.Name))
	}
}
