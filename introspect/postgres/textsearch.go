package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func textSearchQueries(int) []query {
	from := func(class, prefix string) string {
		return `
FROM pg_catalog.` + class + ` o
JOIN pg_catalog.pg_namespace n ON n.oid = o.` + prefix + `namespace AND ` + userSchemas
	}
	where := func(class, prefix string) string {
		return `
WHERE NOT ` + member(class, "o.oid") + `
ORDER BY n.nspname, o.` + prefix + `name`
	}
	return []query{{what: "text search parsers", sql: `
SELECT o.oid, n.nspname, o.prsname, ARRAY['START', o.prsstart::pg_catalog.text, 'GETTOKEN', o.prstoken::pg_catalog.text, 'END', o.prsend::pg_catalog.text,
 'HEADLINE', o.prsheadline::pg_catalog.text, 'LEXTYPES', o.prslextype::pg_catalog.text]` + from("pg_ts_parser", "prs") + where("pg_ts_parser", "prs"),
		read: readTextSearch("PARSER", schema.KindTSParser, "pg_ts_parser")},
		{what: "text search templates", sql: `
SELECT o.oid, n.nspname, o.tmplname, ARRAY['INIT', o.tmplinit::pg_catalog.text, 'LEXIZE', o.tmpllexize::pg_catalog.text]` +
			from("pg_ts_template", "tmpl") + where("pg_ts_template", "tmpl"), read: readTextSearch("TEMPLATE", schema.KindTSTemplate, "pg_ts_template")},
		{what: "text search dictionaries", sql: `
SELECT o.oid, n.nspname, o.dictname, ARRAY['TEMPLATE', pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.tmplname), '', coalesce(o.dictinitoption, '')]` +
			from("pg_ts_dict", "dict") + `
JOIN pg_catalog.pg_ts_template t ON t.oid = o.dicttemplate
JOIN pg_catalog.pg_namespace tn ON tn.oid = t.tmplnamespace` + where("pg_ts_dict", "dict"), read: readTextSearch("DICTIONARY", schema.KindTSDictionary, "pg_ts_dict")},
		{what: "text search configurations", sql: `
SELECT o.oid, n.nspname, o.cfgname, ARRAY['PARSER', pg_catalog.quote_ident(pn.nspname) || '.' || pg_catalog.quote_ident(p.prsname)]` +
			from("pg_ts_config", "cfg") + `
JOIN pg_catalog.pg_ts_parser p ON p.oid = o.cfgparser
JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace` + where("pg_ts_config", "cfg"), read: readTextSearch("CONFIGURATION", schema.KindTSConfig, "pg_ts_config")},
		{what: "mappings of text search configurations", sql: `
SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(o.cfgname), k.alias,
 pg_catalog.string_agg(pg_catalog.quote_ident(dn.nspname) || '.' || pg_catalog.quote_ident(d.dictname), ', ' ORDER BY m.mapseqno)` + from("pg_ts_config", "cfg") + `
JOIN pg_catalog.pg_ts_config_map m ON m.mapcfg = o.oid
JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict
JOIN pg_catalog.pg_namespace dn ON dn.oid = d.dictnamespace
JOIN LATERAL pg_catalog.ts_token_type(o.cfgparser) AS k ON k.tokid = m.maptokentype
WHERE NOT ` + member("pg_ts_config", "o.oid") + `
GROUP BY n.nspname, o.cfgname, k.alias
ORDER BY n.nspname, o.cfgname, k.alias`, read: readMappings}}
}

// readTextSearch writes CREATE TEXT SEARCH of one kind; its options come as names
// and values in turn.
func readTextSearch(word string, kind schema.Kind, class string) func(*reader, pgx.Rows) error {
	return func(r *reader, rows pgx.Rows) error {
		for rows.Next() {
			var oid uint32
			var ns, name string
			var options, texts []string
			if err := rows.Scan(&oid, &ns, &name, &options); err != nil {
				return err
			}
			r.setKey(class, oid, schema.Key{Kind: kind, Schema: ns, Name: name})
			for i := 0; i+1 < len(options); i += 2 {
				switch {
				case options[i+1] == "" || options[i+1] == "-":
				case options[i] == "":
					texts = append(texts, options[i+1])
				default:
					texts = append(texts, options[i]+" = "+options[i+1])
				}
			}
			r.ddl(sectionTypes, "CREATE TEXT SEARCH %s %s (%s)", word, pgmodel.Qualified(ns, name), strings.Join(texts, ", "))
		}
		return rows.Err()
	}
}

func readMappings(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var config, token, dictionaries string
		if err := rows.Scan(&config, &token, &dictionaries); err != nil {
			return err
		}
		r.ddl(sectionTypes, "ALTER TEXT SEARCH CONFIGURATION %s ADD MAPPING FOR %s WITH %s", config, pgmodel.Quote(token), dictionaries)
	}
	return rows.Err()
}
