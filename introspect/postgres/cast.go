package postgres

import (
	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func castQueries(int) []query {
	return []query{{what: "casts", sql: `
SELECT c.oid, pg_catalog.format_type(c.castsource, NULL), pg_catalog.format_type(c.casttarget, NULL),
 CASE WHEN c.castfunc = 0 THEN '' ELSE c.castfunc::pg_catalog.regprocedure::pg_catalog.text END, c.castmethod::pg_catalog.text, c.castcontext::pg_catalog.text
FROM pg_catalog.pg_cast c
WHERE c.oid >= 16384 AND ` + userCreated("pg_cast", "c.oid") + `
ORDER BY 2, 3`, read: readCasts}, {what: "conversions", sql: `
SELECT c.oid, n.nspname, c.conname, pg_catalog.pg_encoding_to_char(c.conforencoding), pg_catalog.pg_encoding_to_char(c.contoencoding),
 c.conproc::pg_catalog.text, c.condefault
FROM pg_catalog.pg_conversion c
JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace AND ` + userSchemas + `
WHERE NOT ` + member("pg_conversion", "c.oid") + `
ORDER BY n.nspname, c.conname`, read: readConversions}}
}

func readCasts(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var source, target, function, method, context string
		if err := rows.Scan(&oid, &source, &target, &function, &method, &context); err != nil {
			return err
		}
		name := "(" + source + " AS " + target + ")"
		r.setKey("pg_cast", oid, schema.Key{Kind: schema.KindCast, Name: name})
		how := "WITHOUT FUNCTION"
		switch method {
		case "f":
			how = "WITH FUNCTION " + function
		case "i":
			how = "WITH INOUT"
		}
		r.ddl(sectionOperators, "CREATE CAST %s %s%s", name, how, map[string]string{"i": " AS IMPLICIT", "a": " AS ASSIGNMENT"}[context])
	}
	return rows.Err()
}

func readConversions(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var ns, name, from, to, function string
		var usual bool
		if err := rows.Scan(&oid, &ns, &name, &from, &to, &function, &usual); err != nil {
			return err
		}
		r.setKey("pg_conversion", oid, schema.Key{Kind: schema.KindConversion, Schema: ns, Name: name})
		text := "CREATE CONVERSION"
		if usual {
			text = "CREATE DEFAULT CONVERSION"
		}
		r.ddl(sectionOperators, "%s %s FOR %s TO %s FROM %s", text, pgmodel.Qualified(ns, name), pgmodel.Literal(from), pgmodel.Literal(to), function)
	}
	return rows.Err()
}
