package postgres

import (
	"errors"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// targetSchema returns the schema that a new object goes into: its own, or the first of the
// search_path.
func (l *loader) targetSchema(schemaName string) string {
	if schemaName == "" && len(l.path) > 0 {
		return l.path[0]
	}
	if schemaName == "" {
		return "public"
	}
	return schemaName
}

// targetName splits a dotted name into the schema a new object goes into and its name.
func (l *loader) targetName(nodes []*pg.Node) (string, string) {
	schemaName, n := expr.SplitName(expr.NameList(nodes))
	return l.targetSchema(schemaName), n
}

// relation returns what a RangeVar names.
func (l *loader) relation(rv *pg.RangeVar) (schema.Key, error) {
	k, ok := l.names().Relation(rv.Schemaname, rv.Relname)
	if !ok {
		return k, l.missingRelation(rv.Location, rv.Schemaname, rv.Relname)
	}
	return k, nil
}

// table is the table that a RangeVar names, to be changed.
func (l *loader) table(rv *pg.RangeVar) (*pgmodel.Table, error) {
	k, err := l.relation(rv)
	if err != nil {
		return nil, err
	}
	t, ok := l.mutable(k).(*pgmodel.Table)
	if !ok {
		return nil, l.st.ErrorAt(rv.Location, "%s is no table of these files", dotted(rv.Schemaname, rv.Relname))
	}
	return t, nil
}

// declareHint is the hint for a relation of a schema that the files do not fill, such
// as a platform's own.
const declareHint = "if something else manages it, write its CREATE SCHEMA and CREATE TABLE into a file beside these, and name the schemas to manage: --schemas public"

// missingRelation is the error of a relation that does not exist.
func (l *loader) missingRelation(location int32, in, n string) error {
	err := l.missingf(location, "relation %s does not exist", dotted(in, n))
	var m *missing
	if in != "" && !l.makes(in) && errors.As(err, &m) {
		m.err.Hint = declareHint
	}
	return err
}

// reportOnce keeps the first error about each relation that others keep.
func (l *loader) reportOnce() {
	slices.SortStableFunc(l.errs, byPlace)
	seen := map[string]*parse.Error{}
	l.errs = slices.DeleteFunc(l.errs, func(e *parse.Error) bool {
		if e.Hint != declareHint {
			return false
		}
		first := seen[e.Msg]
		seen[e.Msg] = e
		return first != nil
	})
}

func dotted(schemaName, n string) string { return pgmodel.Qualified(schemaName, n) }

// relationNamed is the relation that words name.
func (l *loader) relationNamed(words []string) (schema.Key, error) {
	s, n := expr.SplitName(words)
	k, ok := l.names().Relation(s, n)
	if !ok {
		return k, l.missingRelation(0, s, n)
	}
	return k, nil
}

// typeNamed is the user-defined type that words name.
func (l *loader) typeNamed(words []string) (schema.Key, error) {
	s, n := expr.SplitName(words)
	in, k, ok := l.names().Type(s, n)
	if !ok || k == (schema.Key{}) && in == "" {
		return k, l.missingf(0, "type %s does not exist", dotted(s, n))
	}
	return k, nil
}

// otherNamed returns the object of a kind whose names are neither those of relations,
// types nor routines.
func (l *loader) otherNamed(kind schema.Kind, words []string) (schema.Key, error) {
	s, n := expr.SplitName(words)
	if kind.Has(schema.Unqualified) {
		k := schema.Key{Kind: kind, Name: n}
		if l.out.Get(k) == nil && !everyDatabase(k) {
			return k, l.missingf(0, "%s %s does not exist", kind, pgmodel.Quote(n))
		}
		return k, nil
	}
	r := &resolver{l: l, path: l.path}
	for _, in := range r.schemas(s) {
		for _, k := range l.others[name{in, n}] {
			if k.Kind == kind {
				return k, nil
			}
		}
	}
	return schema.Key{}, l.missingf(0, "%s %s does not exist", kind, dotted(s, n))
}

func hasKind(kinds []schema.Kind, k schema.Kind) bool {
	for _, o := range kinds {
		if o == k {
			return true
		}
	}
	return false
}
