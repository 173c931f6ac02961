package tree

// What a statement does to rows, with the clauses that decide how much it does.

import "github.com/rqlite/sql"

// Verb names the effect of an act.
type Verb string

// The verbs.
const (
	Selects Verb = "select"
	Inserts Verb = "insert"
	Updates Verb = "update"
	Deletes Verb = "delete"
)

// Act is a statement on rows: the statement itself, or one in the body of a trigger.
type Act struct {
	Verb      Verb
	Table     string // as it is spelled; "" of a SELECT
	At        int    // of its first word
	Where     bool   // it chooses rows
	Replace   bool   // rows that conflict are deleted: OR REPLACE
	Conflict  bool   // of an INSERT: it says what becomes of rows that conflict, OR REPLACE, OR IGNORE or ON CONFLICT
	Columns   []string
	Query     bool   // of an INSERT: its rows are those of a query
	Source    string // of an INSERT: the one table that the query takes all rows of, folded; "" for others
	Star      bool   // of an INSERT without columns: it takes the columns of *
	Empty     bool   // of an INSERT: DEFAULT VALUES
	Limit     bool
	Returning bool
	Trigger   bool // it stands in the body of a trigger
}

// Acts lists the effects of the statement on rows, those of a trigger's body in their order.
func (t *Tree) Acts() []Act { return t.acts }

// Trigger is when a trigger fires.
type Trigger struct {
	Table          string // folded
	Insert, Delete bool   // else it fires on UPDATE
}

// Trigger is when the trigger fires that is created; nil for other statements.
func (t *Tree) Trigger() *Trigger { return t.trigger }

// act adds an act that begins at a word.
func (r *reader) act(a Act, pos sql.Pos) {
	if i := r.mask.at(r.base + pos.Offset); i >= 0 {
		a.At = r.mask.tokens[i].start
	}
	a.Trigger = r.depth > 0
	r.noteWholeTable(a, pos)
	r.tree.acts = append(r.tree.acts, a)
}

func (r *reader) insert(n *sql.InsertStatement) {
	before := r.with
	r.withClause(n.WithClause)
	r.ident(n.Schema)
	to := r.relation(n.Table, true)
	to.alias = r.foldedName(n.Alias)
	a := Act{Verb: Inserts, Table: r.mask.spelling(to.token), Query: n.Select != nil, Empty: n.DefaultValues.IsValid(),
		Replace: n.Replace.IsValid() || n.InsertOrReplace.IsValid(), Conflict: n.Replace.IsValid() || n.InsertOrReplace.IsValid() || n.InsertOrIgnore.IsValid() || n.UpsertClause != nil, Returning: n.ReturningClause != nil, Where: true}
	for _, i := range r.idents(n.Columns) {
		a.Columns = append(a.Columns, r.mask.name(i))
		r.tree.names = append(r.tree.names, &name{place: r.place, qualifier: -1, token: i, target: to, written: true})
	}
	r.inRow = r.depth == 0
	for _, row := range n.ValueLists {
		r.exprs(row.Exprs)
	}
	r.inRow = false
	if n.Select != nil {
		q := r.query(n.Select, false)
		for _, c := range q.results {
			a.Star = a.Star || c.star && len(a.Columns) == 0
		}
		if s := q.scope.sources; q.all && len(s) == 1 && s[0].query == nil && !s[0].unknown {
			a.Source = s[0].name
		}
	}
	excluded := *to
	excluded.alias, excluded.dotted, excluded.token = "excluded", true, -1
	r.within(&scope{sources: []*source{to, &excluded}}, func() {
		r.upsert(n.UpsertClause, to)
		r.returning(n.ReturningClause)
	})
	r.with = before
	first := n.Insert
	if n.Replace.IsValid() {
		first = n.Replace
	}
	r.act(a, first)
}

func (r *reader) upsert(n *sql.UpsertClause, to *source) {
	if n == nil {
		return
	}
	for _, c := range n.Columns {
		r.expr(c.X)
	}
	r.keyword(n.Where, "where")
	r.expr(n.WhereExpr)
	r.assignments(n.Assignments, to)
	r.keyword(n.UpdateWhere, "where")
	r.expr(n.UpdateWhereExpr)
}

func (r *reader) assignments(list []*sql.Assignment, to *source) {
	for _, a := range list {
		for _, i := range r.idents(a.Columns) {
			r.tree.names = append(r.tree.names, &name{place: r.place, qualifier: -1, token: i, target: to, written: true})
		}
		r.expr(a.Expr)
	}
}

func (r *reader) returning(n *sql.ReturningClause) {
	if n == nil {
		return
	}
	r.keyword(n.Returning, "returning")
	for _, c := range n.Columns {
		r.result(c)
	}
}

func (r *reader) update(n *sql.UpdateStatement) {
	before := r.with
	r.withClause(n.WithClause)
	r.within(&scope{}, func() {
		to := r.qualified(n.Table, true)
		r.from(n.Source)
		r.assignments(n.Assignments, to)
		r.keyword(n.Where, "where")
		r.expr(n.WhereExpr)
		r.returning(n.ReturningClause)
		r.act(Act{Verb: Updates, Table: r.mask.spelling(to.token), Where: r.chooses(n.Where), Replace: n.UpdateOrReplace.IsValid(), Returning: n.ReturningClause != nil}, n.Update)
	})
	r.with = before
}

func (r *reader) delete(n *sql.DeleteStatement) {
	before := r.with
	r.withClause(n.WithClause)
	r.within(&scope{}, func() {
		from := r.qualified(n.Table, true)
		r.keyword(n.Where, "where")
		r.expr(n.WhereExpr)
		r.ordering(n.OrderingTerms)
		r.keyword(n.Limit, "limit")
		r.expr(n.LimitExpr)
		r.expr(n.OffsetExpr)
		r.returning(n.ReturningClause)
		r.act(Act{Verb: Deletes, Table: r.mask.spelling(from.token), Where: r.chooses(n.Where), Limit: n.Limit.IsValid(), Returning: n.ReturningClause != nil}, n.Delete)
	})
	r.with = before
}
