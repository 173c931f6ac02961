package expr

// The server makes up names of constraints and indexes from the columns that an expression
// names. This file lists them.

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// ColumnsIn lists the columns of t that an expression names, each once, in the
// order they are met. It is asked only where the server would make up a name.
func ColumnsIn(expression *pg.Node, t *pgmodel.Table) []string {
	var out []string
	seen := map[string]bool{}
	Walk(expression.ProtoReflect(), func(m protoreflect.Message) {
		ref, ok := m.Interface().(*pg.ColumnRef)
		if !ok {
			return
		}
		words := NameList(ref.Fields)
		n := words[len(words)-1]
		if !seen[n] && t.Column(n) != nil {
			seen[n] = true
			out = append(out, n)
		}
	})
	return out
}
