package postgres

// The functions that a bare name can mean, with the types that they take: those of the statements
// and of the extensions, in the order of the search_path. Which of them a call means, or whether
// one of pg_catalog, is chosen in expr.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Overloads lists the functions of a bare name.
func (r *resolver) Overloads(fn string) []expr.Form {
	var forms []expr.Form
	for _, s := range r.path {
		for _, k := range r.l.functions[name{s, fn}] {
			forms = append(forms, r.callForms(k)...)
		}
		forms = append(forms, r.members(s, fn, schema.KindFunction)...)
	}
	return forms
}

// callForms are the numbers and types of arguments that a function or aggregate can be called with.
func (r *resolver) callForms(k schema.Key) []expr.Form {
	var args []pgmodel.Arg
	switch o := r.l.out.Get(k).(type) {
	case *pgmodel.Function:
		args = o.Args
	case *pgmodel.Aggregate:
		args = o.Args
	}
	if k.Kind == schema.KindProcedure {
		return nil
	}
	var types []string
	least := 0
	for _, a := range args {
		switch a.Mode {
		case "out", "table":
			continue
		case "variadic":
			types = append(types, "VARIADIC "+strings.TrimSuffix(a.Type, "[]"))
			least = len(types)
			continue
		}
		if types = append(types, a.Type); a.Default.SQL == "" {
			least = len(types)
		}
	}
	var forms []expr.Form
	for n := len(types); n >= least; n-- {
		forms = append(forms, expr.Form{In: k.Schema, Key: k, Args: slices.Clone(types[:n])})
	}
	return forms
}

// BeforeCatalog reports whether the search_path names a schema before pg_catalog.
func (r *resolver) BeforeCatalog(schemaName string) bool {
	catalog := slices.Index(r.path, "pg_catalog")
	own := slices.Index(r.path, schemaName)
	return own >= 0 && own < catalog
}
