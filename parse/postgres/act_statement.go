package postgres

// The one entry to the reader of acts: a statement comes in before it is folded, and its acts,
// the objects whose access it can change and the access it grants go out.

import (
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// statement reads one statement that is about to be folded.
func (r *actReader) statement(st *syntax.Statement) schema.Statement {
	r.st, r.acts, r.l.st = st, nil, st
	out := schema.Statement{Pos: st.Pos(0), Start: st.Start, End: st.Start + len(st.SQL), SQL: st.SQL, NotSchema: outside(st.Node)}
	if !r.object(st.Node) && !r.shared(st.Node) && !r.server(st.Node) && !r.rows(st.Node) {
		r.session(st.Node, &out)
	}
	r.settings(st.Node)
	out.NewValues = r.newValuesIn(st.SQL)
	for _, a := range r.acts {
		if a.Verb == schema.AddsValue {
			r.newValues = append(r.newValues, a.To)
		}
	}
	out.Remarks = r.brokenBody(st)
	out.Acts, out.Concerns = r.acts, r.concerns(st.Node)
	r.opens(st.Node, &out)
	for _, a := range r.acts {
		if a.Verb == schema.Creates && a.Kind == schema.KindTable && a.Query && !a.Temp {
			out.Opaque = "CREATE TABLE AS"
		}
	}
	return out
}
