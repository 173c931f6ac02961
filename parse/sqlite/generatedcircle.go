package sqlite

// SQLite takes generated columns that are computed from one another in a circle, and fails when
// one of them is first used, with "generated column loop" (gencol.html, section 2.3). The
// statement that makes them is reported instead.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// generatedCircles are the circles among the generated columns of the tables that the sources create, but for
// the ones of from, which may be nil.
func generatedCircles(from, s *schema.Schema, sources []parse.Source) parse.Errors {
	circles := map[schema.Key][]*litemodel.Column{}
	for o := range s.All() {
		if circle := circleOf(o); circle != nil && (from == nil || circleOf(from.Get(o.Key())) == nil) {
			circles[o.Key()] = circle
		}
	}
	if len(circles) == 0 {
		return nil
	}
	var errs parse.Errors
	for _, src := range sources {
		for _, st := range split(src) {
			table := st.tableDefined()
			circle := circles[table]
			if i := st.definedIn(circle); i >= 0 {
				e := st.fail(st.tokens[i].start, "generated columns are computed from each other (%s): every statement that uses them fails", columnNames(circle))
				e.Rule, e.Sure = parse.NamesNothing, true
				errs = append(errs, e)
				delete(circles, table)
			}
		}
	}
	return errs
}

// tableDefined is the table that a CREATE TABLE or ALTER TABLE is about.
func (s *statement) tableDefined() schema.Key {
	if c, ok := s.creates(); ok {
		return c.key
	}
	i := 2
	if s.word(0) != "alter" || len(s.tokens) < 4 {
		return schema.Key{}
	}
	if s.tokens[3].is(s.src.Text, ".") {
		i = 4
	}
	return litemodel.TableKey(Fold(s.tokens[min(i, len(s.tokens)-1)].name(s.src.Text)))
}

// definedIn is the token of a statement that names one of some columns first, after the name of the table; -1
// for none.
func (s *statement) definedIn(columns []*litemodel.Column) int {
	for i := 3; i < len(s.tokens); i++ {
		named := func(c *litemodel.Column) bool { return c.Folded == Fold(s.tokens[i].name(s.src.Text)) }
		if s.tokens[i].isName() && slices.ContainsFunc(columns, named) {
			return i
		}
	}
	return -1
}

// circleOf is a circle among the generated columns of an object, if it is a table that has one.
func circleOf(o schema.Object) []*litemodel.Column {
	t, ok := o.(*litemodel.Table)
	if !ok {
		return nil
	}
	w := &circleWalk{table: t, done: map[string]bool{}}
	for _, col := range t.Columns {
		if circle := w.from(col); circle != nil {
			return circle
		}
	}
	return nil
}

func columnNames(columns []*litemodel.Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// circleWalk follows generated columns to the ones that they read, each column once.
type circleWalk struct {
	table *litemodel.Table
	path  []*litemodel.Column
	done  map[string]bool // nothing that it reads leads back to it
}

// from are the columns of a circle that a column leads to; nil for none.
func (w *circleWalk) from(col *litemodel.Column) []*litemodel.Column {
	if col == nil || !col.IsGenerated() || w.done[col.Folded] {
		return nil
	}
	if i := slices.Index(w.path, col); i >= 0 {
		return w.path[i:]
	}
	w.path = append(w.path, col)
	for _, name := range col.Generated.Expr.Columns() {
		if circle := w.from(w.table.Column(name)); circle != nil {
			return circle
		}
	}
	w.path = w.path[:len(w.path)-1]
	w.done[col.Folded] = true
	return nil
}
