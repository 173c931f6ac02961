package sqlite

// Whether one declared type can take the values of another without loss, for the rules of lint
// about changes of type. What a column does to its values is its affinity; SQLite ignores the
// length in VARCHAR(20).

import "strings"

// Widens reports whether another declared type takes every value of one as it is: the
// affinity stays or becomes a wider one (datatype3.html). Lengths are not enforced, and texts that are
// dates are no numbers.
func Widens(from, to string) bool {
	f, t := affinityOf(strings.ToUpper(from)), affinityOf(strings.ToUpper(to))
	number := func(affinity string) bool {
		return affinity == "INTEGER" || affinity == "NUMERIC" || affinity == "REAL"
	}
	switch {
	case f == t, t == "BLOB", t == "TEXT":
		return true
	case number(f):
		return number(t)
	}
	u := strings.ToUpper(to)
	return t == "NUMERIC" && (strings.Contains(u, "DATE") || strings.Contains(u, "TIME"))
}
