package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// base is the type below a domain.
func (r *resolver) base(k schema.Key) string {
	if d, ok := r.l.out.Get(k).(*pgmodel.Domain); ok {
		return d.Type
	}
	return ""
}

// result is what a function gives: its type, and its columns if it declares some.
func (r *resolver) result(k schema.Key) (string, []columnInfo) {
	f, ok := r.l.out.Get(k).(*pgmodel.Function)
	if !ok {
		return "", nil
	}
	var columns []columnInfo
	for _, a := range f.Args {
		if a.Mode == "out" || a.Mode == "inout" || a.Mode == "table" {
			columns = append(columns, columnInfo{a.Name, a.Type})
		}
	}
	return strings.TrimPrefix(f.Returns, "SETOF "), columns
}
