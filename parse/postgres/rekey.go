package postgres

import (
	"github.com/schemadiff/schemadiff/schema"
)

// rekey gives an object another key.
func rekey(o schema.PgObject, k schema.Key) {
	o.Base().Name = k.Name
	switch o := o.(type) {
	case *schema.PgTable:
		o.ID = k
		for _, c := range o.Columns {
			c.Table = k
		}
		for _, c := range o.Constraints {
			c.Table = k
		}
	case *schema.PgView:
		o.ID = k
		for _, c := range o.Columns {
			c.Table = k
		}
	case *schema.PgIndex:
		o.ID = k
	case *schema.PgSequence:
		o.ID = k
	case *schema.PgSchema: // its name is its key
	case *schema.PgStatistics:
		o.ID = k
	default:
		rekeyPart(o, k)
	}
}

// rekeyPart is rekey for parts of relations, routines and types.
func rekeyPart(o schema.PgObject, k schema.Key) {
	switch o := o.(type) {
	case *schema.PgTrigger:
		o.ID = k
	case *schema.PgRule:
		o.ID = k
	case *schema.PgPolicy:
		o.ID = k
	case *schema.PgFunction:
		o.ID, o.Name = k, bareName(k.Name)
	case *schema.PgAggregate:
		o.ID, o.Name = k, bareName(k.Name)
	case *schema.PgOperator:
		o.ID, o.Name = k, bareName(k.Name)
	case *schema.PgOperatorClass:
		o.ID = k
	case *schema.PgOperatorFamily:
		o.ID = k
	case *schema.PgConversion:
		o.ID = k
	case *schema.PgLanguage:
		o.ID = k
	case *schema.PgEventTrigger:
		o.ID = k
	case *schema.PgAccessMethod:
		o.ID = k
	default:
		rekeyType(o, k)
	}
}

// rest rewrites objects of the kinds that are not tables, indexes or sequences.
func (f *follower) rest(o schema.PgObject) {
	switch o := o.(type) {
	case *schema.PgView:
		f.text(&o.Body, schema.Key{}, true)
		for _, c := range o.Columns {
			c.Table = o.ID
			f.typ(&c.Type)
		}
	case *schema.PgTrigger:
		f.key(&o.Table)
		f.key(&o.From)
		f.expr(&o.When, o.Table)
		if f.column(o.Table) {
			replaceIn(o.Columns, f.from.Name, f.to.Name)
		}
		f.function(&o.Function)
	case *schema.PgRule:
		f.key(&o.Table)
		f.expr(&o.Where, o.Table)
		for i := range o.Actions {
			f.text(&o.Actions[i], o.Table, true)
		}
	case *schema.PgPolicy:
		f.key(&o.Table)
		f.expr(&o.Using, o.Table)
		f.expr(&o.Check, o.Table)
	case *schema.PgStatistics:
		f.key(&o.Table)
		f.parts(o.Parts, o.Table)
	default:
		if !f.restRoutine(o) {
			f.restType(o)
		}
	}
}
