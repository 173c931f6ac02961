package postgres

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// restRoutine rewrites what an object of a kind of routine.go says of a renamed one;
// it reports whether the object is of such a kind. Where the types of its arguments
// are part of its name, that follows too.
func (f *follower) restRoutine(o pgmodel.Object) bool {
	next := o.Key()
	switch o := o.(type) {
	case *pgmodel.Function:
		f.routineText(o)
		next.Name = routineName(expr.BareName(next.Name), o.Args)
	case *pgmodel.Aggregate:
		for i := range o.Args {
			f.typ(&o.Args[i].Type)
		}
		f.aggregateOptions(o.Options)
		next.Name = routineName(expr.BareName(next.Name), o.Args)
	case *pgmodel.Operator:
		f.operator(o)
		next.Name = operatorSignature(expr.BareName(next.Name), o.Left, o.Right)
	case *pgmodel.Cast:
		f.typ(&o.Source)
		f.typ(&o.Target)
		f.call(&o.Function)
		next.Name = castName(o.Source, o.Target)
	case *pgmodel.Transform:
		f.typ(&o.Type)
		f.call(&o.FromSQL)
		f.call(&o.ToSQL)
		if f.from.Kind == schema.KindLanguage && o.Language == f.from.Name {
			o.Language = f.to.Name
		}
		next.Name = transformName(o.Type, o.Language)
	default:
		return f.restHandler(o)
	}
	if k := o.Key(); next != k && k != f.to {
		f.l.remove(k)
		resign(o, next)
		f.l.put(o)
		f.l.followAll(k, next)
	}
	return true
}

// resign gives an object another key whose name holds types.
func resign(o pgmodel.Object, k schema.Key) {
	switch o := o.(type) {
	case *pgmodel.Cast:
		o.ID, o.Name = k, k.Name
	case *pgmodel.Transform:
		o.ID, o.Name = k, k.Name
	default:
		rekeyPart(o, k)
	}
}

// restHandler is restRoutine for what names functions and other objects alone.
func (f *follower) restHandler(o pgmodel.Object) bool {
	switch o := o.(type) {
	case *pgmodel.EventTrigger:
		f.function(&o.Function)
	case *pgmodel.Language:
		f.function(&o.Handler)
		f.function(&o.Inline)
		f.function(&o.Validator)
	case *pgmodel.AccessMethod:
		f.function(&o.Handler)
	case *pgmodel.Conversion:
		f.function(&o.Function)
	case *pgmodel.OperatorFamily:
		f.members(o.Members)
	case *pgmodel.OperatorClass:
		f.typ(&o.Type)
		f.typ(&o.Storage)
		f.name(schema.KindOperatorFamily, &o.Family)
		f.members(o.Members)
	default:
		return false
	}
	return true
}

// routineText rewrites types, defaults and a body that is no string.
func (f *follower) routineText(o *pgmodel.Function) {
	sc := expr.Scope{TableName: expr.BareName(o.ID.Name)}
	for i := range o.Args {
		f.typ(&o.Args[i].Type)
		sc.Params = append(sc.Params, o.Args[i].Name)
	}
	row, set := strings.CutPrefix(o.Returns, "SETOF ")
	f.typ(&row)
	if o.Returns = row; set {
		o.Returns = "SETOF " + row
	}
	for i := range o.Transforms {
		f.typ(&o.Transforms[i])
	}
	f.function(&o.Support)
	if f.from.Kind == schema.KindLanguage && o.Language == f.from.Name {
		o.Language = f.to.Name
	}
	for i := range o.Args {
		f.expr(&o.Args[i].Default, schema.Key{})
	}
	if o.Atomic.IsZero() {
		return
	}
	sql, changed := expr.RenameInSQL(o.Atomic.SQL, true, expr.Renaming{From: f.from, To: f.to}, f.ns, sc)
	if n, ok := expr.ParseText(sql, true); changed && ok {
		o.Atomic, _ = atomic(n, f.ns, sc)
	}
}

func (f *follower) aggregateOptions(options []pgmodel.Setting) {
	for i := range options {
		switch o := &options[i]; o.Name {
		case "stype", "mstype":
			f.typ(&o.Value)
		case "sortop":
			f.operatorName(&o.Value)
		default:
			f.function(&o.Value)
		}
	}
}

func (f *follower) operator(o *pgmodel.Operator) {
	f.typ(&o.Left)
	f.typ(&o.Right)
	for _, text := range []*string{&o.Function, &o.Restrict, &o.Join} {
		f.function(text)
	}
	f.operatorName(&o.Commutator)
	f.operatorName(&o.Negator)
}

// operatorName replaces the qualified name of an operator.
func (f *follower) operatorName(text *string) {
	if f.from.Kind == schema.KindOperator && *text == qualifiedOperator(f.from.Schema, expr.BareName(f.from.Name)) {
		*text = qualifiedOperator(f.to.Schema, expr.BareName(f.to.Name))
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

func (f *follower) members(list []pgmodel.Member) {
	for i := range list {
		m := &list[i]
		m.Types = slices.Clone(m.Types)
		for j := range m.Types {
			f.typ(&m.Types[j])
		}
		if m.Function {
			f.call(&m.Name)
		} else {
			f.operatorName(&m.Name)
		}
		f.name(schema.KindOperatorFamily, &m.OrderBy)
	}
	slices.SortFunc(list, compareMembers)
}
