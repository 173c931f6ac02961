package rules

// What several rules ask about columns: their base types, widths and padding, and which default
// their names suggest. Types are canonical spellings, as the parsers return them.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// eachColumn calls do with every column, except the columns of partitions: they are
// their parents'.
func eachColumn(p *lint.Pass, do func(*lint.Table, *lint.Column)) {
	for _, t := range p.Tables {
		if t.Partition {
			continue
		}
		for _, c := range t.Columns {
			do(t, c)
		}
	}
}

// eachType is eachColumn, and also calls do with the columns whose type stands in the text alone:
// columns that get another one, and columns of tables that are not known here.
func eachType(p *lint.Pass, do func(*lint.Table, *lint.Column)) {
	eachColumn(p, do)
	for i := range p.Acts {
		a := &p.Acts[i]
		retyped := a.Verb == schema.SetsType && !a.New && !addedBefore(p, a) && baseType(a.Was) != baseType(a.Type)
		if a.Type != "" && (retyped || declaredOnly(p, a)) {
			t := unknownTable(a)
			do(t, t.Columns[0])
		}
	}
}

// declaredOnly reports whether an act declares a column of a table that is not known here, because
// no file before creates it or its CREATE TABLE could not be folded.
func declaredOnly(p *lint.Pass, a *lint.Act) bool {
	if a.Verb != schema.AddsColumn && a.Verb != schema.DefinesColumn || p.Table(a.On) != nil || a.Temp {
		return false
	}
	gone := func(o *lint.Act) bool { // under this name
		return o.Verb != schema.DropsColumn || o.Name == a.Name
	}
	return !p.Later(a, gone, schema.Drops, schema.Renames, schema.Moves, schema.DropsColumn) &&
		!p.Earlier(a, func(o *lint.Act) bool { return o.Temp }, schema.Creates)
}

// unknownTable is a table of which one column is known, by its act.
func unknownTable(a *lint.Act) *lint.Table {
	return &lint.Table{Key: a.On, Name: a.On.Name, Pos: a.Pos, Columns: []*lint.Column{{Name: a.Name, Type: a.Type, Pos: a.Pos, NotNull: a.NotNull}}}
}

// baseType is a type without its modifiers and without being an array.
func baseType(t string) string {
	t = strings.TrimSuffix(t, "[]")
	if i := strings.IndexByte(t, '('); i >= 0 {
		end := strings.IndexByte(t, ')')
		t = t[:i] + t[end+1:]
	}
	return t
}

// sameType reports whether values of two types are compared as they are.
func sameType(a, b string) bool {
	fold := func(t string) string {
		t = strings.ToLower(baseType(t))
		switch t {
		case "text", "character varying", "varchar", "character", "char":
			return "text"
		case "int", "integer":
			return "integer"
		}
		return t
	}
	return fold(a) == fold(b)
}

func typeOrNone(t string) string { return cmp.Or(t, "of no type") }

// isTime reports whether a type is one of dates and times.
func isTime(t string) bool { return strings.HasPrefix(t, "timestamp") || strings.HasPrefix(t, "date") }

// wantsDefault is the default that a column is usually given, or "".
func wantsDefault(c *lint.Column) string {
	t, n := strings.ToLower(c.Type), strings.ToLower(c.Name)
	switch {
	case strings.HasPrefix(t, "bool"):
		return "false"
	case n == "created_at", n == "inserted_at":
		return "CURRENT_TIMESTAMP"
	case strings.HasSuffix(n, "_count") && strings.Contains(t, "int"):
		return "0"
	}
	return ""
}

// notNullText reports whether a condition is that a column is not null.
func notNullText(where, column string) bool {
	text := strings.ToLower(strings.Trim(where, "()"))
	return text == strings.ToLower(column)+" is not null" || text == strings.ToLower(column)+" notnull"
}

// typeWidth is the size and alignment of a type in bytes; 0 for a type of varying width.
func typeWidth(t string) int {
	switch baseType(t) {
	case "bigint", "double precision", "timestamp without time zone", "timestamp with time zone", "time without time zone":
		return 8
	case "integer", "real", "date":
		return 4
	case "smallint":
		return 2
	case "boolean":
		return 1
	}
	return 0
}

// paddedSize is how many bytes the columns of fixed width take in their order.
func paddedSize(columns []*lint.Column) int {
	at := 0
	for _, c := range columns {
		w := typeWidth(c.Type)
		if w == 0 { // of unknown length
			continue
		}
		at = (at+w-1)/w*w + w
	}
	return (at + 7) / 8 * 8
}

// leastPaddedSize is how many bytes they could take.
func leastPaddedSize(columns []*lint.Column) int {
	sorted := slices.Clone(columns)
	slices.SortStableFunc(sorted, func(a, b *lint.Column) int { return typeWidth(b.Type) - typeWidth(a.Type) })
	return paddedSize(sorted)
}
