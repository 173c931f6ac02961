package postgres

// Operator classes as indexes, constraints and range types name them. That of pg_catalog has no
// schema, and the default of a type can be left out, which needs a list of the defaults
// (indexes-opclass.html).

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// operatorClass is a canonical operator class.
func (l *loader) operatorClass(r *resolver, words []string, base *pgmodel.Shared) string {
	s, n := expr.SplitName(words)
	for _, in := range r.schemas(s) {
		for _, k := range l.others[name{in, n}] {
			if k.Kind == schema.KindOperatorClass {
				base.Use(k)
				return dotted(in, n)
			}
		}
		if r.uses(name{in, n}, schema.KindOperatorClass) {
			return dotted(in, n)
		}
	}
	r.noteClass(s, n)
	if in := r.wantedSchema(s); s == "" && in != "" && !builtinOpClass(n) {
		return dotted(in, n)
	}
	if s == "" && l.lenient && !builtinOpClass(n) {
		return dotted(l.targetSchema(""), n)
	}
	if s == "pg_catalog" {
		s = ""
	}
	return dotted(s, n)
}

// dropOpClass forgets an operator class that is the default of its type in an access method.
func (l *loader) dropOpClass(p *pgmodel.Part, c *pgmodel.Column, method string) {
	if len(p.ClassOpts) == 0 && p.OpClass == l.defaultOpClass(method, c.Type) {
		p.OpClass = ""
	}
}

// defaultOpClass is the operator class of pg_catalog that a type has by default in an access
// method: its own, that of the type which it is binary coercible to, or that of its family of
// types; "" where it has none that is known.
func (l *loader) defaultOpClass(method, typ string) string {
	ns := l.names()
	base, _, _ := cutType(belowDomain(typ, ns))
	names := []string{base, coercedTo(base)}
	if strings.HasSuffix(base, "[]") {
		names = append(names, "anyarray")
	} else {
		for _, k := range expr.TypeUses(base, ns) {
			names = append(names, map[schema.Kind]string{schema.KindEnum: "anyenum", schema.KindRange: "anyrange", schema.KindComposite: "record", schema.KindTable: "record"}[k.Kind])
		}
		switch {
		case strings.HasSuffix(base, "multirange"):
			names = append(names, "anymultirange")
		case strings.HasSuffix(base, "range"):
			names = append(names, "anyrange")
		}
	}
	for _, n := range names {
		if class := l.memberClass(method, n); class != "" {
			return class
		}
		if class := expr.DefaultOpClass(method, n); n != "" && class != "" {
			return class
		}
	}
	return ""
}

// memberClass is the operator class that an extension has as the default of a type; "" for none.
func (l *loader) memberClass(method, typ string) string {
	c, found := l.classes[method+", "+typ]
	if !found {
		return ""
	}
	l.used[c.Extension] = true
	return dotted(c.Schema, c.Name)
}

// coercedTo is the type that a type without operator classes of its own is stored as.
func coercedTo(typ string) string {
	switch typ {
	case "character varying":
		return "text"
	case "cidr":
		return "inet"
	}
	if strings.HasPrefix(typ, "reg") {
		return "oid"
	}
	return ""
}

// builtinOpClass reports whether an operator class can be one of pg_catalog: the
// operator classes of extensions have names of their own.
func builtinOpClass(n string) bool {
	_, found := slices.BinarySearch(expr.BuiltinOpClassNames(), n)
	return found
}
