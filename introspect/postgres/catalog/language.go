package catalog

// Procedural languages that no extension has brought.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Languages are those of CREATE LANGUAGE.
var _ = register(kind{
	names: []schema.Kind{schema.KindLanguage},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"languages", `
SELECT l.oid, l.lanname, l.lanpltrusted, l.lanplcallfoid::pg_catalog.regproc::pg_catalog.text,
 CASE WHEN l.laninline = 0 THEN '' ELSE l.laninline::pg_catalog.regproc::pg_catalog.text END,
 CASE WHEN l.lanvalidator = 0 THEN '' ELSE l.lanvalidator::pg_catalog.regproc::pg_catalog.text END, ` + member("pg_language", "l.oid") + `
FROM pg_catalog.pg_language l
WHERE l.lanispl
ORDER BY l.lanname`, each[languageRow]}}
	},
	classes: []class{{name: "pg_language", prefix: "lan", kind: kindLiteral(schema.KindLanguage), owned: true, acl: `'l'::"char"`}},
})

// languageRow is a language as the catalog has it.
type languageRow struct {
	oid                              uint32
	name, handler, inline, validator string
	trusted, extension               bool
}

func (row *languageRow) fields() []any {
	return []any{&row.oid, &row.name, &row.trusted, &row.handler, &row.inline, &row.validator, &row.extension}
}

func (row *languageRow) write(r *Reader) {
	if row.extension {
		return
	}
	r.setKey("pg_language", row.oid, schema.Key{Kind: schema.KindLanguage, Name: row.name})
	text := "CREATE LANGUAGE "
	if row.trusted {
		text = "CREATE TRUSTED LANGUAGE "
	}
	text += pgmodel.Quote(row.name) + " HANDLER " + row.handler
	if row.inline != "" {
		text += " INLINE " + row.inline
	}
	if row.validator != "" {
		text += " VALIDATOR " + row.validator
	}
	r.ddl(sectionRoutines, "%s", text)
}
