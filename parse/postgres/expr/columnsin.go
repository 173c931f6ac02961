package expr

// Walks over the messages of a syntax tree, and lists the columns of a table that an
// expression names.

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

// Walk visits a message and all messages in it.
func Walk(m protoreflect.Message, visit func(protoreflect.Message)) {
	if !m.IsValid() {
		return
	}
	visit(m)
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.Kind() != protoreflect.MessageKind:
		case f.IsList():
			for i := range v.List().Len() {
				Walk(v.List().Get(i).Message(), visit)
			}
		default:
			Walk(v.Message(), visit)
		}
		return true
	})
}
