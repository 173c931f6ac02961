package postgres

// Questions to the live rows that show whether a change of type can fail on them. They
// cast nothing that could raise an error: from PostgreSQL 16 on the server says itself
// whether a text is right input for a type, before that the usual types are judged by
// their characters. What cannot be asked so stays unproven, and runs before anything
// that destroys.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// castProbes count the rows whose value cannot be cast; proven says that no row is left
// out of the count.
func (a *columnChange) castProbes() (probes []plan.Probe, proven bool) {
	from, to := a.from, a.to
	if to.Extra().Using.SQL != "" {
		return nil, false
	}
	if locks.ChangeOfType(from.Type, to.Type).Widens {
		return nil, true
	}
	column := ddl.Quote(to.Name)
	where, proven := unfit(column, from.Type, to.Type, a.p.version)
	if strings.Contains(to.Type, ".") {
		where, proven = a.p.unfitOwn(column, from, to)
	}
	if where == "" {
		return nil, proven
	}
	return []plan.Probe{{Rule: "cast-needs-using", Key: to.Key(), Pos: to.Pos(), SQL: "SELECT count(*) FROM " + a.p.asked(to.Table, false, "") + " WHERE " + where,
		Message: "rows of " + to.Table.Object() + " with a value of " + to.Name + " that cannot become " + to.Type,
		Hint:    "correct them first, or say in a comment after the column what becomes of them: -- @using EXPRESSION"}}, proven
}

// keepsLabels reports whether the column has an enum for its type and the new type holds each of its values:
// another enum, or a string that is long enough.
func (a *columnChange) keepsLabels() bool {
	from := enumNamed(a.p.before, a.from.Type)
	if from == nil || strings.HasSuffix(a.from.Type, "[]") != strings.HasSuffix(a.to.Type, "[]") {
		return false
	}
	to := enumNamed(a.p.after, a.to.Type)
	base, mods, _ := locks.SplitType(a.to.Type)
	return !slices.ContainsFunc(from.Labels, func(l string) bool {
		if to != nil {
			return !slices.Contains(to.Labels, l)
		}
		return base != "character varying" || len(mods) != 1 || utf8.RuneCountInString(l) > mods[0]
	})
}

// enumNamed is the enum that a type names, alone or as the elements of an array; nil if it is none.
func enumNamed(side *objects, name string) *pgmodel.Enum {
	for o := range side.of(schema.KindEnum) {
		if isOfType(name, o.Key()) {
			return o.(*pgmodel.Enum)
		}
	}
	return nil
}

// unfitOwn is unfit for a type of the user's: of an enum by its values, of another by
// the server where it has the type already.
func (w *planner) unfitOwn(n string, from, to *pgmodel.Column) (string, bool) {
	array := strings.HasSuffix(to.Type, "[]")
	for o := range w.after.of(schema.KindsWith(schema.UserType)...) {
		k := o.Key()
		if !isOfType(to.Type, k) {
			continue
		}
		if e, ok := o.(*pgmodel.Enum); ok && !array {
			return n + "::text NOT IN (" + ddl.Literals(e.Labels) + ")", true
		}
		if was := w.before.get(k); was == nil || len(plan.CompareObjects(was, o)) > 0 {
			return "", false
		}
	}
	if w.version < 16 {
		return "", false
	}
	return "NOT pg_catalog.pg_input_is_valid(" + n + "::text, " + pgmodel.Literal(to.Type) + ")", true
}

// unfit is a condition on the values of a column, true for values that cannot be cast;
// "" where there is none to ask. proven says that it is true for all of them.
func unfit(n, from, to string, version int) (where string, proven bool) {
	f, _, fa := locks.SplitType(from)
	t, mods, ta := locks.SplitType(to)
	text := n + "::text"
	using, ok := castForm(n, from, to)
	switch {
	case !ok || fa != ta && !locks.IsString(t):
		return "", false
	case locks.IsString(t) && !ta:
		return tooLong(text, t, mods)
	case isNumber(f) && isNumber(t) && !fa:
		return outOfRange(n, f, t, mods)
	case f == "jsonb" && !locks.IsString(t) && (isNumber(t) || t == "boolean"):
		return "pg_catalog.jsonb_typeof(" + n + ") <> " + pgmodel.Literal(ddl.If(t == "boolean", "boolean", "number")), false
	case using == "" && !locks.IsString(f) && f != "name":
		return "", castsAlways(f, t)
	case isNumber(f) && t == "boolean", f == "boolean", castsBits(f, t) && fa == ta:
		return "", true
	case version >= 16:
		return "NOT pg_catalog.pg_input_is_valid(" + text + ", " + pgmodel.Literal(to) + ")", true
	case fa:
		return "", false
	}
	return badText(text, t)
}

// castsAlways reports whether no value of one type fails to become one of the other.
func castsAlways(from, to string) bool {
	dates := []string{"date", "timestamp without time zone", "timestamp with time zone", "time without time zone", "time with time zone", "interval"}
	return slices.Contains(dates, from) && slices.Contains(dates, to) || from == to && from != "bit" || from == "json" && to == "jsonb" || from == "jsonb" && to == "json" ||
		from == "cidr" && to == "inet" || from == "inet" && to == "cidr"
}

// tooLong is true for strings that do not fit: blanks at the end may be cut off.
func tooLong(text, t string, mods []int) (string, bool) {
	if t == "character" && len(mods) == 0 {
		mods = []int{1}
	}
	if len(mods) == 0 {
		return "", true
	}
	return fmt.Sprintf("pg_catalog.length(pg_catalog.rtrim(%s, ' ')) > %d", text, mods[0]), true
}

// integerLimits are the least and the greatest value of an integer type.
func integerLimits(t string) (least, most string) {
	bits := map[string]uint{"smallint": 15, "integer": 31, "bigint": 63}[t]
	if bits == 0 {
		return "", ""
	}
	return "-" + strconv.FormatUint(1<<bits, 10), strconv.FormatUint(1<<bits-1, 10)
}

// outOfRange is true for numbers that another number type cannot hold.
func outOfRange(n, f, t string, mods []int) (string, bool) {
	if least, most := integerLimits(t); least != "" {
		value := n
		if f != "numeric" && f != "bigint" && f != "integer" && f != "smallint" {
			value = "CASE WHEN " + n + " IN ('NaN', 'Infinity', '-Infinity') THEN NULL ELSE " + n + "::numeric END"
			return n + " IN ('NaN', 'Infinity', '-Infinity') OR pg_catalog.round(" + value + ") NOT BETWEEN " + least + " AND " + most, true
		}
		if f == "numeric" {
			value = "pg_catalog.round(" + n + ")"
		}
		return value + " NOT BETWEEN " + least + " AND " + most, true
	}
	switch {
	case t == "numeric" && len(mods) > 0:
		if len(mods) == 1 {
			mods = append(mods, 0)
		}
		number := n + "::numeric"
		limit := "1" + strings.Repeat("0", max(mods[0]-mods[1], 0))
		if mods[0] < mods[1] {
			return "", false
		}
		if f == "real" || f == "double precision" { // which may be infinite
			return "", false
		}
		return fmt.Sprintf("%s <> 'NaN' AND pg_catalog.abs(pg_catalog.round(%s, %d)) >= %s", number, number, mods[1], limit), true
	case t == "real" && f != "smallint" && f != "integer" && f != "bigint":
		return "", false // it may overflow
	}
	return "", true
}

// badText is true for texts that are no value of a type, by their characters.
func badText(text, t string) (string, bool) {
	bare := "pg_catalog.btrim(" + text + ", E' \\t\\n\\r\\f\\v')"
	switch t {
	case "smallint", "integer", "bigint":
		least, most := integerLimits(t)
		signs := "pg_catalog.translate(" + bare + ", '0123456789', '')"
		return "CASE WHEN " + signs + " NOT IN ('', '+', '-') OR pg_catalog.ltrim(" + bare + ", '+-') IN ('') OR pg_catalog.rtrim(" + bare + ", '0123456789') <> " + signs +
			" THEN true ELSE " + bare + "::numeric NOT BETWEEN " + least + " AND " + most + " END", true
	case "boolean":
		return "pg_catalog.lower(" + bare + ") NOT IN ('t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1', 'f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0')", true
	case "uuid":
		return "pg_catalog.length(pg_catalog.translate(" + text + ", '-{}', '')) <> 32 OR pg_catalog.translate(pg_catalog.lower(" + text + "), '0123456789abcdef-{}', '') <> ''", false
	case "numeric", "real", "double precision":
		return "pg_catalog.translate(pg_catalog.lower(" + bare + "), '0123456789.+-eabcdfinty', '') <> '' OR " + bare + " IN ('')", false
	case "date", "timestamp without time zone", "timestamp with time zone", "time without time zone", "time with time zone", "interval", "json", "jsonb", "inet", "cidr", "macaddr", "money":
		return bare + " IN ('')", false
	}
	return "", false
}
