package expr

// Which of several operators of one name an expression means, by the types of its sides, as the
// server chooses (typeconv-oper.html): an exact match first, then the form that needs the fewest
// casts. Where a type is not known, or two forms are as good, nothing is chosen.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// Form is one function or operator of a name, by the types that it takes.
type Form struct {
	In     string     // its schema, "" for pg_catalog
	Key    schema.Key // of the object, or of the extension that it is a member of
	Args   []string   // canonical, "NONE" for the left side of a prefix operator
	Result string     // "" where it is not known
}

// NewForm is the form with types as format_type prints them, with ", " between.
func NewForm(in, args, result string) Form {
	f := Form{In: in, Result: canonicalBase(result)}
	if args != "" {
		f.Args = strings.Split(args, ", ")
	}
	for i, a := range f.Args {
		f.Args[i] = canonicalBase(a)
	}
	return f
}

// canonicalBase spells the two types that have another name without a modifier than with one.
func canonicalBase(typ string) string {
	base, dims := typ, ""
	if element, ok := strings.CutSuffix(typ, "[]"); ok {
		base, dims = element, "[]"
	}
	switch base {
	case "character":
		base = "bpchar"
	case "bit":
		base = `"bit"`
	}
	return base + dims
}

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
	return slices.Concat(builtinOperators()[op], own)
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
	if len(left) != 1 {
		return Form{}, false
	}
	return left[0], true
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
