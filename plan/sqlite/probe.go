package sqlite

// Queries that count the rows a step would fail on or alter: NULLs before NOT NULL, duplicates
// before UNIQUE, rows that break a CHECK, children without a parent. They run before the plan
// does, so that a problem in the data appears in the review, with a number, and not halfway
// through a rebuild. They are written against the live names, from before any rename.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// probes are the queries of the live rows that show whether a rebuild can succeed
// and which values it would change.
func (w *work) probes(from, to *litemodel.Table, parts []plan.Change) []plan.Probe {
	var out []plan.Probe
	for _, c := range parts {
		switch o := c.To.(type) {
		case *litemodel.Column:
			out = append(out, w.columnProbes(from, to, c.From, o)...)
		case *litemodel.Unique:
			out = append(out, w.uniqueProbe(from, to, o.Parts, litemodel.Expr{}, o)...)
		case *litemodel.Check:
			out = append(out, w.checkProbe(from, to, o))
		case *litemodel.ForeignKey:
			out = append(out, w.foreignProbes(from, to, o)...)
		case *litemodel.Table:
			out = append(out, w.tableProbes(from, to)...)
		}
	}
	return out
}

func (w *work) columnProbes(from, to *litemodel.Table, was schema.Object, c *litemodel.Column) []plan.Probe {
	if was == nil {
		if c.NotNull && noDefault(c) && !c.IsGenerated() && to.Options.RowIDAlias != c.Folded {
			return []plan.Probe{{Rule: "add-column-not-null-no-default", Key: c.Key(), Pos: c.Pos(),
				SQL:     "SELECT count(*) FROM " + w.was(from),
				Message: fmt.Sprintf("rows without a value for the new NOT NULL column %s.%s, which has no default", to.Name, c.Name),
				Hint:    "give it a DEFAULT, or add it without NOT NULL, fill it, and add NOT NULL then"}}
		}
		if c.NotNull && c.IsGenerated() {
			return []plan.Probe{w.computedNullProbe(from, to, c)}
		}
		return nil
	}
	var out []plan.Probe
	before := was.(*litemodel.Column)
	switch {
	case c.NotNull && recomputed(before, c):
		out = append(out, w.computedNullProbe(from, to, c))
	case c.NotNull && !before.NotNull:
		out = append(out, w.notNullProbe(from, c))
	}
	if c.Collation != before.Collation || affinity(c, to) != affinity(before, from) || recomputed(before, c) {
		out = append(out, w.keyProbes(from, to, c)...)
	}
	return append(append(out, w.overwriteProbe(from, to, before, c)...), w.typeProbes(from, to, before, c)...)
}

// keyProbes ask whether keys are still unique under a column's new collation or
// type: '1' and '01' are one integer.
func (w *work) keyProbes(from, to *litemodel.Table, c *litemodel.Column) []plan.Probe {
	var out []plan.Probe
	ask := func(parts []litemodel.Part, where litemodel.Expr, o schema.Object) {
		for _, p := range parts {
			if p.Column == c.Folded && p.Collation == "" {
				out = append(out, w.uniqueProbe(from, to, parts, where, o)...)
				return
			}
		}
	}
	for _, u := range append([]*litemodel.Unique{to.Primary}, to.Uniques...) {
		if u != nil {
			ask(u.Parts, litemodel.Expr{}, u)
		}
	}
	for o := range w.to.All() {
		if x, ok := o.(*litemodel.Index); ok && x.Unique && x.Table == to.Key() {
			ask(x.Parts, x.Where, x)
		}
	}
	return out
}

func (w *work) notNullProbe(from *litemodel.Table, c *litemodel.Column) plan.Probe {
	return plan.Probe{Rule: "set-not-null", Key: c.Key(), Pos: c.Pos(),
		SQL:     fmt.Sprintf("SELECT count(*) FROM %s WHERE %s IS NULL", w.was(from), w.wasColumn(from, c)),
		Message: fmt.Sprintf("rows with NULL in %s.%s, which becomes NOT NULL", from.Name, c.Name),
		Hint:    fmt.Sprintf("UPDATE %s SET %s = … WHERE %[2]s IS NULL", w.was(from), w.wasColumn(from, c))}
}

// typeProbes ask for values that a column's new type would change or refuse.
func (w *work) typeProbes(from, to *litemodel.Table, before, after *litemodel.Column) []plan.Probe {
	a := affinity(after, to)
	if a == affinity(before, from) || after.IsGenerated() {
		return nil
	}
	var out []plan.Probe
	column := w.wasColumn(from, before)
	if cond := refused(column, a); cond != "" {
		out = append(out, plan.Probe{Rule: "type-refused", Key: after.Key(), Pos: after.Pos(),
			SQL:     fmt.Sprintf("SELECT count(*) FROM %s WHERE %s", w.was(from), cond),
			Message: fmt.Sprintf("rows with a value in %s.%s that type %s of a STRICT table refuses", to.Name, after.Name, after.Type.Name),
			Hint:    "UPDATE them first, or give the column type ANY"})
	}
	if cond := changed(column, a, w.target); cond != "" {
		out = append(out, plan.Probe{Rule: "lossy-type", Key: after.Key(), Pos: after.Pos(), Allow: "lossy-type",
			SQL:     fmt.Sprintf("SELECT count(*) FROM %s WHERE %s", w.was(from), cond),
			Message: fmt.Sprintf("values of %s.%s that type %s would change, %s", to.Name, after.Name, typeText(after), example(a)),
			Hint:    "--allow lossy-type, if that is meant"})
	}
	return out
}

// example is a value that a column of the affinity changes.
func example(affinity string) string {
	if strings.HasSuffix(affinity, "TEXT") {
		return "as 0.30000000000000004 becomes '0.3'"
	}
	return "as '007' becomes 7"
}

func typeText(c *litemodel.Column) string {
	if c.Type.Name == "" {
		return "(none)"
	}
	return c.Type.Name
}

// tableProbes ask, when a table becomes STRICT or gets another rowid, about
// columns that may not change otherwise.
func (w *work) tableProbes(from, to *litemodel.Table) []plan.Probe {
	var out []plan.Probe
	for _, after := range to.Columns {
		before := from.Column(after.Folded)
		if before == nil || before.IsGenerated() {
			continue
		}
		if before.Type == after.Type {
			out = append(out, w.typeProbes(from, to, before, after)...)
		}
		if to.Options.RowIDAlias == after.Folded && from.Options.RowIDAlias != after.Folded {
			out = append(out, w.rowIDProbe(from, before, after))
		}
	}
	return out
}

// rowIDProbe asks for values that cannot be row ids: SQLite refuses what is no
// integer, and replaces NULL by an id of its own making.
func (w *work) rowIDProbe(from *litemodel.Table, before, after *litemodel.Column) plan.Probe {
	column := w.wasColumn(from, before)
	return plan.Probe{Rule: "set-not-null", Key: after.Key(), Pos: after.Pos(),
		SQL:     fmt.Sprintf("SELECT count(*) FROM %s WHERE %s IS NULL OR %s", w.was(from), column, refused(column, "STRICT INTEGER")),
		Message: fmt.Sprintf("rows without an integer in %s.%s, which becomes the INTEGER PRIMARY KEY", from.Name, after.Name),
		Hint:    "give them one first"}
}

// uniqueProbe asks for rows that share a key. New columns take part with their
// default or expression, others with what their new type makes of the value.
func (w *work) uniqueProbe(from, to *litemodel.Table, parts []litemodel.Part, where litemodel.Expr, o schema.Object) []plan.Probe {
	var exprs, conditions, names []string
	for _, p := range parts {
		expr := p.Expr.SQL
		names = append(names, p.String())
		before, after := from.Column(p.Column), to.Column(p.Column)
		if p.Column != "" && after != nil {
			expr = quote(after.Name)
			if before != nil && affinity(after, to) != affinity(before, from) {
				expr = converted(expr, affinity(after, to))
			}
			if p.Collation == "" && (before == nil || before.Collation != after.Collation) {
				expr += " COLLATE " + quote(collation(after))
			}
		}
		conditions = append(conditions, expr+" IS NOT NULL")
		if p.Collation != "" {
			expr += " COLLATE " + quote(p.Collation)
		}
		exprs = append(exprs, expr)
	}
	if where.SQL != "" {
		conditions = append(conditions, "("+where.SQL+")")
	}
	return []plan.Probe{{Rule: "add-unique-existing", Key: o.Key(), Pos: o.Pos(),
		SQL: fmt.Sprintf("SELECT coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM %s WHERE %s GROUP BY %s HAVING count(*) > 1)",
			w.rowsAs(from, to), strings.Join(conditions, " AND "), strings.Join(exprs, ", ")),
		Message: fmt.Sprintf("rows of %s sharing with another what must be unique: %s", from.Name, strings.Join(names, ", ")),
		Hint:    "delete or change the duplicates first"}}
}

func collation(c *litemodel.Column) string {
	if c.Collation == "" {
		return "binary"
	}
	return c.Collation
}

// checkProbe asks for rows that violate a CHECK. Columns that are new take part
// with their default.
func (w *work) checkProbe(from, to *litemodel.Table, c *litemodel.Check) plan.Probe {
	return plan.Probe{Rule: "add-check-existing", Key: c.Key(), Pos: c.Pos(),
		SQL:     fmt.Sprintf("SELECT count(*) FROM %s WHERE NOT (%s)", w.rowsAs(from, to), c.Expr.SQL),
		Message: fmt.Sprintf("rows of %s violating %s", to.Name, strings.Join(strings.Fields(c.Text.Tail), " ")),
		Hint:    "change them first"}
}

// foreignProbes ask for rows whose parent is missing.
func (w *work) foreignProbes(from, to *litemodel.Table, fk *litemodel.ForeignKey) []plan.Probe {
	var conditions, matches, through []string
	parent, wanted := litemodel.TableOf(w.from, fk.References), litemodel.TableOf(w.to, fk.References)
	if wanted == nil { // with foreign keys on it is dropped after the reference
		wanted = parent
	}
	keys := fk.RefColumns
	if len(keys) == 0 && wanted != nil && wanted.Primary != nil { // which may be another key than before
		for _, p := range wanted.Primary.Parts {
			keys = append(keys, p.Column)
		}
	}
	for i, name := range fk.Columns {
		through = append(through, to.Name+"."+name)
		conditions = append(conditions, "c."+quote(name)+" IS NOT NULL")
		if parent != nil && wanted != nil && i < len(keys) && wanted.Column(keys[i]) != nil {
			matches = append(matches, fmt.Sprintf("p.%s = c.%s", quote(keys[i]), quote(name)))
		}
	}
	missing := ""
	if len(matches) == len(fk.Columns) {
		missing = fmt.Sprintf(" AND NOT EXISTS (SELECT 1 FROM %s AS p WHERE %s)", w.rowsAs(parent, wanted), strings.Join(matches, " AND "))
	}
	return []plan.Probe{{Rule: "add-fk-existing", Key: fk.Key(), Pos: fk.Pos(),
		SQL:     fmt.Sprintf("SELECT count(*) FROM %s AS c WHERE %s%s", w.rowsAs(from, to), strings.Join(conditions, " AND "), missing),
		Message: fmt.Sprintf("rows of %s referring through %s to a row that %s does not have", to.Name, strings.Join(through, ", "), fk.References.Name),
		Hint:    "delete them, set the reference to NULL, or insert what they refer to"}}
}
