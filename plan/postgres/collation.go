package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

func collationMaker() maker {
	return maker{name: named("COLLATION"), create: func(o schema.PgObject) []piece { return createCollation(o.(*schema.PgCollation)) }, alter: never}
}

func createCollation(c *schema.PgCollation) []piece {
	var options []string
	add := func(option, value string) {
		if value != "" {
			options = append(options, option+" = "+schema.LiteralPg(value))
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
