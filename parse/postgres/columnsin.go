package postgres

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// columnsIn lists the columns of t that an expression names, each once, in the
// order they are met. It is asked only where the server would make up a name.
func columnsIn(expr *pg.Node, t *pgmodel.Table) []string {
	var out []string
	seen := map[string]bool{}
	walk(expr.ProtoReflect(), func(m protoreflect.Message) {
		ref, ok := m.Interface().(*pg.ColumnRef)
		if !ok {
			return
		}
		words := nameList(ref.Fields)
		n := words[len(words)-1]
		if !seen[n] && t.Column(n) != nil {
			seen[n] = true
			out = append(out, n)
		}
	})
	return out
}

// walk visits a message and all messages in it.
func walk(m protoreflect.Message, visit func(protoreflect.Message)) {
	if !m.IsValid() {
		return
	}
	visit(m)
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.Kind() != protoreflect.MessageKind:
		case f.IsList():
			for i := range v.List().Len() {
				walk(v.List().Get(i).Message(), visit)
			}
		default:
			walk(v.Message(), visit)
		}
		return true
	})
}
