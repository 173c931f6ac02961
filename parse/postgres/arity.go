package postgres

// How many arguments functions take: those of pg_catalog from a list, those of the
// files from their definitions. Only the number is judged here, not the types.

import (
	_ "embed" // the list of numbers
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var (
	// "name number… least+" for all functions of pg_catalog of PostgreSQL 13 to 18
	//go:embed builtin_arities.txt
	builtinArityText string

	builtinArities = sync.OnceValue(func() map[string][]string {
		all := map[string][]string{}
		for line := range strings.Lines(builtinArityText) {
			words := strings.Fields(line)
			all[words[0]] = words[1:]
		}
		return all
	})
)

// builtinTakes reports whether a function of pg_catalog can be called with a number
// of arguments; of one that is not in the list nothing is known.
func builtinTakes(name string, args int) bool {
	numbers, listed := builtinArities()[name]
	return !listed || slices.ContainsFunc(numbers, func(n string) bool {
		least, more := strings.CutSuffix(n, "+")
		number, _ := strconv.Atoi(least)
		return number == args || more && args >= number
	})
}

// takes reports whether a routine of the files can be called with a number of
// arguments; of one whose arguments are not known, with any.
func (r *resolver) takes(k schema.Key, args int) bool {
	switch o := r.l.out.Get(k).(type) {
	case *pgmodel.Function:
		least, most := 0, 0
		for _, a := range o.Args {
			switch a.Mode {
			case "variadic":
				return args >= least
			case "out", "table":
				if k.Kind != schema.KindProcedure || a.Mode == "table" {
					continue
				}
			}
			if most++; a.Default.SQL == "" {
				least = most
			}
		}
		return least <= args && args <= most
	default:
		return true // aggregates take ORDER BY and * too
	}
}
