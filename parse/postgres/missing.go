package postgres

// What to do with names that meant nothing: once all is read they are looked up again,
// and what is sure to mean nothing is an error at its place. A wrong alarm on a right
// file is worse than a miss, so nothing is reported where the files do not hold all: of
// what extensions that are not known bring, of schemas that the files do not make, of
// what a DO block may have made, and of names that were there and went.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// NoteMissing keeps a name for the end.
func (r *resolver) NoteMissing(m expr.MissingName) {
	if r.st == nil || !r.l.resolve {
		return
	}
	if m.Kind == "function" && r.callable(m) {
		return
	}
	r.l.missing = append(r.l.missing, missingAt{m, r.st, r.path})
}

// noteColumn keeps the name of a column that its relation may turn out not to have.
func (l *loader) noteColumn(relation schema.Key, column string) {
	r := &resolver{l: l, path: l.path, st: l.st}
	found := func(c expr.Column) bool { return c.Name == column }
	if !expr.IsSystemColumn(column) && !slices.ContainsFunc(r.Columns(relation), found) {
		r.NoteMissing(expr.MissingName{Kind: "column", Name: column, Tables: []schema.Key{relation}})
	}
}

// noteClass keeps the name of an operator class that is neither of the files nor, by
// the list, of pg_catalog.
func (r *resolver) noteClass(in, n string) {
	if _, builtin := slices.BinarySearch(expr.BuiltinOpClassNames(), n); !builtin && in != "pg_catalog" {
		r.NoteMissing(expr.MissingName{Kind: "class", In: in, Name: n})
	}
}

// reportMissing makes errors of the names that still mean nothing.
func (l *loader) reportMissing() {
	type place struct {
		st       *syntax.Statement
		location int32
		name     string
	}
	seen := map[place]bool{}
	for _, m := range l.missing {
		at := place{m.st, m.Location, m.Name}
		if seen[at] {
			continue
		}
		seen[at] = true
		r := &resolver{l: l, path: m.path, st: m.st}
		if r.mayMean(m) {
			continue
		}
		if m.Location <= 0 {
			m.Location = m.st.Locate(m.Name)
		}
		e := r.explain(m)
		e.Rule = parse.NamesNothing
		e.Sure = m.Kind == "column" && !slices.ContainsFunc(m.Tables, func(k schema.Key) bool { return !l.wholeHere(k) })
		l.errs = append(l.errs, e)
	}
	l.missing = nil
}

// mayMean reports whether a name means something after all, or may do so for all that
// is known here.
func (r *resolver) mayMean(m missingAt) bool {
	if m.st.Created != nil && !r.l.isUnchanged(m.st.Created) || r.l.gone[m.Name] && !r.needed(m) || r.l.madeUnseen(m) {
		return true
	}
	switch m.Kind {
	case "column":
		return r.hasColumn(m)
	case "table":
		return false
	case "function":
		return r.callable(m.MissingName) || !r.sees(m, "function")
	case "type":
		_, _, ok := r.Type(m.In, m.Name)
		return ok || !r.sees(m, "type")
	case "relation":
		_, ok := r.Relation(m.In, m.Name)
		return ok || !r.sees(m, "relation")
	case "collation", "access method", "text search configuration":
		return r.otherMayMean(m)
	case "class":
		for _, s := range r.schemas(m.In) {
			for _, k := range r.l.others[name{s, m.Name}] {
				if k.Kind == schema.KindOperatorClass {
					return true
				}
			}
		}
		return !r.sees(m, "class")
	}
	in, _, ok := r.Operator(m.In, m.Name)
	return ok && (in != "" || m.In != "") || !r.sees(m, "operator")
}

// hasColumn reports whether a table has the column by now, or is gone, or a function
// can be called as if it were a column.
func (r *resolver) hasColumn(m missingAt) bool {
	for _, k := range m.Tables {
		list := r.Columns(k)
		if list == nil && r.l.dropped[k] == nil || slices.ContainsFunc(list, func(c expr.Column) bool { return c.Name == m.Name }) {
			return true
		}
		if t, ok := r.l.out.Get(k).(*pgmodel.Table); ok && r.l.inheritsUnknown(t) {
			return true
		}
	}
	if m.In == "" {
		return false
	}
	_, keys, ok := r.Function("", m.Name)
	return ok && len(keys) > 0
}

// inheritsUnknown reports whether a table has columns from something that the files
// do not hold.
func (l *loader) inheritsUnknown(t *pgmodel.Table) bool {
	for _, p := range t.Parents() {
		if l.out.Get(p) == nil {
			return true
		}
	}
	return t.OfType != "" && len(expr.TypeUses(t.OfType, l.names())) == 0
}

// callable reports whether a call means a function, a cast or a column of a row.
func (r *resolver) callable(m expr.MissingName) bool {
	in, keys, ok := r.Function(m.In, m.Name)
	switch {
	case ok && in == "" && (expr.BuiltinFunction(m.Name) || expr.BuiltinArities()[m.Name] != nil) && (m.Args < 0 || expr.BuiltinTakes(m.Name, m.Args)):
		return true
	case ok && in != "" && len(keys) == 0 && (r.wantedSchema(m.In) == "" || r.brought(m) || r.l.extensionBrings("function", m.Name)):
		return true
	}
	if slices.ContainsFunc(keys, func(k schema.Key) bool { return m.Args < 0 || r.takes(k, m.Args) }) {
		return true
	}
	if m.In == "" && (expr.BuiltinFunction(m.Name) || expr.BuiltinArities()[m.Name] != nil) && (m.Args < 0 || expr.BuiltinTakes(m.Name, m.Args)) {
		return true
	}
	if _, k, ok := r.Type(m.In, m.Name); ok && (m.Args == 1 || k.Kind == schema.KindRange) {
		return true // a cast, or the constructor of a range
	}
	if m.Args != 1 && m.Args >= 0 {
		return false
	}
	return (m.Operand == "" || strings.Contains(m.Operand, ".")) && r.anyColumn(m.Name)
}

// brought reports whether an extension of the database has brought a function.
func (r *resolver) brought(m expr.MissingName) bool {
	return slices.ContainsFunc(r.schemas(m.In), func(s string) bool { return len(r.l.outside[name{s, m.Name}]) > 0 })
}

// anyColumn reports whether some relation or type has a column of that name, but for
// what the statement itself makes: a view's column is called after the function.
func (r *resolver) anyColumn(name string) bool {
	for o := range r.l.out.All() {
		if r.st != nil && o == r.st.Created {
			continue
		}
		if slices.ContainsFunc(r.Columns(o.Key()), func(c expr.Column) bool { return c.Name == name }) {
			return true
		}
	}
	return false
}

// madeUnseen reports whether a statement whose effect is not known may have made what
// a name means.
func (l *loader) madeUnseen(m missingAt) bool {
	if pgmodel.NamedIn(l.out.Opaque, m.Name) {
		return true
	}
	for _, text := range l.out.Opaque {
		if !strings.Contains(strings.ToLower(text), "execute") {
			continue
		}
		if m.Kind != "column" && m.Kind != "table" {
			return true
		}
		for _, k := range m.Tables {
			if pgmodel.NamedIn([]string{text}, k.Name) {
				return true
			}
		}
	}
	return false
}

// sees reports whether the files, or the database they start from, hold all that a name
// of that kind can mean.
func (r *resolver) sees(m missingAt, kind string) bool {
	live := r.l.env.Version > 0
	if r.l.extensionBrings(kind, m.Name) || !live && contribBrings(kind, m.Name) {
		return false
	}
	for _, s := range r.schemas(m.In) {
		if !r.l.makes(s) && !(live && kind == "function") {
			return false
		}
		if kind == "function" && slices.ContainsFunc(r.l.env.Routines, func(o EnvName) bool { return o.Schema == s && o.Name == m.Name }) {
			return false
		}
		if len(r.l.outside[name{s, m.Name}]) > 0 {
			return false
		}
	}
	return m.In != "" || len(r.l.outside[name{"pg_catalog", m.Name}]) == 0
}

// explain is the error of a name that means nothing.
func (r *resolver) explain(m missingAt) *parse.Error {
	at := func(format string, args ...any) *parse.Error { return m.st.ErrorAt(m.Location, format, args...) }
	var e *parse.Error
	known := m.Known
	switch m.Kind {
	case "column":
		what := "column " + pgmodel.Quote(m.Name)
		if len(m.Tables) == 1 {
			what += " of " + m.Tables[0].Object()
		} else if m.In != "" {
			what += " of " + pgmodel.Quote(m.In)
		}
		e = at("%s does not exist", what)
	case "table":
		e = at("%s names no table of this query: it is neither a table nor an alias in its FROM", dotted(m.In, m.Name))
	case "function":
		e, known = r.explainCall(m), r.l.functionNames(m.In)
	case "class":
		e, known = at("operator class %s does not exist", dotted(m.In, m.Name)), expr.BuiltinOpClassNames()
	default:
		e = at("%s %s does not exist", m.Kind, dotted(m.In, m.Name))
		if m.Kind == "relation" || m.Kind == "type" {
			known = r.l.namesOf(m.Kind)
		}
	}
	if m.Kind == "relation" && m.In != "" && !r.l.makes(m.In) {
		e.Hint = declareHint
		return e
	}
	if near := parse.Nearest(m.Name, known); near != "" && near != m.Name {
		e.Hint = didYouMean(near)
	} else if e.Hint == "" && (m.Kind == "function" || m.Kind == "type" || m.Kind == "operator") {
		e.Hint = "write its definition into these files, or the CREATE EXTENSION that brings it"
	}
	return e
}

// explainCall is the error of a call that means no function.
func (r *resolver) explainCall(m missingAt) *parse.Error {
	_, keys, _ := r.Function(m.In, m.Name)
	if len(keys) == 0 && (m.In != "" || expr.BuiltinArities()[m.Name] == nil) {
		return m.st.ErrorAt(m.Location, "function %s does not exist", dotted(m.In, m.Name))
	}
	e := m.st.ErrorAt(m.Location, "no function %s takes %s", dotted(m.In, m.Name), arguments(m.Args))
	var forms []string
	for _, k := range keys {
		forms = append(forms, k.Name)
	}
	if e.Hint = "it is called as " + strings.Join(forms, " or "); len(keys) == 0 {
		e.Hint = "it takes " + strings.ReplaceAll(strings.Join(expr.BuiltinArities()[m.Name], " or "), "+", " and more") + " arguments"
	}
	return e
}

func arguments(n int) string {
	switch n {
	case 0:
		return "no argument"
	case 1:
		return "1 argument"
	}
	return fmt.Sprintf("%d arguments", n)
}

// functionNames are the names that a call can mean.
func (l *loader) functionNames(in string) []string {
	var list []string
	for n := range l.functions {
		if in == "" || n.schema == in {
			list = append(list, n.name)
		}
	}
	if in == "" {
		list = append(list, expr.BuiltinFunctionNames()...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// namesOf are the names of the types or relations of the files.
func (l *loader) namesOf(kind string) []string {
	from := l.relations
	if kind == "type" {
		from = l.types
	}
	var list []string
	for n := range from {
		list = append(list, n.name)
	}
	if kind == "type" {
		list = append(list, expr.BuiltinTypeNames()...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// didYouMean offers a name, in quotes where it would mean another one without.
func didYouMean(name string) string {
	word := expr.PlainWord(name, pgmodel.Quote)
	if strings.ToLower(name) != name {
		word = pgmodel.Quote(name)
	}
	return "did you mean " + word + "?"
}

// missingColumn is the error that a relation has no column of a name; it offers one that is alike.
func (l *loader) missingColumn(location int32, of schema.Key, column string) error {
	e := l.st.ErrorAt(location, "column %s of %s does not exist", pgmodel.Quote(column), of.Object())
	e.Rule, e.Sure = parse.NamesNothing, l.wholeHere(of)
	var names []string
	for _, c := range (&resolver{l: l}).Columns(of) {
		names = append(names, c.Name)
	}
	if near := parse.Nearest(column, names); near != "" && near != column {
		e.Hint = didYouMean(near)
	}
	return &missing{e}
}
