package postgres

// CREATE DOMAIN and ALTER DOMAIN. The checks of a domain have names of the same kind as those of
// tables, made up by the server where none is written (sql-createdomain.html).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats domains.
var _ = register(kind{
	names:   []schema.Kind{schema.KindDomain},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_DOMAIN: schema.KindDomain},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateDomainStmt:
			return true, l.createDomain(n.CreateDomainStmt)
		case *pg.Node_AlterDomainStmt:
			return true, l.alterDomain(n.AlterDomainStmt)
		}
		return false, nil
	},
	find: (*loader).findType,
	setKey: func(o pgmodel.Object, k schema.Key) {
		x := o.(*pgmodel.Domain)
		x.ID = k
		for _, c := range x.Checks {
			c.Domain = k
		}
	},
	follow: func(f *follower, o pgmodel.Object) { f.domain(o.(*pgmodel.Domain)) },
	acts:   domainActs,
})

func (l *loader) createDomain(n *pg.CreateDomainStmt) error {
	s, word := l.targetName(n.Domainname)
	typ, uses, err := l.typ(n.TypeName)
	if err != nil {
		return err
	}
	var collated pgmodel.Shared
	collation := ""
	if n.CollClause != nil {
		if collation, err = l.collation(expr.NameList(n.CollClause.Collname), &collated); err != nil {
			return err
		}
	}
	k, err := l.newType(schema.KindDomain, s, word)
	if err != nil {
		return err
	}
	d := &pgmodel.Domain{ID: k, Type: typ, Collation: collation}
	l.begin(&d.Shared, k)
	d.Use(append(uses, collated.Uses...)...)
	l.defaultBelow(d, uses)
	var given []*pg.Constraint
	for _, node := range n.Constraints {
		c := node.GetConstraint()
		switch c.Contype {
		case pg.ConstrType_CONSTR_NULL:
		case pg.ConstrType_CONSTR_NOTNULL:
			d.NotNull = true
		case pg.ConstrType_CONSTR_DEFAULT:
			l.domainDefault(d, c.RawExpr)
		case pg.ConstrType_CONSTR_CHECK:
			given = append(given, c)
		default:
			return l.st.ErrorAt(c.Location, "domains have no such constraint")
		}
	}
	l.put(d)
	for _, c := range given {
		if err := l.addDomainCheck(d, c); err != nil {
			return err
		}
	}
	return nil
}

// defaultBelow gives a domain the default that the domain has that it is made of, until it gets
// one of its own (sql-createdomain.html).
func (l *loader) defaultBelow(d *pgmodel.Domain, uses []schema.Key) {
	for _, k := range uses {
		if k.Kind != schema.KindDomain || d.Type != pgmodel.Qualified(k.Schema, k.Name) {
			continue
		}
		l.later(func() {
			base, ok := l.out.Get(k).(*pgmodel.Domain)
			if !ok || base.Default.IsZero() {
				return
			}
			d.Default = base.Default
			for _, used := range base.Uses {
				if used.Kind.IsRoutine() || used.Kind == schema.KindSequence {
					d.Use(used)
				}
			}
		})
	}
}

// domainDefault sets or removes the default; DEFAULT NULL is none.
func (l *loader) domainDefault(d *pgmodel.Domain, expression *pg.Node) {
	ns := l.names()
	l.later(func() {
		d.Default = pgmodel.Expr{}
		if expression == nil || expr.IsNull(expression) {
			return
		}
		var uses []schema.Key
		d.Default, uses = expr.CanonicalDefault(expression, ns, expr.Scope{})
		d.Default = typedLiteral(d.Default, expression, d.Type, ns)
		d.Use(uses...)
	})
}

// addDomainCheck adds a CHECK, under the name the server would make up where it has
// none.
func (l *loader) addDomainCheck(d *pgmodel.Domain, n *pg.Constraint) error {
	c := &pgmodel.DomainCheck{Domain: d.ID, NotValid: n.SkipValidation && !n.InitiallyValid}
	c.Name, c.At, c.Was = n.Conname, l.st.Pos(n.Location), l.formerName(n.Location)
	if c.Name == "" {
		c.Name = l.constraintName(d.ID, "", "check")
	}
	if d.Check(c.Name) != nil {
		return l.st.ErrorAt(n.Location, "constraint %s of %s is defined twice", pgmodel.Quote(c.Name), d.ID.Object())
	}
	d.Checks = append(slices.Clip(d.Checks), c)
	l.constraintNames[name{d.ID.Schema, c.Name}]++
	ns := l.names()
	l.later(func() {
		var uses []schema.Key
		c.Expr, uses = expr.Canonical(n.RawExpr, ns, expr.Scope{Values: true, ValueType: d.Type})
		c.Use(uses...)
	})
	return nil
}

// alterDomain applies ALTER DOMAIN; its subtypes are letters (parsenodes.h).
func (l *loader) alterDomain(n *pg.AlterDomainStmt) error {
	k, err := l.typeNamed(expr.NameList(n.TypeName))
	if err != nil {
		return err
	}
	d, ok := l.mutable(k).(*pgmodel.Domain)
	if !ok {
		return l.st.ErrorAt(0, "%s is no domain", k.Object())
	}
	switch n.Subtype {
	case "T":
		l.domainDefault(d, n.Def)
	case "N":
		d.NotNull = false
	case "O":
		d.NotNull = true
	case "C":
		c := n.Def.GetConstraint()
		if c.Contype == pg.ConstrType_CONSTR_NOTNULL {
			d.NotNull = true
			return nil
		}
		return l.addDomainCheck(d, c)
	case "X":
		return l.dropDomainCheck(d, n.Name, n.MissingOk)
	case "V":
		c := d.Check(n.Name)
		if c == nil {
			return l.missingf(0, "constraint %s of %s does not exist", pgmodel.Quote(n.Name), k.Object())
		}
		c.NotValid = false
	}
	return nil
}

func (l *loader) dropDomainCheck(d *pgmodel.Domain, check string, missingOk bool) error {
	c := d.Check(check)
	switch {
	case c != nil:
		d.Checks = slices.DeleteFunc(slices.Clone(d.Checks), func(o *pgmodel.DomainCheck) bool { return o == c })
		l.release(d.ID.Schema, check)
		return nil
	case missingOk:
		return nil
	case d.NotNull && (l.ordered || check == pgmodel.MadeName(d.ID.Name, "", "not_null")): // PostgreSQL 17 names it
		d.NotNull = false
		return nil
	}
	return l.missingf(0, "constraint %s of %s does not exist", pgmodel.Quote(check), d.ID.Object())
}

func (f *follower) domain(d *pgmodel.Domain) {
	f.typ(&d.Type)
	f.name(schema.KindCollation, &d.Collation)
	f.expr(&d.Default, schema.Key{})
	for _, c := range d.Checks {
		f.base(&c.Shared)
		f.expr(&c.Expr, schema.Key{})
	}
}

func domainActs(r *actReader, node *pg.Node) bool {
	if c := node.GetCreateDomainStmt(); c != nil {
		s, name := expr.SplitName(expr.NameList(c.Domainname))
		r.add(0, schema.Act{Verb: schema.Creates, Kind: schema.KindDomain, On: schema.Key{Kind: schema.KindDomain, Schema: s, Name: name}, Name: name, Unqualified: s == ""})
		return true
	}
	n := node.GetAlterDomainStmt()
	if n == nil {
		return false
	}
	words := expr.NameList(n.TypeName)
	_, name := expr.SplitName(words)
	a := schema.Act{Verb: schema.Alters, Kind: schema.KindDomain, Name: name}
	if c := n.Def.GetConstraint(); n.Subtype == "C" && c != nil {
		a.Verb, a.Kind, a.NotValid = schema.AddsConstraint, schema.KindDomainCheck, c.SkipValidation
	}
	if n.Subtype == "O" || n.Subtype == "C" && n.Def.GetConstraint().GetContype() == pg.ConstrType_CONSTR_NOTNULL {
		if d, ok := r.l.out.Get(r.domain(words)).(*pgmodel.Domain); !ok || !d.NotNull {
			a.Verb, a.Kind, a.NotNull = schema.AddsConstraint, schema.KindDomainCheck, true
		}
	}
	a.Known = r.domainUsed(words)
	if n.Subtype == "X" {
		a.Verb, a.Kind, a.Name, a.IfExists = schema.DropsConstraint, schema.KindDomainCheck, n.Name, n.MissingOk
		a.On = r.domain(words)
	}
	r.add(0, a)
	return true
}

// domain is a domain by its name; one that is not known has no schema where it names none.
func (r *actReader) domain(words []string) schema.Key {
	if k, err := r.l.typeNamed(words); err == nil {
		return k
	}
	s, name := expr.SplitName(words)
	return schema.Key{Kind: schema.KindDomain, Schema: s, Name: name}
}

// domainUsed reports whether a column of a table is of a domain.
func (r *actReader) domainUsed(words []string) bool {
	k, err := r.l.typeNamed(words)
	if err != nil {
		return true
	}
	for o := range r.l.out.All() {
		t, ok := o.(*pgmodel.Table)
		if !ok {
			continue
		}
		for _, c := range t.Columns {
			if strings.HasPrefix(c.Type, pgmodel.Qualified(k.Schema, k.Name)) || k.Schema == "public" && strings.HasPrefix(c.Type, pgmodel.Quote(k.Name)) {
				return true
			}
		}
	}
	return false
}
