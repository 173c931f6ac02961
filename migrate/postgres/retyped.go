package postgres

// What is of another type in the schema wanted than in the database, so that the server cannot say
// by the types that it has whether two expressions will mean the same. Types come in by their
// names, and a name may stay while a domain gets another base type, or an attribute of a
// composite type another type: an expression over it is then stored with another cast.

import (
	"slices"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// retyped reports whether columns that expressions of a candidate may name have other types in
// the schema wanted: then the two must mean the same with both.
func retyped(from, to *schema.Schema, d plan.Candidate) bool {
	if typesChange(from, to, d) {
		return true
	}
	if isQuery(d.To) {
		return slices.ContainsFunc(d.To.Needs(), func(k schema.Key) bool {
			if k.IsPart() {
				k = schema.TableOfPart(k)
			}
			return retypedColumns(columnsOf(from, k), columnsOf(to, k))
		})
	}
	k := tableOf(d.To)
	return k != (schema.Key{}) && retypedColumns(columnsOf(from, k), columnsOf(to, k))
}

// retypedColumns reports whether a column that both lists have is of another type in each.
func retypedColumns(from, to []introspect.Column) bool {
	types := make(map[string]string, len(from))
	for _, c := range from {
		types[c.Name] = c.Type
	}
	return slices.ContainsFunc(to, func(c introspect.Column) bool {
		typ, had := types[c.Name]
		return had && typ != c.Type
	})
}

// typesChange reports whether a type changes under its name that an expression of a candidate may
// meet: its own, those of the columns that it reads, or those of functions that it calls.
func typesChange(from, to *schema.Schema, d plan.Candidate) bool {
	seen := map[schema.Key]bool{}
	keys := append(slices.Clone(d.To.Needs()), d.To.Key())
	if check, ok := d.To.(*pgmodel.DomainCheck); ok {
		keys = append(keys, check.Domain)
	}
	relations := []schema.Key{tableOf(d.To)}
	if isQuery(d.To) {
		relations = keys
	}
	for _, r := range relations {
		for _, c := range modelColumns(to, r) {
			keys = append(keys, c.Needs()...)
		}
	}
	return slices.ContainsFunc(keys, func(k schema.Key) bool { return typeChanges(from, to, k, seen) })
}

// typeChanges reports whether a type is made of other types than before, or a routine has one that is.
func typeChanges(from, to *schema.Schema, k schema.Key, seen map[schema.Key]bool) bool {
	if seen[k] {
		return false
	}
	seen[k] = true
	needs := []schema.Key{}
	switch now := to.Get(k).(type) {
	case *pgmodel.Domain:
		if was, ok := from.Get(k).(*pgmodel.Domain); ok && was.Type != now.Type {
			return true
		}
		needs = now.Needs()
	case *pgmodel.Range:
		if was, ok := from.Get(k).(*pgmodel.Range); ok && was.Subtype != now.Subtype {
			return true
		}
		needs = now.Needs()
	case *pgmodel.Composite:
		if was, ok := from.Get(k).(*pgmodel.Composite); ok && retypedColumns(typedColumns(was.Attributes), typedColumns(now.Attributes)) {
			return true
		}
		needs = slices.Clone(now.Needs())
		for _, a := range now.Attributes {
			needs = append(needs, a.Needs()...)
		}
	case *pgmodel.Function:
		needs = now.Needs()
	}
	return slices.ContainsFunc(needs, func(n schema.Key) bool { return typeChanges(from, to, n, seen) })
}
