package tree

// Forms that are valid and seldom what their author meant, and what the results of a
// query are called.

import (
	"github.com/rqlite/sql"

	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// RemarkKind is the subject of a remark.
type RemarkKind string

// The kinds of remarks.
const (
	EqualsNull        RemarkKind = "= NULL"                 // it is never true
	CommaJoin         RemarkKind = "comma join"             // every row of one source with every row of the other
	LimitWithoutOrder RemarkKind = "LIMIT without ORDER BY" // any rows
	UpdatesAll        RemarkKind = "UPDATE in a trigger"    // of every row, each time that it fires
	DeletesAll        RemarkKind = "DELETE in a trigger"
)

// Remark is a form at a place.
type Remark struct {
	Kind    RemarkKind
	At, End int
	Text    string // the operator, or the source that is joined
}

// Remarks are the forms that were found.
func (t *Tree) Remarks() []Remark {
	return shifted(t.remarks, t.shift, func(r *Remark) (*int, *int) { return &r.At, &r.End })
}

// Call is a function that is called.
type Call struct {
	Name     string // folded
	At, End  int
	Args     int
	Now      bool // one of its arguments is 'now'
	Operator bool // it stands for an operator or a word: LIKE, CURRENT_TIMESTAMP
	Once     bool // it stands in a row of the VALUES of an INSERT, and in no query there
}

// Calls are the functions that the statement calls, those of operators too.
func (t *Tree) Calls() []Call {
	return shifted(t.calls, t.shift, func(c *Call) (*int, *int) { return &c.At, &c.End })
}

// shifted is a list with the places in the text that was asked about.
func shifted[T any](list []T, shift int, places func(*T) (at, end *int)) []T {
	out := append([]T(nil), list...)
	for i := range out {
		at, end := places(&out[i])
		*at -= shift
		*end -= shift
	}
	return out
}

// noteWholeTable notes a statement in the body of a trigger that writes every row of a table.
func (r *reader) noteWholeTable(a Act, first sql.Pos) {
	kind, ok := map[Verb]RemarkKind{Updates: UpdatesAll, Deletes: DeletesAll}[a.Verb]
	if !ok || !a.Trigger || a.Where || a.Limit {
		return
	}
	if i := r.mask.at(r.base + first.Offset); i >= 0 {
		t := r.mask.tokens[i]
		r.tree.remarks = append(r.tree.remarks, Remark{kind, t.start, t.end, a.Table})
	}
}

// equalsNull notes a comparison with NULL by an operator that never is true then.
func (r *reader) equalsNull(b *sql.BinaryExpr) {
	i := r.mask.at(r.base + b.OpPos.Offset)
	if i < 0 || !r.mask.isAny(i, "=", "==", "!=", "<>") {
		return
	}
	t := r.mask.tokens[i]
	r.tree.remarks = append(r.tree.remarks, Remark{EqualsNull, t.start, t.end, r.mask.text[t.start:t.end]})
}

// noteQuery notes what stands out in a query. A statement that only reads, and what EXISTS
// asks, may take any rows.
func (r *reader) noteQuery(n *sql.SelectStatement, s *scope, anyRows bool) {
	if n.Limit.IsValid() && !n.Order.IsValid() && !anyRows && len(s.sources) > 0 {
		if i := r.mask.at(r.base + n.Limit.Offset); i >= 0 {
			t := r.mask.tokens[i]
			r.tree.remarks = append(r.tree.remarks, Remark{LimitWithoutOrder, t.start, t.end, "LIMIT"})
		}
	}
	if n.Where.IsValid() {
		return
	}
	for _, x := range s.sources {
		if x.comma >= 0 && x.query == nil && !x.unknown && x.token >= 0 {
			t := r.mask.tokens[x.token]
			r.tree.remarks = append(r.tree.remarks, Remark{CommaJoin, t.start, t.end, r.mask.spelling(x.token)})
		}
	}
}

// ResultNames lists the names of the columns of a view or query, folded, and "*" for a
// star.
func (t *Tree) ResultNames() []string {
	if t.results == nil {
		return nil
	}
	out := append([]string(nil), t.results.names...)
	for i, c := range t.results.results {
		if c.star {
			out = append(out, c.of+"*")
		} else if i >= len(t.results.names) {
			out = append(out, c.name)
		}
	}
	return out
}

// Stars are the places of the stars in the result of a view or query.
func (t *Tree) Stars() []int {
	var out []int
	if t.results == nil {
		return nil
	}
	for _, c := range t.results.results {
		if c.star {
			at, _ := t.place(c.token)
			out = append(out, at)
		}
	}
	return out
}

// spelled is the text of an expression, which names its column without AS.
func (r *reader) spelled() string {
	low, high := r.low, r.high
	if low > high {
		return ""
	}
	depth := 0
	for ; low > 0; low-- {
		if r.mask.isAny(low-1, "select", "distinct", "all") || depth == 0 && r.mask.isAny(low-1, ",", "(") {
			break
		}
		if r.mask.is(low-1, ")") {
			depth++
		} else if r.mask.is(low-1, "(") {
			depth--
		}
	}
	depth = 0
	for ; high+1 < len(r.mask.tokens); high++ {
		if depth == 0 && r.mask.isAny(high+1, ",", ")", "from", "as", "where", "union", "intersect", "except", "order", "limit", "group", ";") {
			break
		}
		if r.mask.is(high+1, "(") {
			depth++
		} else if r.mask.is(high+1, ")") {
			depth--
		}
	}
	return litemodel.Fold(r.mask.text[r.mask.tokens[low].start:r.mask.tokens[high].end])
}
