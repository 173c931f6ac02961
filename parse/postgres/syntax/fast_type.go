package syntax

// Type names for the fast reader, with modifiers and array bounds, as the grammar's
// Typename reads them.

import pg_query "github.com/pganalyze/pg_query_go/v5"

// typeName reads a type.
func (r *fastReader) typeName() *pg_query.TypeName {
	t := &pg_query.TypeName{}
	r.typeInto(t)
	return t
}

// typeInto reads a type into a struct that is there.
func (r *fastReader) typeInto(t *pg_query.TypeName) {
	t.Typemod, t.Location = -1, r.here()
	if !r.builtin(t) {
		t.Names = r.names()
		t.Typmods = r.modifiers()
	}
	for r.eatSign("[") {
		r.needSign("]")
		t.ArrayBounds = append(t.ArrayBounds, integerNode(-1))
	}
	if r.sees("array") || r.seesSign("%") {
		r.fail()
	}
}

// builtin reads the types that have words of their own in the grammar.
func (r *fastReader) builtin(t *pg_query.TypeName) bool {
	set := func(name string) bool {
		t.Names = []*pg_query.Node{r.str("pg_catalog"), r.str(name)}
		return true
	}
	if r.kind() != Word {
		return false
	}
	switch {
	case r.eat("integer"), r.eat("int"):
		return set("int4")
	case r.eat("bigint"):
		return set("int8")
	case r.eat("smallint"):
		return set("int2")
	case r.eat("boolean"):
		return set("bool")
	case r.eat("real"):
		return set("float4")
	case r.eat("double", "precision"):
		return set("float8")
	case r.eat("numeric"), r.eat("decimal"):
		set("numeric")
		t.Typmods = r.modifiers()
		return true
	case r.eat("varchar"), r.eat("character", "varying"):
		set("varchar")
		return r.length(t, false)
	case r.eat("character"), r.eat("char"):
		set("bpchar")
		return r.length(t, true)
	case r.eat("timestamp"):
		return r.time(t, "timestamp", "timestamptz")
	case r.eat("time"):
		return r.time(t, "time", "timetz")
	case r.eat("interval"):
		return set("interval")
	case r.sees("double"):
		r.fail()
	}
	return false
}

// length reads (n); a character without one is one character long.
func (r *fastReader) length(t *pg_query.TypeName, one bool) bool {
	switch {
	case r.sees("varying"):
		r.fail()
	case r.eatSign("("):
		t.Typmods = []*pg_query.Node{r.intConst()}
		r.needSign(")")
	case one:
		t.Typmods = []*pg_query.Node{intConstNode(1, -1)}
	}
	return true
}

// time reads (n) and the time zone.
func (r *fastReader) time(t *pg_query.TypeName, without, with string) bool {
	if r.eatSign("(") {
		t.Typmods = []*pg_query.Node{r.intConst()}
		r.needSign(")")
	}
	name := without
	if r.eat("with", "time", "zone") {
		name = with
	} else {
		r.eat("without", "time", "zone")
	}
	t.Names = []*pg_query.Node{r.str("pg_catalog"), r.str(name)}
	return true
}

// modifiers reads (a, b) after a type.
func (r *fastReader) modifiers() (list []*pg_query.Node) {
	if !r.eatSign("(") {
		return nil
	}
	for {
		list = append(list, r.intConst())
		if !r.eatSign(",") {
			break
		}
	}
	r.needSign(")")
	return list
}

// intConst reads an integer as an expression.
func (r *fastReader) intConst() *pg_query.Node {
	at := r.here()
	return intConstNode(r.integer(), at)
}

func integerNode(n int32) *pg_query.Node {
	return &pg_query.Node{Node: &pg_query.Node_Integer{Integer: &pg_query.Integer{Ival: n}}}
}
