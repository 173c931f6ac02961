package postgres

// The queries that have the rows of one table before the plan and after it, and the rows of their
// answer that are shown as examples.

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// tableQuery has the rows of a table before and after as queries: k is the key of a row, c0, c1, …
// are the hashes of the kept columns, and x0, x1, … of those before, cast to the new type.
type tableQuery struct {
	k                         plan.KeptTable
	before, beforeCast, after string
	casts                     bool
	masked, keyMasked         []bool // of the columns and of the key: their values are not shown
}

// writeBefore writes the queries of the state before.
func (q *tableQuery) writeBefore(parts []*priorState) {
	var union, cast []string
	for _, b := range parts {
		terms, casted := []string{"k"}, []string{"k"}
		for i, c := range q.k.Columns {
			hash := "NULL::bigint" // a table that becomes a partition may lack the column
			if n, ok := b.hash[c.Was]; ok {
				hash = fmt.Sprintf("c%d", n)
			}
			x := hash
			if n, ok := b.cast[c.Was]; ok && c.Retyped() {
				x, q.casts = fmt.Sprintf("x%d", n), true
			}
			value := "NULL::text"
			if n, ok := b.hash[c.Was]; ok && b.shown[n] {
				value = fmt.Sprintf("v%d", n)
			}
			terms = append(terms, fmt.Sprintf("%s AS c%d", hash, i), fmt.Sprintf("%s AS x%d", x, i), fmt.Sprintf("%s AS v%d", value, i))
			casted = append(casted, fmt.Sprintf("%s AS c%d", x, i))
		}
		union = append(union, "SELECT "+strings.Join(terms, ", ")+" FROM "+b.temp)
		cast = append(cast, "SELECT "+strings.Join(casted, ", ")+" FROM "+b.temp)
	}
	q.before, q.beforeCast = strings.Join(union, " UNION ALL "), strings.Join(cast, " UNION ALL ")
}

// addAfter adds the rows that a table holds itself to the query of the state after.
func (q *tableQuery) addAfter(now *pgmodel.Table) {
	var key []string
	for _, c := range q.k.Identity {
		key = append(key, c.Now)
	}
	terms := []string{keyOf(key) + " AS k"}
	for i, c := range q.k.Columns {
		hash, value := "NULL::bigint", "NULL::text"
		if col := now.Column(c.Now); col != nil {
			if hash = hashOf(col); !q.masked[i] {
				value = shownValue(col)
			}
		}
		terms = append(terms, fmt.Sprintf("%s AS c%d", hash, i), fmt.Sprintf("%s AS v%d", value, i))
	}
	if q.after != "" {
		q.after += " UNION ALL "
	}
	q.after += "SELECT " + strings.Join(terms, ", ") + " FROM ONLY " + pgmodel.Qualified(now.ID.Schema, now.ID.Name)
}

// differs is true for a pair of rows whose values of a column differ.
func (q *tableQuery) differs(i int) string {
	text := fmt.Sprintf("a.c%d IS DISTINCT FROM b.c%d", i, i)
	if !q.k.Columns[i].Claimed {
		text += fmt.Sprintf(" AND a.c%d IS DISTINCT FROM b.x%d", i, i)
	}
	return text
}

// exampleRow is a row that differs: its key reads "id=1, at=2".
type exampleRow struct {
	key   string
	value plan.Changed
}

func (q *tableQuery) example(row pgx.CollectableRow) (e exampleRow, err error) {
	var key []string
	var before, after *string
	if err := row.Scan(&key, &before, &after); err != nil {
		return e, err
	}
	var list []string
	for i, v := range key {
		if q.keyMasked[i] {
			v = plan.Masked
		}
		list = append(list, q.k.Identity[i].Now+"="+v)
	}
	e.key, e.value = strings.Join(list, ", "), plan.Changed{Before: plan.Masked, After: plan.Masked}
	if before != nil && after != nil {
		e.value = plan.Changed{Before: *before, After: *after}
	}
	return e, nil
}
