package postgres

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func constraintMaker() writer {
	return writer{
		name:   func(o pgmodel.Object) string { return constraintName(o.(*pgmodel.Constraint)) },
		create: func(o pgmodel.Object) []piece { return addConstraint(o.(*pgmodel.Constraint)) },
		drop:   func(o pgmodel.Object) []piece { return dropConstraint(o.(*pgmodel.Constraint)) },
		alter:  alterConstraint,
		rename: func(from, to pgmodel.Object) []piece {
			f, t := from.(*pgmodel.Constraint), to.(*pgmodel.Constraint)
			head := "ALTER TABLE " + qualified(t.Table) + " RENAME CONSTRAINT "
			return []piece{{SQL: head + quote(f.Name) + " TO " + quote(t.Name), Undo: head + quote(t.Name) + " TO " + quote(f.Name), Form: locks.Of(locks.RenamesConstraint)}}
		},
	}
}

func constraintName(c *pgmodel.Constraint) string {
	return "CONSTRAINT " + quote(c.Name) + " ON " + qualified(c.Table)
}

// constraintDefinition is what follows the constraint's name.
func constraintDefinition(c *pgmodel.Constraint) string {
	w := &strings.Builder{}
	switch c.Kind {
	case schema.KindCheck:
		w.WriteString("CHECK (" + c.Expr.SQL + ")")
		if c.NoInherit {
			w.WriteString(" NO INHERIT")
		}
	case schema.KindNotNull:
		w.WriteString("NOT NULL " + quote(c.Columns[0]))
		if c.NoInherit {
			w.WriteString(" NO INHERIT")
		}
	case schema.KindForeign:
		writeReference(w, c)
	case schema.KindExclusion:
		w.WriteString("EXCLUDE USING " + quote(c.Extra().Method) + " (" + exclusionList(c.Parts) + ")")
		writeKeyTail(w, c)
	default:
		w.WriteString(map[schema.Kind]string{schema.KindPrimary: "PRIMARY KEY", schema.KindUnique: "UNIQUE"}[c.Kind])
		if c.NullsNotDistinct {
			w.WriteString(" NULLS NOT DISTINCT")
		}
		w.WriteString(" (" + nameList(c.Columns) + onOff(c.WithoutOverlaps, " WITHOUT OVERLAPS", "") + ")")
		writeKeyTail(w, c)
	}
	if c.Deferrable {
		w.WriteString(" DEFERRABLE")
	}
	if c.Deferred {
		w.WriteString(" INITIALLY DEFERRED")
	}
	switch {
	case c.NotEnforced:
		w.WriteString(" NOT ENFORCED")
	case c.NotValid:
		w.WriteString(" NOT VALID")
	}
	return w.String()
}

func writeKeyTail(w *strings.Builder, c *pgmodel.Constraint) {
	if len(c.Extra().Include) > 0 {
		w.WriteString(" INCLUDE (" + nameList(c.Extra().Include) + ")")
	}
	if len(c.Extra().Options) > 0 {
		w.WriteString(" WITH (" + optionText(c.Extra().Options) + ")")
	}
	if c.Extra().Tablespace != "" {
		w.WriteString(" USING INDEX TABLESPACE " + quote(c.Extra().Tablespace))
	}
	if !c.Extra().Where.IsZero() {
		w.WriteString(" WHERE (" + c.Extra().Where.SQL + ")")
	}
}

func writeReference(w *strings.Builder, c *pgmodel.Constraint) {
	list := func(columns []string) string {
		if !c.Period {
			return nameList(columns)
		}
		last := len(columns) - 1
		return nameList(columns[:last]) + ", PERIOD " + quote(columns[last])
	}
	w.WriteString("FOREIGN KEY (" + list(c.Columns) + ") REFERENCES " + qualified(c.References) + " (" + list(c.Extra().RefColumns) + ")")
	if c.Extra().Match != "" {
		w.WriteString(" MATCH " + strings.ToUpper(c.Extra().Match))
	}
	if c.Extra().OnUpdate != "" {
		w.WriteString(" ON UPDATE " + strings.ToUpper(c.Extra().OnUpdate))
	}
	if c.Extra().OnDelete != "" {
		w.WriteString(" ON DELETE " + strings.ToUpper(c.Extra().OnDelete))
		if len(c.Extra().OnDeleteColumns) > 0 {
			w.WriteString(" (" + nameList(c.Extra().OnDeleteColumns) + ")")
		}
	}
}

func nameList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = quote(n)
	}
	return strings.Join(quoted, ", ")
}

func exclusionList(parts []pgmodel.Part) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = partText(p) + " WITH " + p.Operator
	}
	return strings.Join(texts, ", ")
}

func addConstraint(c *pgmodel.Constraint) []piece {
	if c.Inherited {
		return nil
	}
	p := piece{SQL: "ALTER TABLE " + qualified(c.Table) + " ADD CONSTRAINT " + quote(c.Name) + " " + constraintDefinition(c),
		Undo: "ALTER TABLE " + qualified(c.Table) + " DROP CONSTRAINT " + quote(c.Name), Form: locks.Of(constraintForm(c))}
	if c.Kind == schema.KindForeign {
		p.On, p.Beside = qualified(c.Table)+" and "+qualified(c.References), c.References
	}
	if !c.NotValid && !c.NotEnforced {
		p.Probes = constraintProbes(c)
		p.Unproven = len(p.Probes) == 0
	}
	out := []piece{p}
	if c.Clustered {
		out = append(out, piece{SQL: "ALTER TABLE " + qualified(c.Table) + " CLUSTER ON " + quote(c.Name)})
	}
	return append(out, indexComment(c)...)
}

// constraintForm is how the server adds a constraint.
func constraintForm(c *pgmodel.Constraint) locks.FormID {
	unchecked := c.NotValid || c.NotEnforced
	switch {
	case c.Kind == schema.KindForeign && unchecked:
		return locks.AddsUncheckedReference
	case c.Kind == schema.KindForeign:
		return locks.AddsReference
	case unchecked:
		return locks.AddsUncheckedCheck
	case c.Kind == schema.KindCheck || c.Kind == schema.KindNotNull:
		return locks.AddsCheck
	}
	return locks.AddsKey
}

// indexComment is the comment on the index behind a key.
func indexComment(c *pgmodel.Constraint) []piece {
	if c.Extra().IndexComment == "" {
		return nil
	}
	return []piece{{SQL: "COMMENT ON INDEX " + pgmodel.Qualified(c.Table.Schema, c.Name) + " IS " + pgmodel.Literal(c.Extra().IndexComment), Form: locks.Of(locks.Comments)}}
}

func dropConstraint(c *pgmodel.Constraint) []piece {
	if c.Kind == schema.KindNotNull {
		return []piece{{SQL: "ALTER TABLE " + qualified(c.Table) + " DROP CONSTRAINT " + quote(c.Name), Form: locks.Of(locks.DropsConstraint)}}
	}
	p := piece{SQL: "ALTER TABLE " + qualified(c.Table) + " DROP CONSTRAINT " + quote(c.Name), Form: locks.Of(locks.DropsConstraint),
		Undo: "ALTER TABLE " + qualified(c.Table) + " ADD CONSTRAINT " + quote(c.Name) + " " + constraintDefinition(c)}
	if c.Kind == schema.KindForeign {
		p.On = qualified(c.Table) + " and " + qualified(c.References)
	}
	return []piece{p}
}

// alterConstraint changes what ALTER CONSTRAINT, VALIDATE and ALTER INDEX can;
// for the rest the constraint is dropped and added.
func alterConstraint(p *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.Constraint), c.To.(*pgmodel.Constraint)
	var out []piece
	head := "ALTER TABLE " + qualified(to.Table) + " "
	for _, f := range c.Fields {
		switch {
		case (f.Name == "deferrable" || f.Name == "deferred") && to.Kind == schema.KindForeign:
			if f.Name == "deferred" && c.Has("deferrable") {
				continue
			}
			out = append(out, piece{SQL: head + "ALTER CONSTRAINT " + quote(to.Name) + deferral(to), Undo: head + "ALTER CONSTRAINT " + quote(to.Name) + deferral(from), Form: locks.Of(locks.AltersConstraint)})
		case f.Name == "not valid" && !to.NotValid && !from.NotEnforced:
			out = append(out, piece{SQL: head + "VALIDATE CONSTRAINT " + quote(to.Name), Form: locks.Of(locks.Validates), Probes: constraintProbes(to), Unproven: len(constraintProbes(to)) == 0})
		case f.Name == "options":
			out = append(out, optionPieces("INDEX "+pgmodel.Qualified(to.Table.Schema, to.Name), from.Extra().Options, to.Extra().Options)...)
		case f.Name == "tablespace":
			out = append(out, piece{SQL: "ALTER INDEX " + pgmodel.Qualified(to.Table.Schema, to.Name) + " SET TABLESPACE " + quote(either(to.Extra().Tablespace, "pg_default")), Form: locks.Of(locks.MovesIndex)})
		case f.Name == "index comment":
			out = append(out, piece{SQL: "COMMENT ON INDEX " + pgmodel.Qualified(to.Table.Schema, to.Name) + " IS " + commentText(to.Extra().IndexComment), Form: locks.Of(locks.Comments)})
		case f.Name == "clustered":
			out = append(out, clusterPiece(to.Table, to.Name, to.Clustered))
		default:
			return nil, false
		}
	}
	return out, true
}

func deferral(c *pgmodel.Constraint) string {
	switch {
	case c.Deferred:
		return " DEFERRABLE INITIALLY DEFERRED"
	case c.Deferrable:
		return " DEFERRABLE INITIALLY IMMEDIATE"
	}
	return " NOT DEFERRABLE"
}

func clusterPiece(table schema.Key, index string, on bool) piece {
	if on {
		return piece{SQL: "ALTER TABLE " + qualified(table) + " CLUSTER ON " + quote(index), Form: locks.Of(locks.Clusters)}
	}
	return piece{SQL: "ALTER TABLE " + qualified(table) + " SET WITHOUT CLUSTER", Form: locks.Of(locks.Clusters)}
}

// constraintProbes count the rows that a new constraint would refuse.
func constraintProbes(c *pgmodel.Constraint) []plan.Probe {
	table := qualified(c.Table)
	probe := func(rule, sql, message string) []plan.Probe {
		return []plan.Probe{{Rule: rule, Key: c.Key(), Pos: c.Pos(), SQL: sql, Message: message, Hint: "mend them first", Columns: columnsRead(c.Table, c.Columns, c.Uses)}}
	}
	switch c.Kind {
	case schema.KindCheck:
		return probe("add-check-existing", "SELECT count(*) FROM "+onOff(c.NoInherit, "ONLY ", "")+table+" WHERE NOT ("+c.Expr.SQL+")", "rows of "+c.Table.Object()+" break "+c.Name)
	case schema.KindUnique, schema.KindPrimary:
		where := ""
		if c.Kind == schema.KindUnique && !c.NullsNotDistinct {
			where = " WHERE (" + nameList(c.Columns) + ") IS NOT NULL"
		}
		if c.WithoutOverlaps {
			return nil
		}
		return probe("add-unique-existing", fmt.Sprintf("SELECT coalesce(sum(n), 0)::bigint FROM (SELECT count(*) AS n FROM %s%s GROUP BY %s HAVING count(*) > 1) AS d",
			table, where, nameList(c.Columns)), "rows of "+c.Table.Object()+" share a value of ("+strings.Join(c.Columns, ", ")+")")
	case schema.KindForeign:
		if c.Period {
			return nil
		}
		return probe("add-fk-existing", orphans(c), "rows of "+c.Table.Object()+" refer to no row of "+c.References.Object())
	}
	return nil
}

func orphans(c *pgmodel.Constraint) string {
	var given, same []string
	for i, n := range c.Columns {
		given = append(given, "c."+quote(n)+" IS NOT NULL")
		if i < len(c.Extra().RefColumns) {
			same = append(same, "p."+quote(c.Extra().RefColumns[i])+" = c."+quote(n))
		}
	}
	return fmt.Sprintf("SELECT count(*) FROM %s AS c WHERE %s AND NOT EXISTS (SELECT FROM %s AS p WHERE %s)",
		qualified(c.Table), strings.Join(given, " AND "), qualified(c.References), strings.Join(same, " AND "))
}
