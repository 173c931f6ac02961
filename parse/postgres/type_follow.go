package postgres

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// rekeyType gives an object of a kind of type.go another key; it tells whether the
// object is one.
func rekeyType(o schema.PgObject, k schema.Key) bool {
	switch o := o.(type) {
	case *schema.PgEnum:
		o.ID = k
	case *schema.PgDomain:
		o.ID = k
		for _, c := range o.Checks {
			c.Domain = k
		}
	case *schema.PgComposite:
		o.ID = k
		for _, a := range o.Attributes {
			a.Table = k
		}
	case *schema.PgRange:
		o.ID = k
	case *schema.PgBaseType:
		o.ID = k
	case *schema.PgCollation:
		o.ID = k
	case *schema.PgTextSearch:
		o.ID = k
	case *schema.PgTSConfig:
		o.ID = k
	default:
		return rekeyForeign(o, k)
	}
	o.Base().Name = k.Name
	return true
}

func rekeyForeign(o schema.PgObject, k schema.Key) bool {
	switch o := o.(type) {
	case *schema.PgExtension:
		o.ID = k
	case *schema.PgWrapper:
		o.ID = k
	case *schema.PgServer:
		o.ID = k
	case *schema.PgUserMapping:
		o.ID = k
	case *schema.PgPublication:
		o.ID = k
	case *schema.PgSubscription:
		o.ID = k
	default:
		return false
	}
	o.Base().Name = k.Name
	return true
}

// restType rewrites what an object of a kind of type.go says of a renamed one; it
// tells whether the object is of such a kind.
func (f *follower) restType(o schema.PgObject) bool {
	switch o := o.(type) {
	case *schema.PgDomain:
		f.domain(o)
	case *schema.PgComposite:
		for _, a := range o.Attributes {
			f.base(&a.PgBase)
			f.typ(&a.Type)
			f.name(schema.KindCollation, &a.Collation)
		}
	case *schema.PgRange:
		f.typ(&o.Subtype)
		f.name(schema.KindCollation, &o.Collation)
		f.name(schema.KindOperatorClass, &o.OpClass)
		f.function(&o.Canonical)
		f.function(&o.Difference)
	case *schema.PgBaseType:
		f.functions(o.Options)
	case *schema.PgTextSearch:
		f.name(schema.KindTSTemplate, &o.Template)
		if o.ID.Kind != schema.KindTSDictionary {
			f.functions(o.Options)
		}
	case *schema.PgTSConfig:
		f.name(schema.KindTSParser, &o.Parser)
		for i, m := range o.Mappings {
			o.Mappings[i].Dictionaries = slices.Clone(m.Dictionaries)
			for j := range m.Dictionaries {
				f.name(schema.KindTSDictionary, &o.Mappings[i].Dictionaries[j])
			}
		}
	default:
		return f.restForeign(o)
	}
	return true
}

func (f *follower) domain(d *schema.PgDomain) {
	f.typ(&d.Type)
	f.name(schema.KindCollation, &d.Collation)
	f.expr(&d.Default, schema.Key{})
	for _, c := range d.Checks {
		f.base(&c.PgBase)
		f.expr(&c.Expr, schema.Key{})
	}
}

func (f *follower) restForeign(o schema.PgObject) bool {
	switch o := o.(type) {
	case *schema.PgWrapper:
		f.function(&o.Handler)
		f.function(&o.Validator)
	case *schema.PgServer:
		if f.from.Kind == schema.KindWrapper && o.Wrapper == f.from.Name {
			o.Wrapper = f.to.Name
		}
	case *schema.PgUserMapping:
		if f.from.Kind == schema.KindServer && o.Server == f.from.Name {
			f.l.remove(o.ID)
			o.Server, o.ID = f.to.Name, schema.UserMappingKey(o.Role, f.to.Name)
			o.Name = o.ID.Name
			f.l.put(o)
		}
	case *schema.PgExtension:
		if f.from.Kind == schema.KindSchema && o.Schema == f.from.Name {
			o.Schema = f.to.Name
		}
	case *schema.PgPublication:
		f.publication(o)
	default:
		return false
	}
	return true
}

func (f *follower) publication(p *schema.PgPublication) {
	for i := range p.Tables {
		t := &p.Tables[i]
		if f.column(t.Table) {
			t.Columns = slices.Clone(t.Columns)
			replaceIn(t.Columns, f.from.Name, f.to.Name)
			slices.Sort(t.Columns)
		}
		f.expr(&t.Where, t.Table)
		f.key(&t.Table)
	}
	slices.SortFunc(p.Tables, func(a, b schema.PgPublished) int { return schema.CompareKeys(a.Table, b.Table) })
	if i := slices.Index(p.Schemas, f.from.Name); i >= 0 && f.from.Kind == schema.KindSchema {
		p.Schemas[i] = f.to.Name
		slices.Sort(p.Schemas)
	}
}

// name replaces a qualified name if it is the one of an object of that kind.
func (f *follower) name(kind schema.Kind, text *string) {
	if f.from.Kind == kind && *text == dotted(f.from.Schema, f.from.Name) {
		*text = dotted(f.to.Schema, f.to.Name)
	}
}

// function replaces the qualified name of a function, which has no argument types.
func (f *follower) function(text *string) {
	if f.from.Kind == schema.KindFunction && *text == dotted(f.from.Schema, bareName(f.from.Name)) {
		*text = dotted(f.to.Schema, bareName(f.to.Name))
	}
}

func (f *follower) functions(options []schema.PgSetting) {
	for i := range options {
		f.function(&options[i].Value)
	}
}
