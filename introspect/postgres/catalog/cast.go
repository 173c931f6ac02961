package catalog

// Casts that users have created. The catalog has them without a schema, by the types that they convert.

import (
	"github.com/schemadiff/schemadiff/schema"
)

// Casts are those of CREATE CAST.
var _ = register(kind{
	names: []schema.Kind{schema.KindCast},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"casts", `
SELECT c.oid, pg_catalog.format_type(c.castsource, NULL), pg_catalog.format_type(c.casttarget, NULL),
 CASE WHEN c.castfunc = 0 THEN '' ELSE c.castfunc::pg_catalog.regprocedure::pg_catalog.text END, c.castmethod::pg_catalog.text, c.castcontext::pg_catalog.text
FROM pg_catalog.pg_cast c
WHERE c.oid >= 16384 AND ` + userCreated("pg_cast", "c.oid") + `
ORDER BY 2, 3`, each[castRow]}}
	},
})

// castRow is a cast as the catalog has it.
type castRow struct {
	oid                                       uint32
	source, target, function, method, context string
}

func (row *castRow) fields() []any {
	return []any{&row.oid, &row.source, &row.target, &row.function, &row.method, &row.context}
}

func (row *castRow) write(r *Reader) {
	name := "(" + row.source + " AS " + row.target + ")"
	r.setKey("pg_cast", row.oid, schema.Key{Kind: schema.KindCast, Name: name})
	how := "WITHOUT FUNCTION"
	switch row.method {
	case "f":
		how = "WITH FUNCTION " + row.function
	case "i":
		how = "WITH INOUT"
	}
	r.ddl(sectionOperators, "CREATE CAST %s %s%s", name, how, map[string]string{"i": " AS IMPLICIT", "a": " AS ASSIGNMENT"}[row.context])
}
