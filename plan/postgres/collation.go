package postgres

// CREATE COLLATION. ALTER COLLATION can change neither locale nor provider
// (sql-altercollation.html), so any difference recreates the collation and retypes the columns
// that use it.

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindCollation, collationKind())

func collationKind() kind {
	return kind{name: named("COLLATION"), create: func(_ *planner, o pgmodel.Object) []statement { return createCollation(o.(*pgmodel.Collation)) }, alter: never, ofColumns: true, makesIndex: true}
}

func createCollation(c *pgmodel.Collation) []statement {
	var options []string
	add := func(option, value string) {
		if value != "" {
			options = append(options, option+" = "+pgmodel.Literal(value))
		}
	}
	if c.Provider != "libc" {
		options = append(options, "PROVIDER = "+c.Provider)
	}
	if c.Provider != "libc" && c.Locale == "" { // which is that of no language
		options = append(options, "LOCALE = ''")
	}
	add("LOCALE", c.Locale)
	add("LC_COLLATE", c.Collate)
	add("LC_CTYPE", c.Ctype)
	if c.Nondeterministic {
		options = append(options, "DETERMINISTIC = false")
	}
	add("RULES", c.Rules)
	return []statement{{Do: ddl.Create("COLLATION " + ddl.Qualified(c.ID) + " (" + strings.Join(options, ", ") + ")"), Undo: ddl.Drop("COLLATION " + ddl.Qualified(c.ID))}}
}
