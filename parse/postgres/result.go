package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Base is the type below a domain.
func (r *resolver) Base(k schema.Key) string {
	if d, ok := r.l.out.Get(k).(*pgmodel.Domain); ok {
		return d.Type
	}
	return ""
}

// Result returns what a function gives: its type, and its columns if it declares some.
func (r *resolver) Result(k schema.Key) (string, []expr.Column) {
	f, ok := r.l.out.Get(k).(*pgmodel.Function)
	if !ok {
		return "", nil
	}
	var columns []expr.Column
	for _, a := range f.Args {
		if a.Mode == "out" || a.Mode == "inout" || a.Mode == "table" {
			columns = append(columns, expr.Column{Name: a.Name, Type: a.Type})
		}
	}
	return strings.TrimPrefix(f.Returns, "SETOF "), columns
}
