package sqlite

// The order of the ALTER TABLE statements of one table. SQLite reads the whole definition again
// after each of them (lang_altertable.html, sections 4 and 5), so what reads a column is dropped
// before it and added after it, whatever the order in the files. Where no order does, as when
// two new columns have a CHECK on each other, the table is rebuilt.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// The rules among the statements of one table.
var (
	readerDropped = plan.OrderRule{Name: "what reads a column is dropped before it"}
	readerAdded   = plan.OrderRule{Name: "a column is there before what reads it"}
	columnKept    = plan.OrderRule{Name: "a table always has a column that is not generated"}
)

// statements are the changes that have an ALTER TABLE of their own, in the order of what no
// rule orders: constraints are dropped, columns dropped, altered and added, CHECKs added.
func (a *alteration) statements() []plan.Change {
	var list []plan.Change
	take := func(op plan.Op, column bool) {
		for _, c := range a.parts {
			if c.Op == op && (c.Key.Kind == schema.KindColumn) == column && a.with[c.Key] == nil {
				list = append(list, c)
			}
		}
	}
	take(plan.Drop, false)
	take(plan.Drop, true)
	take(plan.Alter, true)
	take(plan.Add, true)
	take(plan.Add, false)
	return list
}

// applyRules draws the edges among the statements of the table.
func (a *alteration) applyRules(graph *plan.Order[node]) {
	before := func(first, then schema.Key, rule *plan.OrderRule) {
		if first != then {
			graph.Before(node{phase: changeTables, key: first}, node{phase: changeTables, key: then}, rule)
		}
	}
	dropped, added := a.columns(plan.Drop), a.columns(plan.Add)
	for _, c := range a.parts {
		switch c.Op {
		case plan.Drop:
			for _, column := range readColumns(c.From) {
				if k, ok := dropped[column]; ok {
					before(a.statementOf(c.Key), k, &readerDropped)
				}
			}
		case plan.Add:
			for _, column := range readColumns(c.To) {
				if k, ok := added[column]; ok {
					before(k, a.statementOf(c.Key), &readerAdded)
				}
			}
		}
	}
	if first := a.firstColumn(); first != nil {
		for _, c := range a.from.Columns {
			if k, ok := dropped[c.Folded]; ok && !c.IsGenerated() {
				before(first.Key(), k, &columnKept)
			}
		}
	}
}

// columns are the keys of the dropped or the new columns by name.
func (a *alteration) columns(op plan.Op) map[string]schema.Key {
	columns := map[string]schema.Key{}
	for _, c := range a.parts {
		if c.Op == op && c.Key.Kind == schema.KindColumn {
			columns[c.Key.Name] = c.Key
		}
	}
	return columns
}

// readColumns are the names of columns that a part of a table reads, perhaps with others.
func readColumns(part schema.Object) []string {
	switch o := part.(type) {
	case *litemodel.Column:
		return o.Generated.Expr.Columns()
	case *litemodel.Check:
		return o.Expr.Columns()
	case *litemodel.ForeignKey:
		return o.Columns
	}
	return nil
}

// statementOf is the key of the statement that drops or adds a part: a constraint may go or
// come with a column.
func (a *alteration) statementOf(part schema.Key) schema.Key {
	if column := a.with[part]; column != nil {
		return column.Key()
	}
	return part
}

// firstColumn is the new column that must be there before others can be dropped; nil where a
// column stays that is not generated.
func (a *alteration) firstColumn() *litemodel.Column {
	for _, c := range a.from.Columns {
		if !c.IsGenerated() && a.to.Column(c.Folded) != nil {
			return nil
		}
	}
	for _, c := range a.added {
		if !c.IsGenerated() {
			return c
		}
	}
	return nil
}

// circle is why no order of the statements would do, or "".
func (a *alteration) circle() string {
	graph := plan.Order[node]{}
	var nodes []node
	rank := map[node]int{}
	for i, c := range a.statements() {
		n := node{phase: changeTables, key: c.Key}
		nodes, rank[n] = append(nodes, n), i
	}
	graph.Less = func(x, y node) bool { return rank[x] < rank[y] }
	a.applyRules(&graph)
	_, circles := graph.Sort(nodes)
	if len(circles) == 0 {
		return ""
	}
	names := make([]string, len(circles[0].Steps))
	for i, n := range circles[0].Steps {
		names[i] = n.key.Object()
	}
	return fmt.Sprintf("no order of ALTER TABLE statements works for %s: %s", strings.Join(names, ", "), circles[0].Rules[0].Name)
}

// addedColumns are the new columns of a table in the order in which ALTER TABLE can add them:
// that of the files, except that a column comes after the ones it reads.
func addedColumns(from, to *litemodel.Table) []*litemodel.Column {
	var added []*litemodel.Column
	reads := map[string][]string{}
	for _, c := range to.Columns {
		if from.Column(c.Folded) == nil {
			added = append(added, c)
			reads[c.Folded] = c.Generated.Expr.Columns()
		}
	}
	if len(added) < 2 {
		return added
	}
	for _, check := range to.Checks {
		for _, c := range added {
			if holds(c, check) {
				reads[c.Folded] = append(reads[c.Folded], check.Expr.Columns()...)
				break
			}
		}
	}
	return readFirst(added, reads)
}

// readFirst orders columns so that none comes before one that it reads, unless they read each
// other.
func readFirst(columns []*litemodel.Column, reads map[string][]string) []*litemodel.Column {
	rank := map[*litemodel.Column]int{}
	named := map[string]*litemodel.Column{}
	for i, c := range columns {
		rank[c], named[c.Folded] = i, c
	}
	graph := plan.Order[*litemodel.Column]{Less: func(a, b *litemodel.Column) bool { return rank[a] < rank[b] }}
	for _, c := range columns {
		for _, name := range reads[c.Folded] {
			if other := named[name]; other != nil && other != c {
				graph.Before(other, c, &readerAdded)
			}
		}
	}
	sorted, _ := graph.Sort(slices.Clone(columns))
	return sorted
}
