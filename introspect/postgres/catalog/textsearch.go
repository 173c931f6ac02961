package catalog

// The four kinds of text search objects, which differ in little more than their name: options come as names
// and values in turn. Configurations have mappings of tokens to dictionaries besides.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Text search parsers are those of CREATE TEXT SEARCH PARSER.
var _ = register(kind{
	names: []schema.Kind{schema.KindTSParser},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"text search parsers", `
SELECT o.oid, n.nspname, o.prsname, ARRAY['START', o.prsstart::pg_catalog.text, 'GETTOKEN', o.prstoken::pg_catalog.text, 'END', o.prsend::pg_catalog.text,
 'HEADLINE', o.prsheadline::pg_catalog.text, 'LEXTYPES', o.prslextype::pg_catalog.text]` + textSearchFrom("pg_ts_parser", "prs") + textSearchWhere("pg_ts_parser", "prs"), each[parserRow]}}
	},
	classes: []class{{name: "pg_ts_parser", prefix: "prs", inSchema: true, kind: kindLiteral(schema.KindTSParser)}},
})

// Text search templates are those of CREATE TEXT SEARCH TEMPLATE.
var _ = register(kind{
	names: []schema.Kind{schema.KindTSTemplate},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"text search templates", `
SELECT o.oid, n.nspname, o.tmplname, ARRAY['INIT', o.tmplinit::pg_catalog.text, 'LEXIZE', o.tmpllexize::pg_catalog.text]` +
			textSearchFrom("pg_ts_template", "tmpl") + textSearchWhere("pg_ts_template", "tmpl"), each[templateRow]}}
	},
	classes: []class{{name: "pg_ts_template", prefix: "tmpl", inSchema: true, kind: kindLiteral(schema.KindTSTemplate)}},
})

// Text search dictionaries are those of CREATE TEXT SEARCH DICTIONARY.
var _ = register(kind{
	names: []schema.Kind{schema.KindTSDictionary},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"text search dictionaries", `
SELECT o.oid, n.nspname, o.dictname, ARRAY['TEMPLATE', pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.tmplname), '', coalesce(o.dictinitoption, '')]` +
			textSearchFrom("pg_ts_dict", "dict") + `
JOIN pg_catalog.pg_ts_template t ON t.oid = o.dicttemplate
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace` + textSearchWhere("pg_ts_dict", "dict"), each[dictionaryRow]}}
	},
	classes: []class{{name: "pg_ts_dict", prefix: "dict", inSchema: true, kind: kindLiteral(schema.KindTSDictionary), owned: true}},
})

// Text search configurations are those of CREATE TEXT SEARCH CONFIGURATION.
var _ = register(kind{
	names: []schema.Kind{schema.KindTSConfig},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"text search configurations", `
SELECT o.oid, n.nspname, o.cfgname, ARRAY['PARSER', pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.prsname)]` +
			textSearchFrom("pg_ts_config", "cfg") + `
JOIN pg_catalog.pg_ts_parser p ON p.oid = o.cfgparser
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace` + textSearchWhere("pg_ts_config", "cfg"), each[configurationRow]}, {"mappings of text search configurations", `
SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(o.cfgname), k.alias,
 pg_catalog.string_agg(pg_catalog.quote_ident(dn.nspname) || '.' || pg_catalog.quote_ident(d.dictname), ', ' ORDER BY m.mapseqno)` + textSearchFrom("pg_ts_config", "cfg") + `
JOIN pg_catalog.pg_ts_config_map m ON m.mapcfg = o.oid
JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict
JOIN pg_catalog.pg_namespace dn ON dn.oid = d.dictnamespace
JOIN LATERAL pg_catalog.ts_token_type(o.cfgparser) AS k ON k.tokid = m.maptokentype
WHERE NOT ` + member("pg_ts_config", "o.oid") + `
GROUP BY n.nspname, o.cfgname, k.alias
ORDER BY n.nspname, o.cfgname, k.alias`, each[mappingRow]}}
	},
	classes: []class{{name: "pg_ts_config", prefix: "cfg", inSchema: true, kind: kindLiteral(schema.KindTSConfig), owned: true}},
})

// textSearchFrom is the FROM of a query for objects o of one of the kinds.
func textSearchFrom(class, prefix string) string {
	return `
FROM pg_catalog.` + class + ` o
JOIN pg_catalog.pg_namespace n ON n.oid = o.` + prefix + `namespace AND ` + userSchemas
}

func textSearchWhere(class, prefix string) string {
	return `
WHERE NOT ` + member(class, "o.oid") + `
ORDER BY n.nspname, o.` + prefix + `name`
}

// textSearchRow has the columns that all four kinds have.
type textSearchRow struct {
	oid          uint32
	schema, name string
	options      []string // names and values in turn
}

func (row *textSearchRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.name, &row.options}
}

// create writes CREATE TEXT SEARCH of one kind.
func (row *textSearchRow) create(r *Reader, word string, kind schema.Kind, class string) {
	r.setKey(class, row.oid, schema.Key{Kind: kind, Schema: row.schema, Name: row.name})
	r.ddl(sectionTypes, "CREATE TEXT SEARCH %s %s (%s)", word, pgmodel.Qualified(row.schema, row.name), strings.Join(pairs(row.options), ", "))
}

type parserRow struct{ textSearchRow }

func (row *parserRow) write(r *Reader) { row.create(r, "PARSER", schema.KindTSParser, "pg_ts_parser") }

type templateRow struct{ textSearchRow }

func (row *templateRow) write(r *Reader) {
	row.create(r, "TEMPLATE", schema.KindTSTemplate, "pg_ts_template")
}

type dictionaryRow struct{ textSearchRow }

func (row *dictionaryRow) write(r *Reader) {
	row.create(r, "DICTIONARY", schema.KindTSDictionary, "pg_ts_dict")
}

type configurationRow struct{ textSearchRow }

func (row *configurationRow) write(r *Reader) {
	row.create(r, "CONFIGURATION", schema.KindTSConfig, "pg_ts_config")
}

// mappingRow is the dictionaries for a token of a configuration as the catalog has it.
type mappingRow struct {
	config, token, dictionaries string
}

func (row *mappingRow) fields() []any {
	return []any{&row.config, &row.token, &row.dictionaries}
}

func (row *mappingRow) write(r *Reader) {
	r.ddl(sectionTypes, "ALTER TEXT SEARCH CONFIGURATION %s ADD MAPPING FOR %s WITH %s", row.config, pgmodel.Quote(row.token), row.dictionaries)
}
