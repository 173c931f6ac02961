package postgres

import (
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
