package postgres

// How the values of a column get another type: by the server alone, by a cast that is
// written out, over text, or by an expression that only its author knows. The casts of
// the server are a list of pg_cast; what a type of the user's is cast by is not known,
// so it goes over text.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// castForm is the expression that takes values of the column n from one type to the
// other, "" where the server needs none; ok says that there is a sensible one.
func castForm(n, from, to string) (using string, ok bool) {
	f, _, fa := locks.SplitType(from)
	t, _, ta := locks.SplitType(to)
	if castsBits(f, t) && fa == ta {
		return n + "::" + to, true
	}
	if locks.Assignable(from, to) || isInterval(f) && isInterval(t) && fa == ta {
		return "", true
	}
	switch {
	case fa != ta:
		return "", false
	case locks.IsString(f) || f == "name" || locks.CastContext(f, t) == "e":
		return n + "::" + to, true
	case strings.Contains(f, ".") || strings.Contains(t, "."):
		return n + "::text::" + to, true
	case fa:
		return "", false
	case isNumber(f) && t == "boolean":
		return n + " <> 0", true
	case f == "boolean" && isNumber(t):
		return n + "::integer::" + to, true
	case f == "json" && (isNumber(t) || t == "boolean"):
		return n + "::jsonb::" + to, true
	}
	return "", false
}

// castsBits reports whether values become bit strings of a fixed length: assignment refuses another
// length, which a cast cuts or fills (datatype-bit.html).
func castsBits(from, to string) bool { return to == "bit" && (from == "bit" || from == "bit varying") }

// isInterval reports whether a type is interval, with or without fields.
func isInterval(t string) bool { return t == "interval" || strings.HasPrefix(t, "interval ") }

func isNumber(t string) bool { return slices.Contains(locks.CastFamilies()[0], t) }

// readsBefore refuses an expression that reads a column which the table does not have
// before the plan.
func (a *columnChange) readsBefore(hint pgmodel.Using) {
	t := a.p.before.table(a.to.Table)
	for _, n := range hint.Columns {
		if t != nil && t.Column(n) == nil {
			a.p.find(plan.Finding{Rule: "unresolved-name", Severity: plan.Error, Key: a.to.Key(), Pos: hint.Pos, Blocks: true,
				Message: "@using of " + a.to.Key().Object() + " reads column " + ddl.Quote(n) + ", which " + a.to.Table.Object() + " does not have",
				Hint:    "it can read the columns that the table has before the change"})
		}
	}
}

// using is the expression of ALTER COLUMN … TYPE: that of a hint, else the automatic
// one. Where there is none the plan is refused, unless no row would be cast.
func (a *columnChange) using() string {
	from, to := a.from, a.to
	if hint := to.Extra().Using; hint.SQL != "" {
		a.readsBefore(hint)
		return hint.SQL
	}
	text, ok := castForm(ddl.Quote(to.Name), from.Type, to.Type)
	if ok {
		return text
	}
	if !a.p.facts(to.Table).Empty {
		a.p.find(plan.Finding{Rule: "cast-needs-using", Severity: plan.Error, Key: to.Key(), Pos: to.Pos(), Blocks: true,
			Message: to.Key().Object() + " becomes " + to.Type + ", and nothing says how to make that of the values of " + from.Type + " that it holds",
			Hint:    "say it in a comment after the column: " + to.Name + " " + to.Type + ", -- @using EXPRESSION"})
	}
	return ddl.Quote(to.Name) + "::text::" + to.Type
}
