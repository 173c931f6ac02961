package postgres

import (
	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func collationQueries(version int) []query {
	locale, rules := "CASE c.collprovider WHEN 'i' THEN c.collcollate END", "NULL"
	switch {
	case version >= 17:
		locale, rules = "c.colllocale", "c.collicurules"
	case version >= 16:
		locale, rules = "c.colliculocale", "c.collicurules"
	case version >= 15:
		locale = "c.colliculocale"
	}
	return []query{{what: "collations", sql: `
SELECT c.oid, n.nspname, c.collname, c.collprovider::pg_catalog.text, coalesce(` + locale + `, ''), coalesce(c.collcollate, ''), coalesce(c.collctype, ''),
 c.collisdeterministic, coalesce(` + rules + `, '')
FROM pg_catalog.pg_collation c
JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace AND ` + userSchemas + `
WHERE c.collencoding IN (-1, pg_catalog.pg_char_to_encoding(pg_catalog.getdatabaseencoding())) AND NOT ` + member("pg_collation", "c.oid") + `
ORDER BY n.nspname, c.collname`, read: readCollations}}
}

func readCollations(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var ns, name, provider, locale, collate, ctype, rules string
		var deterministic bool
		if err := rows.Scan(&oid, &ns, &name, &provider, &locale, &collate, &ctype, &deterministic, &rules); err != nil {
			return err
		}
		r.setKey("pg_collation", oid, schema.Key{Kind: schema.KindCollation, Schema: ns, Name: name})
		options := "PROVIDER = " + map[string]string{"c": "libc", "i": "icu", "b": "builtin"}[provider]
		if provider == "c" {
			options += ", LC_COLLATE = " + pgmodel.Literal(collate) + ", LC_CTYPE = " + pgmodel.Literal(ctype)
		} else {
			options += ", LOCALE = " + pgmodel.Literal(locale)
		}
		if !deterministic {
			options += ", DETERMINISTIC = false"
		}
		if rules != "" {
			options += ", RULES = " + pgmodel.Literal(rules)
		}
		r.ddl(sectionTypes, "CREATE COLLATION %s (%s)", pgmodel.Qualified(ns, name), options)
	}
	return rows.Err()
}
