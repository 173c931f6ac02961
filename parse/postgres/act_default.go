package postgres

// Whether the default of a new column can differ from row to row, in which case ADD COLUMN writes
// every row (sql-altertable.html, notes). The volatility of a function is that of the files and the
// schema they start from, else of pg_catalog and contrib's extensions; of others nothing is known,
// and they count as volatile, which is the default of CREATE FUNCTION. One that the server
// replaces by its body is judged by the body.

import (
	"slices"
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
				volatile, known = volatile || o.Volatility == "" && !r.inlinesConstant(o), true
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

// inlinesConstant reports whether the server puts the body of a SQL function in place of its call, and nothing in the
// body is volatile: ADD COLUMN looks at the default after that (inline_function in clauses.c).
func (r *actReader) inlinesConstant(f *pgmodel.Function) bool {
	body := inlinedBody(f)
	if body == nil || r.inlining > 5 {
		return false
	}
	r.inlining++
	defer func() { r.inlining-- }()
	constant := true
	expr.WalkExpr(body, func(n *pg.Node) bool {
		constant = constant && n.GetSubLink() == nil && !(f.Strict && n.GetFuncCall() != nil)
		return true
	})
	differs, _ := r.volatile(body)
	return constant && !differs
}

// inlinedBody is the one expression that a SQL function is; nil where the server calls it.
func inlinedBody(f *pgmodel.Function) *pg.Node {
	inputs := slices.ContainsFunc(f.Args, func(a pgmodel.Arg) bool { return a.IsInput() })
	if f.Language != "sql" || f.ID.Kind != schema.KindFunction || f.SecurityDefiner || len(f.Settings) > 0 || f.Strict && inputs || strings.HasPrefix(f.Returns, "SETOF ") ||
		strings.HasPrefix(f.Returns, "TABLE") {
		return nil
	}
	text, head := strings.TrimRight(strings.TrimSpace(f.Body), "; \n\t"), "select"
	if !f.Atomic.IsZero() {
		text, head = strings.TrimSpace(f.Atomic.SQL), "return"
	}
	if len(text) <= len(head) || !strings.EqualFold(text[:len(head)], head) || text[len(head)] > '0' {
		return nil
	}
	body, ok := expr.ParseText(text[len(head):], false)
	if !ok {
		return nil
	}
	return body
}

// typeOfDefault is the type of a column's default before the server casts it to that of the column; "" where it has none, or it
// is not known.
func (r *actReader) typeOfDefault(table schema.Key, column *pgmodel.Column) string {
	r.l.resolveBefore()
	n := storedDefault(column)
	if n == nil {
		return ""
	}
	if t := expr.TypeOf(n, &resolver{l: r.l, path: r.l.path}, expr.Scope{Table: table, TableName: table.Name}); t != "unknown" {
		return t
	}
	return ""
}

// constantDefault is the string constant that a default is; "" for others.
func constantDefault(e *pg.Node) string {
	if cast := e.GetTypeCast(); cast != nil {
		return constantDefault(cast.Arg)
	}
	return e.GetAConst().GetSval().GetSval()
}
