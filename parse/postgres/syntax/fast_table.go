package syntax

// CREATE TABLE for the fast reader: columns, constraints, identity and foreign keys.

import (
	pg_query "github.com/pganalyze/pg_query_go/v5"
)

// createTable reads what follows CREATE TABLE: a name and a list, nothing more.
func (r *fastReader) createTable() *pg_query.Node {
	if r.sees("if") {
		r.fail()
	}
	s := &pg_query.CreateStmt{Relation: r.relation(true), Oncommit: pg_query.OnCommitAction_ONCOMMIT_NOOP}
	r.needSign("(")
	for !r.seesSign(")") {
		s.TableElts = append(s.TableElts, r.element())
		if !r.eatSign(",") {
			break
		}
		if r.seesSign(")") {
			r.fail()
		}
	}
	r.needSign(")")
	return &pg_query.Node{Node: &pg_query.Node_CreateStmt{CreateStmt: s}}
}

func (r *fastReader) element() *pg_query.Node {
	switch {
	case r.sees("constraint"), r.sees("check"), r.sees("primary"), r.sees("unique"), r.sees("foreign"):
		return r.tableConstraint()
	case r.sees("exclude"):
		r.fail()
		return nil
	}
	return r.column()
}

func (r *fastReader) column() *pg_query.Node {
	n, c := newColumn()
	c.IsLocal, c.Location, c.Colname = true, r.here(), r.name()
	r.typeInto(c.TypeName)
	for r.more() && !r.seesSign(",") && !r.seesSign(")") {
		c.Constraints = append(c.Constraints, r.columnConstraint())
	}
	return n
}

func (r *fastReader) columnConstraint() *pg_query.Node {
	n, c := newConstraint(r.here())
	if r.eat("constraint") {
		c.Conname = r.name()
	}
	switch {
	case r.eat("not", "null"):
		c.Contype = pg_query.ConstrType_CONSTR_NOTNULL
	case r.eat("default"):
		c.Contype, c.RawExpr = pg_query.ConstrType_CONSTR_DEFAULT, r.binary(0)
	case r.eat("primary", "key"):
		c.Contype = pg_query.ConstrType_CONSTR_PRIMARY
	case r.eat("unique"):
		c.Contype = pg_query.ConstrType_CONSTR_UNIQUE
	case r.eat("check"):
		c.Contype, c.RawExpr, c.InitiallyValid = pg_query.ConstrType_CONSTR_CHECK, r.inParentheses(), true
	case r.sees("references"):
		r.references(c)
	case r.eat("generated", "always", "as", "identity"):
		r.identity(c, "a")
	case r.eat("generated", "by", "default", "as", "identity"):
		r.identity(c, "d")
	default:
		r.fail()
	}
	return n
}

func (r *fastReader) tableConstraint() *pg_query.Node {
	n, c := newConstraint(r.here())
	if r.eat("constraint") {
		c.Conname = r.name()
	}
	switch {
	case r.eat("check"):
		c.Contype, c.RawExpr, c.InitiallyValid = pg_query.ConstrType_CONSTR_CHECK, r.inParentheses(), true
	case r.eat("primary", "key"):
		c.Contype, c.Keys = pg_query.ConstrType_CONSTR_PRIMARY, r.nameList()
	case r.eat("unique"):
		c.Contype, c.Keys = pg_query.ConstrType_CONSTR_UNIQUE, r.nameList()
	case r.eat("foreign", "key"):
		c.FkAttrs = r.nameList()
		r.references(c)
	default:
		r.fail()
	}
	return n
}

// references reads what a foreign key points to.
func (r *fastReader) references(c *pg_query.Constraint) {
	r.need("references")
	c.Contype, c.InitiallyValid = pg_query.ConstrType_CONSTR_FOREIGN, true
	c.FkMatchtype, c.FkUpdAction, c.FkDelAction = "s", "a", "a"
	c.Pktable = r.relation(true)
	if r.seesSign("(") {
		c.PkAttrs = r.nameList()
	}
	deletes, updates := false, false
	for !deletes && r.eat("on", "delete") || !updates && r.eat("on", "update") {
		action := &c.FkDelAction
		if r.list[r.i-1].Is(r.text, "update") {
			action, updates = &c.FkUpdAction, true
		} else {
			deletes = true
		}
		*action = r.action()
	}
}

func (r *fastReader) action() string {
	switch {
	case r.eat("cascade"):
		return "c"
	case r.eat("restrict"):
		return "r"
	case r.eat("no", "action"):
		return "a"
	case r.eat("set", "null") && !r.seesSign("("):
		return "n"
	case r.eat("set", "default") && !r.seesSign("("):
		return "d"
	}
	r.fail()
	return ""
}

// identity reads the options of the sequence, as introspect writes them.
func (r *fastReader) identity(c *pg_query.Constraint, when string) {
	c.Contype, c.GeneratedWhen = pg_query.ConstrType_CONSTR_IDENTITY, when
	if !r.eatSign("(") {
		return
	}
	for r.more() && !r.seesSign(")") {
		c.Options = append(c.Options, r.sequenceOption())
	}
	if c.Options == nil {
		r.fail()
	}
	r.needSign(")")
}

func (r *fastReader) sequenceOption() *pg_query.Node {
	d := &pg_query.DefElem{Defaction: pg_query.DefElemAction_DEFELEM_UNSPEC, Location: r.here()}
	switch {
	case r.eat("sequence", "name"):
		d.Defname, d.Arg = "sequence_name", listNode(r.names())
	case r.eat("start"):
		r.eat("with")
		d.Defname, d.Arg = "start", r.numeric()
	case r.eat("increment"):
		r.eat("by")
		d.Defname, d.Arg = "increment", r.numeric()
	case r.eat("minvalue"):
		d.Defname, d.Arg = "minvalue", r.numeric()
	case r.eat("maxvalue"):
		d.Defname, d.Arg = "maxvalue", r.numeric()
	case r.eat("cache"):
		d.Defname, d.Arg = "cache", r.numeric()
	case r.eat("cycle"):
		d.Defname, d.Arg = "cycle", &pg_query.Node{Node: &pg_query.Node_Boolean{Boolean: &pg_query.Boolean{Boolval: true}}}
	default:
		r.fail()
	}
	return &pg_query.Node{Node: &pg_query.Node_DefElem{DefElem: d}}
}

// numeric reads a whole number without a location.
func (r *fastReader) numeric() *pg_query.Node {
	negative := r.eatSign("-")
	if r.kind() != lexNumber {
		r.fail()
		return nil
	}
	c := r.number().GetAConst()
	if f := c.GetFval(); f != nil {
		if negative {
			f.Fval = "-" + f.Fval
		}
		return &pg_query.Node{Node: &pg_query.Node_Float{Float: f}}
	}
	n := c.GetIval().GetIval()
	if negative {
		n = -n
	}
	return integerNode(n)
}
