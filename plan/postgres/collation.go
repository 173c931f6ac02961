package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func collationMaker() writer {
	return writer{name: named("COLLATION"), create: func(o pgmodel.Object) []piece { return createCollation(o.(*pgmodel.Collation)) }, alter: never}
}

func createCollation(c *pgmodel.Collation) []piece {
	var options []string
	add := func(option, value string) {
		if value != "" {
			options = append(options, option+" = "+pgmodel.Literal(value))
		}
	}
	if c.Provider != "libc" {
		options = append(options, "PROVIDER = "+c.Provider)
	}
	add("LOCALE", c.Locale)
	add("LC_COLLATE", c.Collate)
	add("LC_CTYPE", c.Ctype)
	if c.Nondeterministic {
		options = append(options, "DETERMINISTIC = false")
	}
	add("RULES", c.Rules)
	return []piece{{SQL: "CREATE COLLATION " + qualified(c.ID) + " (" + strings.Join(options, ", ") + ")", Undo: "DROP COLLATION " + qualified(c.ID)}}
}
