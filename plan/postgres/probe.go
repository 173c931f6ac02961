package postgres

// Questions to the live rows that show whether the server will refuse a constraint or a unique
// index: each is a query that counts the rows in the way. A probe is not asked about columns that
// the database does not have yet. What rows demand of a cast is in castprobe.go, of a bound in
// partitionbound.go.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// columnsRead are the columns of a table by their names, and those among keys.
func columnsRead(table schema.Key, names []string, keys []schema.Key) []schema.Key {
	var out []schema.Key
	for _, n := range names {
		out = append(out, schema.Key{Kind: schema.KindColumn, Schema: table.Schema, Table: table.Name, Name: n})
	}
	for _, k := range keys {
		if k.Kind == schema.KindColumn {
			out = append(out, k)
		}
	}
	return out
}

// askable leaves out the probes that read a column which the plan itself adds.
func (w *planner) askable(probes []plan.Probe) []plan.Probe {
	return slices.DeleteFunc(slices.Clone(probes), func(p plan.Probe) bool {
		return slices.ContainsFunc(p.Columns, w.addsColumnOf)
	})
}

// addsColumnOf reports whether the plan adds a column, perhaps to a parent of its table.
func (w *planner) addsColumnOf(k schema.Key) bool {
	if w.actions[node{opCreate, k}] != nil {
		return true
	}
	t, ok := w.owner(k).(*pgmodel.Table)
	return ok && slices.ContainsFunc(t.Parents(), func(parent schema.Key) bool {
		k.Schema, k.Table = parent.Schema, parent.Name
		return w.addsColumnOf(k)
	})
}

func (w *planner) indexProbes(x *pgmodel.Index) []plan.Probe {
	if !x.Unique {
		return nil
	}
	var list []string
	for _, p := range x.Parts {
		if p.Column == "" {
			list = append(list, "("+p.Expr.SQL+")")
		} else {
			list = append(list, ddl.Quote(p.Column))
		}
	}
	var where []string
	if !x.Extra().Where.IsZero() {
		where = append(where, "("+x.Extra().Where.SQL+")")
	}
	if !x.NullsNotDistinct {
		for _, e := range list {
			where = append(where, e+" IS NOT NULL")
		}
	}
	condition := ""
	if len(where) > 0 {
		condition = " WHERE " + strings.Join(where, " AND ")
	}
	return []plan.Probe{{Rule: "add-unique-existing", Key: x.ID, Pos: x.Pos(), Hint: "correct them first", Columns: columnsRead(x.Table, pgmodel.PartNames(x.Parts), x.Uses),
		SQL: "SELECT coalesce(sum(n), 0)::bigint FROM (SELECT count(*) AS n FROM " + w.askedOwn(x.Table, "") + condition +
			" GROUP BY " + strings.Join(list, ", ") + " HAVING count(*) > 1) AS d",
		Message: "rows of " + x.Table.Object() + " sharing a value of unique index " + x.Name}}
}

// constraintProbes count the rows that a new constraint would refuse.
func (w *planner) constraintProbes(c *pgmodel.Constraint) []plan.Probe {
	table := w.asked(c.Table, c.NoInherit, "")
	probe := func(rule, sql, message string) []plan.Probe {
		return []plan.Probe{{Rule: rule, Key: c.Key(), Pos: c.Pos(), SQL: sql, Message: message, Hint: "correct them first", Columns: columnsRead(c.Table, c.Columns, c.Uses)}}
	}
	switch c.Kind {
	case schema.KindCheck:
		return probe("add-check-existing", "SELECT count(*) FROM "+table+" WHERE NOT ("+c.Expr.SQL+")", "rows of "+c.Table.Object()+" violating "+c.Name)
	case schema.KindNotNull:
		return probe("set-not-null", "SELECT count(*) FROM "+table+" WHERE "+ddl.Quote(c.Columns[0])+" IS NULL", "rows with NULL in "+c.Table.Object()+"."+c.Columns[0])
	case schema.KindUnique, schema.KindPrimary:
		where := ""
		if c.Kind == schema.KindUnique && !c.NullsNotDistinct {
			where = " WHERE (" + ddl.Names(c.Columns) + ") IS NOT NULL"
		}
		if c.WithoutOverlaps {
			return nil
		}
		return probe("add-unique-existing", fmt.Sprintf("SELECT coalesce(sum(n), 0)::bigint FROM (SELECT count(*) AS n FROM %s%s GROUP BY %s HAVING count(*) > 1) AS d",
			w.askedOwn(c.Table, ""), where, ddl.Names(c.Columns)), "rows of "+c.Table.Object()+" sharing a value of ("+strings.Join(c.Columns, ", ")+")")
	case schema.KindForeign:
		if c.Period {
			return nil
		}
		if w.before.table(c.References) == nil && w.after.table(c.References) != nil { // the plan creates it
			sql := "SELECT count(*) FROM " + w.askedOwn(c.Table, "c") + " WHERE " + strings.Join(given(c), " AND ")
			return probe("add-fk-existing", sql, "rows of "+c.Table.Object()+" referring to "+c.References.Object()+", which is new and has no rows")
		}
		return probe("add-fk-existing", w.orphans(c), "rows of "+c.Table.Object()+" referring to no row of "+c.References.Object())
	}
	return nil
}

// given are the conditions that a row, as c, has a value in each column of a foreign key.
func given(c *pgmodel.Constraint) []string {
	var list []string
	for _, n := range c.Columns {
		list = append(list, "c."+ddl.Quote(n)+" IS NOT NULL")
	}
	return list
}

func (w *planner) orphans(c *pgmodel.Constraint) string {
	var same []string
	for i, n := range c.Columns {
		if i < len(c.Extra().RefColumns) {
			same = append(same, "p."+ddl.Quote(c.Extra().RefColumns[i])+" = c."+ddl.Quote(n))
		}
	}
	return fmt.Sprintf("SELECT count(*) FROM %s WHERE %s AND NOT EXISTS (SELECT FROM %s WHERE %s)",
		w.askedOwn(c.Table, "c"), strings.Join(given(c), " AND "), w.askedOwn(c.References, "p"), strings.Join(same, " AND "))
}

// nullProbes count the rows that have no value in a column which becomes NOT NULL.
func (w *planner) nullProbes(from, to *pgmodel.Column) []plan.Probe {
	return []plan.Probe{{Rule: "set-not-null", Key: to.Key(), Pos: to.Pos(),
		SQL:     "SELECT count(*) FROM " + w.asked(to.Table, false, "") + " WHERE " + ddl.Quote(from.Name) + " IS NULL",
		Message: "rows with NULL in " + to.Key().Object(), Hint: "fill them first"}}
}

// missingValueProbes count the rows that have no value for a new column which is NOT NULL.
func (w *planner) missingValueProbes(c *pgmodel.Column) []plan.Probe {
	return []plan.Probe{{Rule: "add-column-not-null-no-default", Key: c.Key(), Pos: c.Pos(),
		SQL:     "SELECT count(*) FROM " + w.asked(c.Table, false, ""),
		Message: "rows of " + c.Table.Object() + " would have NULL in the new column " + c.Name,
		Hint:    "give it a DEFAULT, or add it without NOT NULL, fill it, and then set NOT NULL"}}
}
