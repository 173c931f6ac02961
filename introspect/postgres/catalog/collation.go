package catalog

// Collations of the database's encoding. The column that has the locale of a provider other than libc has
// another name in every other version.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Collations are those of CREATE COLLATION.
var _ = register(kind{
	names: []schema.Kind{schema.KindCollation},
	phase: definitionsPhase,
	queries: func(t target) []Query {
		locale, rules := "CASE c.collprovider WHEN 'i' THEN c.collcollate END", "NULL"
		switch {
		case t.version >= 17:
			locale, rules = "c.colllocale", "c.collicurules"
		case t.version >= 16:
			locale, rules = "c.colliculocale", "c.collicurules"
		case t.version >= 15:
			locale = "c.colliculocale"
		}
		return []Query{{"collations", `
SELECT c.oid, n.nspname, c.collname, c.collprovider::pg_catalog.text, coalesce(` + locale + `, ''), coalesce(c.collcollate, ''), coalesce(c.collctype, ''),
 c.collisdeterministic, coalesce(` + rules + `, '')
FROM pg_catalog.pg_collation c
JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace AND ` + userSchemas + `
WHERE c.collencoding IN (-1, pg_catalog.pg_char_to_encoding(pg_catalog.getdatabaseencoding())) AND NOT ` + member("pg_collation", "c.oid") + `
ORDER BY n.nspname, c.collname`, each[collationRow]}}
	},
	classes: []class{{name: "pg_collation", prefix: "coll", inSchema: true, kind: kindLiteral(schema.KindCollation), owned: true}},
})

// collationRow is a collation as the catalog has it.
type collationRow struct {
	oid                                                   uint32
	schema, name, provider, locale, collate, ctype, rules string
	deterministic                                         bool
}

func (row *collationRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.name, &row.provider, &row.locale, &row.collate, &row.ctype, &row.deterministic, &row.rules}
}

func (row *collationRow) write(r *Reader) {
	r.setKey("pg_collation", row.oid, schema.Key{Kind: schema.KindCollation, Schema: row.schema, Name: row.name})
	options := "PROVIDER = " + map[string]string{"c": "libc", "i": "icu", "b": "builtin"}[row.provider]
	if row.provider == "c" {
		options += ", LC_COLLATE = " + pgmodel.Literal(row.collate) + ", LC_CTYPE = " + pgmodel.Literal(row.ctype)
	} else {
		options += ", LOCALE = " + pgmodel.Literal(row.locale)
	}
	if !row.deterministic {
		options += ", DETERMINISTIC = false"
	}
	if row.rules != "" {
		options += ", RULES = " + pgmodel.Literal(row.rules)
	}
	r.ddl(sectionTypes, "CREATE COLLATION %s (%s)", pgmodel.Qualified(row.schema, row.name), options)
}
