package postgres

// What a query names beside what it defines itself: to ask, before the server plans it,
// to whom its relations, functions, operators and types belong.

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"

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
	tree, err := pg.Parse(sql)
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
		walk(stmt.ProtoReflect(), func(m protoreflect.Message) {
			switch n := m.Interface().(type) {
			case *pg.RangeVar:
				add(schema.KindTable, []string{n.Schemaname, n.Relname})
			case *pg.FuncCall:
				add(schema.KindFunction, nameList(n.Funcname))
			case *pg.A_Expr:
				add(schema.KindOperator, nameList(n.Name))
			case *pg.SubLink:
				add(schema.KindOperator, nameList(n.OperName))
			case *pg.SortBy:
				add(schema.KindOperator, nameList(n.UseOp))
			case *pg.TypeName:
				add(schema.KindDomain, nameList(n.Names))
			}
		})
	}
	return out, nil
}
