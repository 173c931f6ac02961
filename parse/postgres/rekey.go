package postgres

import (
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// rekey gives an object another key.
func rekey(o pgmodel.Object, k schema.Key) {
	o.Base().Name = k.Name
	switch o := o.(type) {
	case *pgmodel.Table:
		o.ID = k
		for _, c := range o.Columns {
			c.Table = k
		}
		for _, c := range o.Constraints {
			c.Table = k
		}
	case *pgmodel.View:
		o.ID = k
		for _, c := range o.Columns {
			c.Table = k
		}
	case *pgmodel.Index:
		o.ID = k
	case *pgmodel.Sequence:
		o.ID = k
	case *pgmodel.Schema: // its name is its key
	case *pgmodel.Statistics:
		o.ID = k
	default:
		rekeyPart(o, k)
	}
}

// rekeyPart is rekey for parts of relations, routines and types.
func rekeyPart(o pgmodel.Object, k schema.Key) {
	switch o := o.(type) {
	case *pgmodel.Trigger:
		o.ID = k
	case *pgmodel.Rule:
		o.ID = k
	case *pgmodel.Policy:
		o.ID = k
	case *pgmodel.Function:
		o.ID, o.Name = k, expr.BareName(k.Name)
	case *pgmodel.Aggregate:
		o.ID, o.Name = k, expr.BareName(k.Name)
	case *pgmodel.Operator:
		o.ID, o.Name = k, expr.BareName(k.Name)
	case *pgmodel.OperatorClass:
		o.ID = k
	case *pgmodel.OperatorFamily:
		o.ID = k
	case *pgmodel.Conversion:
		o.ID = k
	case *pgmodel.Language:
		o.ID = k
	case *pgmodel.EventTrigger:
		o.ID = k
	case *pgmodel.AccessMethod:
		o.ID = k
	default:
		rekeyType(o, k)
	}
}

// rekeyOther rewrites objects of the kinds that are not tables, indexes or sequences.
func (f *follower) rekeyOther(o pgmodel.Object) {
	switch o := o.(type) {
	case *pgmodel.View:
		f.text(&o.Body, schema.Key{}, true)
		for _, c := range o.Columns {
			c.Table = o.ID
			f.typ(&c.Type)
		}
	case *pgmodel.Trigger:
		f.key(&o.Table)
		f.key(&o.From)
		f.expr(&o.When, o.Table)
		if f.column(o.Table) {
			replaceIn(o.Columns, f.from.Name, f.to.Name)
		}
		f.function(&o.Function)
	case *pgmodel.Rule:
		f.key(&o.Table)
		f.expr(&o.Where, o.Table)
		for i := range o.Actions {
			f.text(&o.Actions[i], o.Table, true)
		}
	case *pgmodel.Policy:
		f.key(&o.Table)
		f.expr(&o.Using, o.Table)
		f.expr(&o.Check, o.Table)
	case *pgmodel.Statistics:
		f.key(&o.Table)
		f.parts(o.Parts, o.Table)
	default:
		if !f.restRoutine(o) {
			f.restType(o)
		}
	}
}
