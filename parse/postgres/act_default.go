package postgres

// Whether the default of a new column can differ from row to row, in which case ADD COLUMN writes
// every row (sql-altertable.html, notes). The volatility of a function is that of the files and the
// schema they start from, else of pg_catalog and contrib's extensions; of others nothing is known,
// and they count as volatile, which is the default of CREATE FUNCTION.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// volatile reports whether a default calls what can differ from row to row, and the function that
// makes it so where nothing is known of it.
func (r *actReader) volatile(e *pg.Node) (differs bool, unknown string) {
	known := false
	expr.WalkExpr(e, func(n *pg.Node) bool {
		f := n.GetFuncCall()
		if f == nil {
			return true
		}
		words := expr.NameList(f.Funcname)
		volatile, found := r.volatility(words)
		switch {
		case volatile && found:
			known = true
		case volatile && unknown == "":
			unknown = strings.Join(words, ".")
		}
		return true
	})
	if known {
		return true, ""
	}
	return unknown != "", unknown
}

// volatility reports whether a function can be volatile, and whether it is one that is known.
// One name stands for several functions: it is not volatile if none of them is.
func (r *actReader) volatility(words []string) (volatile, known bool) {
	s, f := expr.SplitName(words)
	for k, list := range r.l.functions {
		if k.name != f || s != "" && k.schema != s {
			continue
		}
		for _, key := range list {
			if o, ok := r.l.out.Get(key).(*pgmodel.Function); ok {
				volatile, known = volatile || o.Volatility == "", true
			}
		}
	}
	switch {
	case known:
		return volatile, true
	case expr.BuiltinFunction(f) && (s == "" || s == "pg_catalog"):
		return pgmodel.Volatile(f), true
	case contribBrings(string(schema.KindFunction), f):
		return pgmodel.VolatileMember(f), true
	}
	return true, false
}

// constantDefault is the string constant that a default is; "" for others.
func constantDefault(e *pg.Node) string {
	if cast := e.GetTypeCast(); cast != nil {
		return constantDefault(cast.Arg)
	}
	return e.GetAConst().GetSval().GetSval()
}
