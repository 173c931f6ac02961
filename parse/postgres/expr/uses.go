package expr

// What a query names beside what it defines itself: to ask, before the server plans it,
// to whom its relations, functions, operators and types belong.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/schema"
)

// Used is a name in a query, of one of the kinds KindTable for any relation,
// KindFunction, KindOperator and KindDomain for any type.
type Used struct {
	Kind         schema.Kind
	Schema, Name string
}

// UsedIn lists what a statement names with a schema other than pg_catalog, each once, in
// the order it is met. What has no schema is found in pg_catalog, where statements of
// ours look, or not at all.
func UsedIn(sql string) ([]Used, error) {
	tree, err := grammar.Parse(sql)
	if err != nil {
		return nil, err
	}
	var out []Used
	seen := map[Used]bool{}
	add := func(kind schema.Kind, words []string) {
		if n := len(words); n >= 2 && words[n-2] != "" && words[n-2] != "pg_catalog" {
			u := Used{kind, words[n-2], words[n-1]}
			if !seen[u] {
				seen[u] = true
				out = append(out, u)
			}
		}
	}
	for _, stmt := range tree.Stmts {
		Walk(stmt.ProtoReflect(), func(m protoreflect.Message) {
			switch n := m.Interface().(type) {
			case *pg.RangeVar:
				add(schema.KindTable, []string{n.Schemaname, n.Relname})
			case *pg.FuncCall:
				add(schema.KindFunction, NameList(n.Funcname))
			case *pg.A_Expr:
				add(schema.KindOperator, NameList(n.Name))
			case *pg.SubLink:
				add(schema.KindOperator, NameList(n.OperName))
			case *pg.SortBy:
				add(schema.KindOperator, NameList(n.UseOp))
			case *pg.TypeName:
				add(schema.KindDomain, NameList(n.Names))
			}
		})
	}
	return out, nil
}

// Unqualified lists the functions and operators that statements name without a schema,
// each once: which ones are meant depends on the search_path and on the types at hand.
// Of a statement that is not understood it is every word and operator.
func Unqualified(statements []string) []Used {
	var out []Used
	seen := map[Used]bool{}
	add := func(list []Used) {
		for _, u := range list {
			if !seen[u] {
				seen[u] = true
				out = append(out, u)
			}
		}
	}
	for _, sql := range statements {
		tree, err := grammar.Parse(sql)
		if err != nil {
			add(tokensOf(sql))
			continue
		}
		for _, stmt := range tree.Stmts {
			Walk(stmt.ProtoReflect(), func(m protoreflect.Message) { add(unqualified(m)) })
		}
	}
	return out
}

// tokensOf are those of a statement as functions and operators.
func tokensOf(sql string) []Used {
	scanned, err := grammar.Scan(sql)
	if err != nil {
		return nil
	}
	var list []Used
	for _, t := range scanned.Tokens {
		text := sql[t.Start:t.End]
		if strings.ContainsAny(text[:1], "+-*/<>=~!@#%^&|`?") {
			list = append(list, Used{Kind: schema.KindOperator, Name: text})
		} else {
			list = append(list, Used{Kind: schema.KindFunction, Name: strings.ToLower(strings.Trim(text, `"`))})
		}
	}
	return list
}

// unqualified are the names of one node. Some forms stand for operators that they do not
// spell (functions-comparison.html, functions-subquery.html).
func unqualified(m protoreflect.Message) []Used {
	var list []Used
	add := func(kind schema.Kind, words ...string) {
		if len(words) == 1 && words[0] != "" {
			list = append(list, Used{Kind: kind, Name: words[0]})
		}
	}
	operators := func(names ...string) {
		for _, n := range names {
			add(schema.KindOperator, n)
		}
	}
	switch n := m.Interface().(type) {
	case *pg.FuncCall:
		add(schema.KindFunction, NameList(n.Funcname)...)
	case *pg.A_Expr:
		switch n.Kind {
		case pg.A_Expr_Kind_AEXPR_BETWEEN, pg.A_Expr_Kind_AEXPR_NOT_BETWEEN, pg.A_Expr_Kind_AEXPR_BETWEEN_SYM, pg.A_Expr_Kind_AEXPR_NOT_BETWEEN_SYM:
			operators("<", "<=", ">", ">=")
		default:
			add(schema.KindOperator, NameList(n.Name)...)
		}
	case *pg.DoStmt: // its text is run
		for _, a := range n.Args {
			list = append(list, tokensOf(a.GetDefElem().GetArg().GetString_().GetSval())...)
		}
	case *pg.SubLink:
		if add(schema.KindOperator, NameList(n.OperName)...); len(n.OperName) == 0 && n.Testexpr != nil {
			operators("=")
		}
	case *pg.CaseExpr:
		if n.Arg != nil {
			operators("=")
		}
	case *pg.JoinExpr:
		if n.IsNatural || len(n.UsingClause) > 0 {
			operators("=")
		}
	}
	return list
}
