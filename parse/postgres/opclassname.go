package postgres

// Operator classes as indexes, constraints and range types name them. That of pg_catalog has no
// schema, and the default of a type can be left out, which needs a list of the defaults
// (indexes-opclass.html).

import (
	"slices"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// operatorClass is a canonical operator class.
func (l *loader) operatorClass(words []string, base *pgmodel.Shared) string {
	s, n := expr.SplitName(words)
	r := &resolver{l: l, path: l.path}
	for _, in := range r.schemas(s) {
		for _, k := range l.others[name{in, n}] {
			if k.Kind == schema.KindOperatorClass {
				base.Use(k)
				return dotted(in, n)
			}
		}
		if r.outside(name{in, n}, schema.KindOperatorClass) {
			return dotted(in, n)
		}
	}
	l.names().(*resolver).noteClass(s, n)
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

// dropOpClass forgets an operator class that is the default of its type.
func (l *loader) dropOpClass(p *pgmodel.Part, c *pgmodel.Column) {
	if p.OpClass == defaultOpClass(c.Type) && len(p.ClassOpts) == 0 {
		p.OpClass = ""
	}
}

// defaultOpClass is the operator class that a type of pg_catalog has by default,
// named as for btree and hash, "" where this is not known.
func defaultOpClass(typ string) string {
	base, _, _ := cutType(typ)
	switch base {
	case "text", "character varying":
		return "text_ops"
	case "character":
		return "bpchar_ops"
	case "integer":
		return "int4_ops"
	case "bigint":
		return "int8_ops"
	case "smallint":
		return "int2_ops"
	case "boolean":
		return "bool_ops"
	case "uuid":
		return "uuid_ops"
	case "jsonb":
		return "jsonb_ops"
	case "date":
		return "date_ops"
	case "numeric":
		return "numeric_ops"
	case "bytea":
		return "bytea_ops"
	case "timestamp with time zone":
		return "timestamptz_ops"
	case "timestamp without time zone":
		return "timestamp_ops"
	case "tsvector":
		return "tsvector_ops"
	}
	return ""
}

// builtinOpClass reports whether an operator class can be one of pg_catalog: the
// operator classes of extensions have names of their own.
func builtinOpClass(n string) bool {
	_, found := slices.BinarySearch(expr.BuiltinOpClassNames(), n)
	return found
}
