package rules

// The queries that count the rows in the way of a change. They are put to a live database when
// there is one and run without a search_path, so that all names are qualified; "" means that no
// query can count.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// qualifiedTable is the relation of an act, qualified: a probe runs without a search_path.
func qualifiedTable(a *lint.Act) string { return pgmodel.Qualified(a.On.Schema, a.On.Name) }

// addsAny reports whether statements before an act add a column that match accepts: the
// database that is asked does not have it.
func addsAny(p *lint.Pass, a *lint.Act, match func(column string) bool) bool {
	return p.Earlier(a, func(o *lint.Act) bool { return o.Verb == schema.AddsColumn && match(o.Name) })
}

// duplicatesQuery counts the values that more than one row has; "" where an expression or a
// part of the rows is meant.
func duplicatesQuery(p *lint.Pass, a *lint.Act) string {
	if len(a.Columns) == 0 || slices.Contains(a.Columns, "") || addsAny(p, a, func(n string) bool { return slices.Contains(a.Columns, n) }) {
		return ""
	}
	if t := p.Now(a.On); t != nil && slices.ContainsFunc(t.Indexes, func(x *lint.Index) bool { return x.Name == a.Name && x.Partial }) {
		return ""
	}
	var present []string
	for _, n := range a.Columns {
		present = append(present, pgmodel.Quote(n)+" IS NOT NULL")
	}
	columns := nameList(a.Columns)
	return "SELECT count(*) FROM (SELECT 1 FROM " + qualifiedTable(a) + " WHERE " + strings.Join(present, " AND ") + " GROUP BY " + columns + " HAVING count(*) > 1) AS d"
}

// misfitsQuery counts the rows that a smaller type does not hold; "" where no query can count them.
func misfitsQuery(a *lint.Act) string {
	column := pgmodel.Quote(a.Name)
	head := "SELECT count(*) FROM " + qualifiedTable(a) + " WHERE "
	length, bounded := strings.CutPrefix(a.Type, "character varying(")
	switch {
	case bounded:
		return head + "char_length(" + column + "::text) > " + strings.TrimSuffix(length, ")")
	case a.Type == "integer":
		return head + column + " NOT BETWEEN -2147483648 AND 2147483647"
	case a.Type == "smallint":
		return head + column + " NOT BETWEEN -32768 AND 32767"
	}
	return ""
}

// violatorsQuery counts the rows that a new CHECK refuses.
func violatorsQuery(p *lint.Pass, a *lint.Act) string {
	t, _ := p.Analyzed.To.Get(a.On).(*pgmodel.Table)
	if t == nil || a.Name == "" || t.Constraint(a.Name) == nil {
		return ""
	}
	expr := t.Constraint(a.Name).Expr
	if addsAny(p, a, func(n string) bool { return mentionsName(expr.Loose, n) }) {
		return ""
	}
	return "SELECT count(*) FROM " + qualifiedTable(a) + " WHERE NOT (" + expr.SQL + ")"
}

// orphansQuery counts the rows without a parent.
func orphansQuery(p *lint.Pass, a *lint.Act) string {
	parent := p.Table(a.References)
	if parent == nil || p.Was(parent.Key) == nil || addsAny(p, a, func(n string) bool { return slices.Contains(a.Columns, n) }) {
		return ""
	}
	to := a.Referenced
	if len(to) == 0 && parent.Primary != nil {
		to = parent.Primary.Columns
	}
	if len(to) != len(a.Columns) || len(to) == 0 {
		return ""
	}
	var same, present []string
	for i, n := range a.Columns {
		same = append(same, "r."+pgmodel.Quote(to[i])+" = c."+pgmodel.Quote(n))
		present = append(present, "c."+pgmodel.Quote(n)+" IS NOT NULL")
	}
	name := pgmodel.Qualified(parent.Key.Schema, parent.Name)
	return "SELECT count(*) FROM " + qualifiedTable(a) + " AS c WHERE " + strings.Join(present, " AND ") + " AND NOT EXISTS (SELECT 1 FROM " + name + " AS r WHERE " + strings.Join(same, " AND ") + ")"
}
