package postgres

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// restRoutine rewrites what an object of a kind of routine.go says of a renamed one;
// it tells whether the object is of such a kind. Where the types of its arguments
// are part of its name, that follows too.
func (f *follower) restRoutine(o schema.PgObject) bool {
	next := o.Key()
	switch o := o.(type) {
	case *schema.PgFunction:
		f.routineText(o)
		next.Name = routineName(bareName(next.Name), o.Args)
	case *schema.PgAggregate:
		for i := range o.Args {
			f.typ(&o.Args[i].Type)
		}
		f.aggregateOptions(o.Options)
		next.Name = routineName(bareName(next.Name), o.Args)
	case *schema.PgOperator:
		f.operator(o)
		next.Name = operatorSignature(bareName(next.Name), o.Left, o.Right)
	case *schema.PgCast:
		f.typ(&o.Source)
		f.typ(&o.Target)
		f.call(&o.Function)
		next.Name = castName(o.Source, o.Target)
	case *schema.PgTransform:
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
func resign(o schema.PgObject, k schema.Key) {
	switch o := o.(type) {
	case *schema.PgCast:
		o.ID, o.Name = k, k.Name
	case *schema.PgTransform:
		o.ID, o.Name = k, k.Name
	default:
		rekeyPart(o, k)
	}
}

// restHandler is restRoutine for what names functions and other objects alone.
func (f *follower) restHandler(o schema.PgObject) bool {
	switch o := o.(type) {
	case *schema.PgEventTrigger:
		f.function(&o.Function)
	case *schema.PgLanguage:
		f.function(&o.Handler)
		f.function(&o.Inline)
		f.function(&o.Validator)
	case *schema.PgAccessMethod:
		f.function(&o.Handler)
	case *schema.PgConversion:
		f.function(&o.Function)
	case *schema.PgOperatorFamily:
		f.members(o.Members)
	case *schema.PgOperatorClass:
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
func (f *follower) routineText(o *schema.PgFunction) {
	sc := scope{tableName: bareName(o.ID.Name)}
	for i := range o.Args {
		f.typ(&o.Args[i].Type)
		sc.params = append(sc.params, o.Args[i].Name)
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
	sql, changed := renameInSQL(o.Atomic.SQL, true, renaming{f.from, f.to}, f.ns, sc)
	if n, ok := parseText(sql, true); changed && ok {
		o.Atomic, _ = atomic(n, f.ns, sc)
	}
}

func (f *follower) aggregateOptions(options []schema.PgSetting) {
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

func (f *follower) operator(o *schema.PgOperator) {
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
	if f.from.Kind == schema.KindOperator && *text == qualifiedOperator(f.from.Schema, bareName(f.from.Name)) {
		*text = qualifiedOperator(f.to.Schema, bareName(f.to.Name))
	}
}

// call replaces the name of a function with its argument types.
func (f *follower) call(text *string) {
	full := func(k schema.Key) string {
		return dotted(k.Schema, bareName(k.Name)) + strings.TrimPrefix(k.Name, bareName(k.Name))
	}
	if f.from.Kind == schema.KindFunction && *text == full(f.from) {
		*text = full(f.to)
	}
}

func (f *follower) members(list []schema.PgMember) {
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
