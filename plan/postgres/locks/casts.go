package locks

// What a change of a column's type does to its rows: nothing but a catalog update, new indexes,
// or a rewrite of the table. Whether the server rewrites depends on whether the old and the new
// type are stored alike (sql-altertable.html, notes); the casts come from pg_cast, the rest is
// measured.

import (
	_ "embed" // the list of casts
	"slices"
	"strconv"
	"strings"
	"sync"
)

var (
	// "from|to|context" of pg_cast, the same in PostgreSQL 13 to 18: i implicit, a on
	// assignment, e where it is written out
	//go:embed builtin_casts.txt
	builtinCastText string

	builtinCasts = sync.OnceValue(func() map[string]string {
		all := map[string]string{}
		for line := range strings.Lines(builtinCastText) {
			i := strings.LastIndexByte(line, '|')
			all[line[:i]] = strings.TrimSpace(line[i+1:])
		}
		return all
	})
)

// CastContext is where the server casts between two types of its own: "i", "a", "e",
// or "" where it has no cast.
func CastContext(from, to string) string { return builtinCasts()[from+"|"+to] }

// TypeChange is the effect of a change of type on rows.
type TypeChange struct {
	Free    bool // only the catalog is written
	Widens  bool // every value stays as it is
	Indexed bool // where it is free, indexes on the column are rebuilt all the same
}

// CompareTypes says what the change of a column's type does to its rows: whether only
// the catalog is written, whether every value stays, and whether the server casts by
// itself. Types are canonical.
func CompareTypes(from, to string) (free, widens, casts bool) {
	c := ChangeOfType(from, to)
	return c.Free, c.Widens, Assignable(from, to)
}

// SplitType is a type, its modifier's numbers and whether it is an array.
func SplitType(t string) (base string, mods []int, array bool) {
	t, array = strings.CutSuffix(t, "[]")
	open, end := strings.IndexByte(t, '('), strings.IndexByte(t, ')')
	if open < 0 || end < open {
		return t, nil, array
	}
	for _, m := range strings.Split(t[open+1:end], ",") {
		n, err := strconv.Atoi(strings.TrimSpace(m))
		if err != nil {
			return t, nil, array
		}
		mods = append(mods, n)
	}
	return t[:open] + t[end+1:], mods, array
}

// ChangeOfType says what the change of a column's type does to its rows
// (measured on 13 to 18: relfilenode before and after).
func ChangeOfType(from, to string) TypeChange {
	f, fm, fa := SplitType(from)
	t, tm, ta := SplitType(to)
	switch {
	case fa != ta:
		return TypeChange{}
	case fa && from != to: // elements are never relabelled
		change := ChangeOfType(strings.TrimSuffix(from, "[]"), strings.TrimSuffix(to, "[]"))
		return TypeChange{Widens: change.Widens}
	case f == t:
		return compareMods(f, fm, tm)
	case f == "character varying" && t == "text", f == "cidr" && t == "inet", f == "xml" && t == "text":
		return TypeChange{Free: true, Widens: true}
	case f == "integer" && t == "oid", f == "oid" && t == "integer":
		return TypeChange{Free: true, Indexed: true}
	case f == "text" && t == "character varying":
		return TypeChange{Free: len(tm) == 0, Widens: len(tm) == 0}
	}
	if free := citext(f, t) || citext(t, f); free && len(tm) == 0 {
		return TypeChange{Free: true, Widens: true, Indexed: true}
	}
	return TypeChange{Widens: wider(f, t) && len(tm) == 0 || fits(f, fm, t, tm)}
}

func compareMods(base string, from, to []int) TypeChange {
	switch {
	case slices.Equal(from, to):
		return TypeChange{Free: true, Widens: true}
	case base == "character varying" || base == "bit varying":
		ok := len(to) == 0 || len(from) > 0 && to[0] >= from[0]
		return TypeChange{Free: ok, Widens: ok}
	case base == "numeric" && len(to) == 0:
		return TypeChange{Free: true, Widens: true}
	case base == "numeric" && len(from) == 2 && len(to) == 2:
		return TypeChange{Free: from[1] == to[1] && to[0] >= from[0], Widens: to[1] >= from[1] && to[0]-to[1] >= from[0]-from[1]}
	case strings.HasPrefix(base, "time") || base == "interval": // 6 digits are all (datatype-datetime.html)
		ok := len(to) == 0 || to[0] >= 6 || len(from) > 0 && to[0] >= from[0]
		return TypeChange{Free: ok, Widens: ok}
	case base == "character":
		return TypeChange{Widens: len(to) > 0 && len(from) > 0 && to[0] >= from[0]}
	}
	return TypeChange{}
}

// citext reports whether a type is the extension's of text that ignores case, and the other one
// text: values are relabelled, and indexes sorted again.
func citext(from, to string) bool {
	return (from == "text" || from == "character varying") && to[strings.LastIndexByte(to, '.')+1:] == "citext"
}

// fits reports whether a type with limits has room for every value of another one.
func fits(from string, fm []int, to string, tm []int) bool {
	digits := map[string]int{"smallint": 5, "integer": 10, "bigint": 19}
	length := map[string]int{"smallint": 6, "integer": 11, "bigint": 20, "boolean": 5, "uuid": 36}
	switch {
	case to == "numeric" && len(tm) == 2 && digits[from] > 0:
		return tm[0]-tm[1] >= digits[from]
	case from == "numeric" && len(fm) == 2 && fm[1] == 0 && digits[to] > 0:
		return fm[0] < digits[to]
	case to == "character varying" && len(tm) == 1 && length[from] > 0:
		return tm[0] >= length[from]
	case from == "character varying" && to == "character", from == "character" && to == "character varying": // blanks at the end mean nothing
		return len(fm) == 1 && len(tm) == 1 && tm[0] >= fm[0]
	case from == "jsonb" && to == "json", from == "time without time zone" && to == "time with time zone":
		return len(tm) == 0
	}
	return false
}

// wider reports whether every value of one type is one of the other.
func wider(from, to string) bool {
	numbers := []string{"smallint", "integer", "bigint", "numeric"}
	f, t := slices.Index(numbers, from), slices.Index(numbers, to)
	switch {
	case f >= 0 && t >= f:
		return true
	case to == "text" || to == "character varying":
		return true
	case from == "real" && to == "double precision", from == "smallint" && (to == "real" || to == "double precision"),
		from == "integer" && to == "double precision", from == "date" && strings.HasPrefix(to, "timestamp"),
		from == "json" && to == "jsonb", from == "inet" && to == "cidr":
		return from != "inet"
	}
	return false
}

// CastFamilies are groups of types whose members the server casts on assignment.
func CastFamilies() [][]string {
	return [][]string{
		{"smallint", "integer", "bigint", "numeric", "real", "double precision"},
		{"text", "character varying", "character", "name", "bpchar"},
		{"date", "timestamp without time zone", "timestamp with time zone"},
		{"time without time zone", "time with time zone"},
		{"json", "jsonb"},
		{"bit", "bit varying"},
		{"inet", "cidr"},
	}
}

// Comparable reports whether two different types have an equality operator in one family of operators
// (pg_amop), so that a foreign key may be between them.
func Comparable(a, b string) bool {
	for _, family := range [][]string{
		{"smallint", "integer", "bigint"}, {"real", "double precision"}, {"text", "character varying"},
		{"date", "timestamp without time zone", "timestamp with time zone"}, {"inet", "cidr"},
	} {
		if slices.Contains(family, a) && slices.Contains(family, b) {
			return true
		}
	}
	return false
}

// Assignable reports whether the server casts on its own when it rewrites a column:
// there is an assignment cast (pg_cast), or the target is a string.
func Assignable(from, to string) bool {
	f, _, fa := SplitType(from)
	t, _, ta := SplitType(to)
	if fa != ta {
		return !ta && IsString(t)
	}
	if f == t || IsString(t) || citext(f, t) || citext(t, f) {
		return true
	}
	if f == "timestamp with time zone" && strings.HasPrefix(t, "time ") || f == "timestamp without time zone" && t == "time without time zone" {
		return true
	}
	if t == "money" && (f == "integer" || f == "bigint" || f == "numeric") || f == "money" && t == "numeric" {
		return true
	}
	if t == "oid" && (f == "smallint" || f == "integer" || f == "bigint") || f == "oid" && (t == "integer" || t == "bigint") {
		return true
	}
	if c := CastContext(f, t); c == "i" || c == "a" {
		return true
	}
	for _, list := range CastFamilies() {
		if slices.Contains(list, f) && slices.Contains(list, t) {
			return true
		}
	}
	return false
}

// IsString reports whether a canonical type holds text, whatever its length.
func IsString(t string) bool {
	return t == "text" || t == "character varying" || t == "character" || t == "bpchar"
}

// Castable reports whether the server has a cast when it is written out: that of any
// string to any type, and those between numbers and booleans.
func Castable(from, to string) bool {
	f, _, fa := SplitType(from)
	t, _, ta := SplitType(to)
	if IsString(f) && !fa {
		return true
	}
	if fa != ta {
		return false
	}
	return f == "integer" && t == "boolean" || f == "boolean" && t == "integer" || f == "jsonb" && slices.Contains(CastFamilies()[0], t) || f == "jsonb" && t == "boolean"
}
