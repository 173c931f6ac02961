package sqlite

// Whether one declared type can take the values of another without loss, for the rules of lint
// about changes of type. SQLite ignores the length in VARCHAR(20), but a shorter one still
// states an intention, so lengths are compared as well as affinities.

import (
	"strconv"
	"strings"
)

// Widens reports whether another declared type takes every value of one as it is: the
// affinity stays or becomes a wider one, and no length gets shorter (datatype3.html).
func Widens(from, to string) bool {
	f, t := affinityOf(strings.ToUpper(from)), affinityOf(strings.ToUpper(to))
	a, b := length(from), length(to)
	if a > 0 && b > 0 && b < a {
		return false
	}
	return f == t || t == "BLOB" || t == "TEXT" || f == "INTEGER" && (t == "NUMERIC" || t == "REAL")
}

// length is the first number in parentheses; 0 if there is none.
func length(t string) int {
	_, rest, _ := strings.Cut(t, "(")
	number, _, _ := strings.Cut(strings.TrimSuffix(strings.TrimSpace(rest), ")"), ",")
	n, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil {
		return 0
	}
	return n
}
