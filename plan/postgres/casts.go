package postgres

import (
	"slices"
	"strconv"
	"strings"
)

// typeChange is what a change of type means for rows.
type typeChange struct {
	free    bool // only the catalog is written
	widens  bool // every value stays as it is
	indexed bool // where it is free, indexes on the column are built anew all the same
}

// CompareTypes says what the change of a column's type does to its rows: whether only
// the catalog is written, whether every value stays, and whether the server casts by
// itself. Types are canonical.
func CompareTypes(from, to string) (free, widens, casts bool) {
	c := compareTypes(from, to)
	return c.free, c.widens, assignable(from, to)
}

// splitType is a type, its modifier's numbers and whether it is an array.
func splitType(t string) (base string, mods []int, array bool) {
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

// compareTypes says what the change of a column's type does to its rows
// (measured on 13 to 18: relfilenode before and after).
func compareTypes(from, to string) typeChange {
	f, fm, fa := splitType(from)
	t, tm, ta := splitType(to)
	switch {
	case fa != ta:
		return typeChange{}
	case fa && from != to: // elements are never relabelled
		change := compareTypes(strings.TrimSuffix(from, "[]"), strings.TrimSuffix(to, "[]"))
		return typeChange{widens: change.widens}
	case f == t:
		return compareMods(f, fm, tm)
	case f == "character varying" && t == "text", f == "cidr" && t == "inet", f == "xml" && t == "text":
		return typeChange{free: true, widens: true}
	case f == "integer" && t == "oid", f == "oid" && t == "integer":
		return typeChange{free: true, indexed: true}
	case f == "text" && t == "character varying":
		return typeChange{free: len(tm) == 0, widens: len(tm) == 0}
	}
	return typeChange{widens: wider(f, t) && len(tm) == 0}
}

func compareMods(base string, from, to []int) typeChange {
	switch {
	case slices.Equal(from, to):
		return typeChange{free: true, widens: true}
	case base == "character varying" || base == "bit varying":
		ok := len(to) == 0 || len(from) > 0 && to[0] >= from[0]
		return typeChange{free: ok, widens: ok}
	case base == "numeric" && len(to) == 0:
		return typeChange{free: true, widens: true}
	case base == "numeric" && len(from) == 2 && len(to) == 2:
		return typeChange{free: from[1] == to[1] && to[0] >= from[0], widens: to[1] >= from[1] && to[0]-to[1] >= from[0]-from[1]}
	case strings.HasPrefix(base, "time") || base == "interval":
		ok := len(to) == 0 || len(from) > 0 && to[0] >= from[0]
		return typeChange{free: ok, widens: ok}
	case base == "character":
		return typeChange{widens: len(to) > 0 && len(from) > 0 && to[0] >= from[0]}
	}
	return typeChange{}
}

// wider says whether every value of one type is one of the other.
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

// families are groups of types whose members the server casts on assignment.
func families() [][]string {
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

// assignable says whether the server casts on its own when it rewrites a column:
// there is an assignment cast (pg_cast), or the target is a string.
func assignable(from, to string) bool {
	f, _, fa := splitType(from)
	t, _, ta := splitType(to)
	if fa != ta {
		return !ta && stringType(t)
	}
	if f == t || stringType(t) {
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
	if c := castContext(f, t); c == "i" || c == "a" {
		return true
	}
	for _, list := range families() {
		if slices.Contains(list, f) && slices.Contains(list, t) {
			return true
		}
	}
	return false
}

func stringType(t string) bool {
	return t == "text" || t == "character varying" || t == "character" || t == "bpchar"
}

// explicit says whether the server has a cast when it is written out: that of any
// string to any type, and those between numbers and booleans.
func explicit(from, to string) bool {
	f, _, fa := splitType(from)
	t, _, ta := splitType(to)
	if stringType(f) && !fa {
		return true
	}
	if fa != ta {
		return false
	}
	return f == "integer" && t == "boolean" || f == "boolean" && t == "integer" || f == "jsonb" && slices.Contains(families()[0], t) || f == "jsonb" && t == "boolean"
}
