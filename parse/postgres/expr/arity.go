package expr

// How many arguments functions take: those of pg_catalog from a list, those of the
// files from their definitions. Only the number is checked here, not the types.

import (
	_ "embed" // the list of numbers
	"slices"
	"strconv"
	"strings"
	"sync"
)

var (
	// "name number… least+" for all functions of pg_catalog of PostgreSQL 13 to 18
	//go:embed builtin_arities.txt
	builtinArityText string

	// BuiltinArities lists by name how many arguments a function of pg_catalog takes; "2+" is
	// two or more.
	BuiltinArities = sync.OnceValue(func() map[string][]string {
		all := map[string][]string{}
		for line := range strings.Lines(builtinArityText) {
			words := strings.Fields(line)
			all[words[0]] = words[1:]
		}
		return all
	})
)

// BuiltinTakes reports whether a function of pg_catalog can be called with a number
// of arguments; of one that is not in the list nothing is known.
func BuiltinTakes(name string, args int) bool {
	numbers, listed := BuiltinArities()[name]
	return !listed || slices.ContainsFunc(numbers, func(n string) bool {
		least, more := strings.CutSuffix(n, "+")
		number, _ := strconv.Atoi(least)
		return number == args || more && args >= number
	})
}
