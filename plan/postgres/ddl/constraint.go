package ddl

// The definition of a table constraint after its name, shared by CREATE TABLE, ADD CONSTRAINT
// and the undo of DROP CONSTRAINT. Clauses appear in the order of the grammar
// (sql-createtable.html, table_constraint).

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// ConstraintDefinition is the part of the declaration after the constraint's name.
func ConstraintDefinition(c *pgmodel.Constraint) string {
	w := &strings.Builder{}
	switch c.Kind {
	case schema.KindCheck:
		w.WriteString("CHECK (" + c.Expr.SQL + ")")
		if c.NoInherit {
			w.WriteString(" NO INHERIT")
		}
	case schema.KindNotNull:
		w.WriteString("NOT NULL " + Quote(c.Columns[0]))
		if c.NoInherit {
			w.WriteString(" NO INHERIT")
		}
	case schema.KindForeign:
		writeReference(w, c)
	case schema.KindExclusion:
		w.WriteString("EXCLUDE USING " + Quote(c.Extra().Method) + " (" + exclusionList(c.Parts) + ")")
		writeKeyTail(w, c)
	default:
		w.WriteString(map[schema.Kind]string{schema.KindPrimary: "PRIMARY KEY", schema.KindUnique: "UNIQUE"}[c.Kind])
		if c.NullsNotDistinct {
			w.WriteString(" NULLS NOT DISTINCT")
		}
		w.WriteString(" (" + Names(c.Columns) + If(c.WithoutOverlaps, " WITHOUT OVERLAPS", "") + ")")
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
		w.WriteString(" INCLUDE (" + Names(c.Extra().Include) + ")")
	}
	if len(c.Extra().Options) > 0 {
		w.WriteString(" WITH (" + Options(c.Extra().Options) + ")")
	}
	if c.Extra().Tablespace != "" {
		w.WriteString(" USING INDEX TABLESPACE " + Quote(c.Extra().Tablespace))
	}
	if !c.Extra().Where.IsZero() {
		w.WriteString(" WHERE (" + c.Extra().Where.SQL + ")")
	}
}

func writeReference(w *strings.Builder, c *pgmodel.Constraint) {
	list := func(columns []string) string {
		if !c.Period {
			return Names(columns)
		}
		last := len(columns) - 1
		return Names(columns[:last]) + ", PERIOD " + Quote(columns[last])
	}
	w.WriteString("FOREIGN KEY (" + list(c.Columns) + ") REFERENCES " + Qualified(c.References))
	if len(c.Extra().RefColumns) > 0 { // else its primary key, which is not known here
		w.WriteString(" (" + list(c.Extra().RefColumns) + ")")
	}
	if c.Extra().Match != "" {
		w.WriteString(" MATCH " + strings.ToUpper(c.Extra().Match))
	}
	if c.Extra().OnUpdate != "" {
		w.WriteString(" ON UPDATE " + strings.ToUpper(c.Extra().OnUpdate))
	}
	if c.Extra().OnDelete != "" {
		w.WriteString(" ON DELETE " + strings.ToUpper(c.Extra().OnDelete))
		if len(c.Extra().OnDeleteColumns) > 0 {
			w.WriteString(" (" + Names(c.Extra().OnDeleteColumns) + ")")
		}
	}
}

func exclusionList(parts []pgmodel.Part) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = partText(p) + " WITH " + p.Operator
	}
	return strings.Join(texts, ", ")
}

// Deferral is when a constraint is checked, as a clause.
func Deferral(c *pgmodel.Constraint) string {
	switch {
	case c.Deferred:
		return " DEFERRABLE INITIALLY DEFERRED"
	case c.Deferrable:
		return " DEFERRABLE INITIALLY IMMEDIATE"
	}
	return " NOT DEFERRABLE"
}
