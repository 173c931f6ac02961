package postgres

import (
	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func languageQueries(int) []query {
	return []query{{what: "languages", sql: `
SELECT l.oid, l.lanname, l.lanpltrusted, l.lanplcallfoid::pg_catalog.regproc::pg_catalog.text,
 CASE WHEN l.laninline = 0 THEN '' ELSE l.laninline::pg_catalog.regproc::pg_catalog.text END,
 CASE WHEN l.lanvalidator = 0 THEN '' ELSE l.lanvalidator::pg_catalog.regproc::pg_catalog.text END, ` + member("pg_language", "l.oid") + `
FROM pg_catalog.pg_language l
WHERE l.lanispl
ORDER BY l.lanname`, read: readLanguages}, {what: "transforms", sql: `
SELECT t.oid, pg_catalog.format_type(t.trftype, NULL), l.lanname,
 CASE WHEN t.trffromsql = 0 THEN '' ELSE t.trffromsql::pg_catalog.regprocedure::pg_catalog.text END,
 CASE WHEN t.trftosql = 0 THEN '' ELSE t.trftosql::pg_catalog.regprocedure::pg_catalog.text END
FROM pg_catalog.pg_transform t
JOIN pg_catalog.pg_language l ON l.oid = t.trflang
WHERE NOT ` + member("pg_transform", "t.oid") + `
ORDER BY 2, 3`, read: readTransforms}, {what: "access methods", sql: `
SELECT a.oid, a.amname, a.amtype::pg_catalog.text, a.amhandler::pg_catalog.regproc::pg_catalog.text
FROM pg_catalog.pg_am a
WHERE a.oid >= 16384 AND NOT ` + member("pg_am", "a.oid") + `
ORDER BY a.amname`, read: readAccessMethods}}
}

func readLanguages(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var name, handler, inline, validator string
		var trusted, extension bool
		if err := rows.Scan(&oid, &name, &trusted, &handler, &inline, &validator, &extension); err != nil {
			return err
		}
		if extension {
			continue
		}
		r.setKey("pg_language", oid, schema.Key{Kind: schema.KindLanguage, Name: name})
		text := "CREATE LANGUAGE "
		if trusted {
			text = "CREATE TRUSTED LANGUAGE "
		}
		text += pgmodel.Quote(name) + " HANDLER " + handler
		if inline != "" {
			text += " INLINE " + inline
		}
		if validator != "" {
			text += " VALIDATOR " + validator
		}
		r.ddl(sectionRoutines, "%s", text)
	}
	return rows.Err()
}

func readTransforms(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var typ, language, from, to string
		if err := rows.Scan(&oid, &typ, &language, &from, &to); err != nil {
			return err
		}
		r.setKey("pg_transform", oid, schema.Key{Kind: schema.KindTransform, Name: "FOR " + typ + " LANGUAGE " + pgmodel.Quote(language)})
		text := ""
		if from != "" {
			text = "FROM SQL WITH FUNCTION " + from
		}
		if to != "" && text != "" {
			text += ", "
		}
		if to != "" {
			text += "TO SQL WITH FUNCTION " + to
		}
		r.ddl(sectionOperators, "CREATE TRANSFORM FOR %s LANGUAGE %s (%s)", typ, pgmodel.Quote(language), text)
	}
	return rows.Err()
}

func readAccessMethods(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var name, typ, handler string
		if err := rows.Scan(&oid, &name, &typ, &handler); err != nil {
			return err
		}
		r.setKey("pg_am", oid, schema.Key{Kind: schema.KindAccessMethod, Name: name})
		r.ddl(sectionRoutines, "CREATE ACCESS METHOD %s TYPE %s HANDLER %s", pgmodel.Quote(name), map[string]string{"i": "INDEX", "t": "TABLE"}[typ], handler)
	}
	return rows.Err()
}
