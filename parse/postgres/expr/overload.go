package expr

// Which of several operators or functions of one name an expression means, by the types of its
// sides or arguments, as the server chooses (typeconv-oper.html, typeconv-func.html): an exact match
// first, then the form that needs the fewest casts. Where a type is not known, or two forms are as
// good, nothing is chosen.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// ChooseOperator is the operator that a name without schema means between two types; ok is false
// where that is not certain.
func ChooseOperator(names Names, schemaName, op, left, right string) (Form, bool) {
	w := &writer{canon: &canon{ns: names, flat: true}, mode: modeStrict}
	return w.choose(w.forms(schemaName, op), []string{left, right})
}

// forms are the operators of a name, those of pg_catalog first, as the search_path has them.
func (w *writer) forms(schemaName, op string) []Form {
	more, ok := w.ns.(MoreNames)
	if !ok {
		return nil
	}
	own := more.Operators(schemaName, op)
	switch {
	case schemaName != "":
		return own
	case len(own) == 0:
		return builtinOperators()[op]
	}
	before, after := w.splitAtCatalog(own)
	return slices.Concat(before, builtinOperators()[op], after)
}

// splitAtCatalog separates the forms whose schema the search_path names before pg_catalog.
func (w *writer) splitAtCatalog(own []Form) (before, after []Form) {
	for _, f := range own {
		if w.beforeCatalog(f.In) {
			before = append(before, f)
		} else {
			after = append(after, f)
		}
	}
	return before, after
}

// beforeCatalog reports whether the search_path names a schema before pg_catalog, which is
// otherwise the first that is looked into.
func (w *writer) beforeCatalog(schemaName string) bool {
	more, ok := w.ns.(MoreNames)
	return ok && more.BeforeCatalog(schemaName)
}

// chooseFunction is the function that a call by a bare name means, where pg_catalog and others have
// functions of that name. A form that another schema, earlier in the path, has too is hidden.
func (w *writer) chooseFunction(name string, f *pg.FuncCall) (Form, bool) {
	more, ok := w.ns.(MoreNames)
	if !ok || f.FuncVariadic || f.AggWithinGroup {
		return Form{}, false
	}
	types := make([]string, len(f.Args))
	for i, n := range f.Args {
		if n.GetNamedArgExpr() != nil {
			return Form{}, false
		}
		types[i] = w.sideType(n)
	}
	all := more.Overloads(name)
	if len(all) == 0 {
		return Form{}, false
	}
	before, after := w.splitAtCatalog(all)
	var own, forms []Form
	for _, list := range [][]Form{before, w.builtinFormsHere(name, more.Version()), after} {
		for _, form := range list {
			form, fits := form.withArguments(len(types))
			same := func(other Form) bool { return slices.Equal(other.Args, form.Args) }
			if !fits || slices.ContainsFunc(forms, same) {
				continue
			}
			if forms = append(forms, form); form.In != "" {
				own = append(own, form)
			}
		}
	}
	if len(own) == 0 { // none takes as many arguments
		return Form{}, len(forms) > 0
	}
	if len(own) == len(forms) && len(own) == 1 {
		return own[0], true
	}
	return w.chooseCall(forms, types)
}

func (w *writer) builtinFormsHere(name string, version int) []Form {
	var list []Form
	for _, f := range builtinForms()[name] {
		if inVersion(f.versions, version) {
			list = append(list, f.Form)
		}
	}
	return list
}

// chooseCall is the form that takes arguments of some types: domains as themselves, then as the
// types below them.
func (w *writer) chooseCall(forms []Form, types []string) (Form, bool) {
	if slices.Contains(types, "") {
		return Form{}, false
	}
	if i := slices.IndexFunc(forms, func(f Form) bool { return slices.Equal(f.Args, types) }); i >= 0 {
		return forms[i], true
	}
	below := slices.Clone(types)
	for i, t := range below {
		if t != unknownType {
			below[i] = WithoutModifier(w.below(t))
		}
	}
	return w.best(forms, below)
}

// form is the operator that an operation means. Its sides are those of e, or an element
// of the list or array on its right.
func (w *writer) form(e *pg.A_Expr) (Form, bool) {
	explicit, op := SplitName(NameList(e.Name))
	forms := w.forms(explicit, op)
	if len(forms) == 0 {
		return Form{}, false
	}
	left := "NONE"
	if e.Lexpr != nil {
		left = w.sideType(e.Lexpr)
	}
	return w.choose(forms, []string{left, w.rightType(e)})
}

func (w *writer) sideType(n *pg.Node) string {
	if isUnknown(n) {
		return unknownType
	}
	return WithoutModifier(w.infer(n))
}

func (w *writer) rightType(e *pg.A_Expr) string {
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_IN:
		typ := unknownType
		for _, n := range e.Rexpr.GetList().GetItems() {
			if t := w.sideType(n); t != unknownType {
				typ = t
			}
		}
		return typ
	case pg.A_Expr_Kind_AEXPR_OP_ANY, pg.A_Expr_Kind_AEXPR_OP_ALL:
		if isUnknown(e.Rexpr) {
			return unknownType
		}
		if a := e.Rexpr.GetAArrayExpr(); a != nil && !slices.ContainsFunc(a.Elements, func(n *pg.Node) bool { return !isUnknown(n) }) {
			return unknownType
		}
		return elementType(WithoutModifier(w.infer(e.Rexpr)))
	}
	return w.sideType(e.Rexpr)
}

// choose is the form that takes values of some types.
func (w *writer) choose(forms []Form, types []string) (Form, bool) {
	if slices.Contains(types, "") {
		return Form{}, false
	}
	for _, below := range []bool{false, true} { // a domain as itself, then as the type below it
		sides := slices.Clone(types)
		for i, t := range sides {
			if below && t != unknownType {
				sides[i] = WithoutModifier(w.below(t))
			}
		}
		exact := slices.Clone(sides)
		if i := slices.Index(exact, unknownType); i >= 0 { // takes the type of the other side
			exact[i] = exact[1-i]
		}
		if i := slices.IndexFunc(forms, func(f Form) bool { return slices.Equal(f.Args, exact) }); i >= 0 && exact[0] != unknownType {
			return forms[i], true
		}
		types = sides
	}
	return w.best(forms, types)
}

// best is the one form that needs the fewest casts (func_select_candidate).
func (w *writer) best(forms []Form, types []string) (Form, bool) {
	var left []Form
	most := -1
	keep := func(score func(Form) int) {
		list := left
		left, most = nil, -1
		for _, f := range list {
			switch s := score(f); {
			case s < most:
			case s > most:
				left, most = []Form{f}, s
			default:
				left = append(left, f)
			}
		}
	}
	for _, f := range forms {
		if len(f.Args) == len(types) && w.takes(f, types) {
			left = append(left, f)
		}
	}
	same := func(f Form) int { return count(f.Args, types, func(a, t string) bool { return a == t }) }
	preferred := func(f Form) int {
		return count(f.Args, types, func(a, t string) bool { return t != unknownType && (a == t || isPreferred(a)) })
	}
	strings := func(f Form) int {
		return count(f.Args, types, func(a, t string) bool { return t == unknownType && (isText(a) || a == "bpchar") })
	}
	texts := func(f Form) int {
		return count(f.Args, types, func(a, t string) bool { return t == unknownType && a == "text" })
	}
	for _, score := range []func(Form) int{same, preferred, strings, texts} {
		if len(left) > 1 {
			keep(score)
		}
	}
	if len(left) > 1 && sameCategories(left, types) {
		keep(func(f Form) int {
			return count(f.Args, types, func(a, t string) bool { return t == unknownType && isPreferred(a) })
		})
	}
	if len(left) != 1 {
		return Form{}, false
	}
	return left[0], true
}

// sameCategories reports whether some forms agree on the category of what each constant without a
// type would become.
func sameCategories(forms []Form, types []string) bool {
	for i, t := range types {
		for _, f := range forms {
			if t == unknownType && category(f.Args[i]) != category(forms[0].Args[i]) {
				return false
			}
		}
	}
	return true
}

// category is the class of pg_type.typcategory, of the types that have a preferred one
// among them; of others, the type.
func category(typ string) string {
	switch {
	case numberRank(typ) > 0:
		return "number"
	case typ == "date" || strings.HasPrefix(typ, "time"):
		return "time"
	}
	return typ
}

func count(args, types []string, does func(arg, typ string) bool) int {
	n := 0
	for i, t := range types {
		if does(args[i], t) {
			n++
		}
	}
	return n
}

// takes reports whether values of some types can be the arguments of a form without a cast
// that somebody writes.
func (w *writer) takes(f Form, types []string) bool {
	for i, t := range types {
		if a := f.Args[i]; a != t && (t == "NONE" || a == "NONE" || t != unknownType && !w.becomes(t, a)) {
			return false
		}
	}
	return true
}

// becomes reports whether a value of one type is taken as another without a cast being written.
func (w *writer) becomes(from, to string) bool {
	switch to {
	case "anyelement", "anycompatible", "any":
		return true
	case "anynonarray", "anycompatiblenonarray":
		return !strings.HasSuffix(from, "[]")
	case "anyarray", "anycompatiblearray":
		return strings.HasSuffix(from, "[]")
	case "anyrange", "anycompatiblerange":
		return strings.HasSuffix(from, "range")
	case "anyenum":
		return false
	case "text":
		return from == "character varying" || from == "bpchar" || from == "name" || w.castsTo(from, to)
	case "bpchar":
		return from == "character varying" || w.castsTo(from, to)
	case "character varying":
		return from == "text" || from == "bpchar" || w.castsTo(from, to)
	case "inet":
		return from == "cidr"
	case "oid":
		return isInteger(from) || strings.HasPrefix(from, "reg")
	case "timestamp without time zone":
		return from == "date"
	case "timestamp with time zone":
		return from == "date" || from == "timestamp without time zone"
	case "interval":
		return from == "time without time zone"
	case "bit varying":
		return from == `"bit"`
	}
	if numberRank(from) > 0 && numberRank(to) > 0 {
		return numberRank(from) < numberRank(to)
	}
	return w.castsTo(from, to)
}

// castsTo reports whether an extension has brought a cast that is made unasked.
func (w *writer) castsTo(from, to string) bool {
	more, ok := w.ns.(MoreNames)
	return ok && more.ImplicitCast(from, to)
}

// isPreferred reports whether a type is the preferred one of its category (pg_type.typispreferred).
func isPreferred(typ string) bool {
	switch typ {
	case "text", "double precision", "timestamp with time zone", "boolean", "oid", "inet", "interval", "bit varying":
		return true
	}
	return false
}

// isPolymorphic reports whether a type stands for that of the value.
func isPolymorphic(typ string) bool { return strings.HasPrefix(typ, "any") }
