package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"

	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// extensionQueries read the extensions that are installed, and what the server
// reports of those it could install.
func extensionQueries(int) []query {
	return []query{{what: "extensions", sql: `
SELECT coalesce(x.oid, 0), coalesce(x.extname, v.name), coalesce(x.extversion, ''), coalesce(n.nspname, v.schema, ''),
 coalesce(NOT x.extrelocatable, NOT v.relocatable), coalesce(v.comment, ''), v.requires::pg_catalog.text[]
FROM pg_catalog.pg_extension x
JOIN pg_catalog.pg_namespace n ON n.oid = x.extnamespace
FULL JOIN (SELECT a.name, a.comment, e.schema, e.relocatable, e.requires FROM pg_catalog.pg_available_extensions() a
 JOIN pg_catalog.pg_available_extension_versions() e ON e.name = a.name AND e.version = a.default_version) v ON v.name = x.extname
ORDER BY 2`, read: readExtensions}}
}

func readExtensions(r *reader, rows pgx.Rows) error {
	r.extensions = map[string]parsepg.EnvExtension{}
	for rows.Next() {
		var oid uint32
		var name string
		var e parsepg.EnvExtension
		if err := rows.Scan(&oid, &name, &e.Installed, &e.Schema, &e.Fixed, &e.Comment, &e.Requires); err != nil {
			return err
		}
		r.extensions[name] = e
		if oid == 0 {
			continue
		}
		r.env = append(r.env, parsepg.EnvName{Kind: schema.KindExtension, Name: name, Extension: name})
		if name == "plpgsql" {
			continue
		}
		r.setKey("pg_extension", oid, schema.Key{Kind: schema.KindExtension, Name: name})
		r.ddl(sectionExtensions, "CREATE EXTENSION %s WITH SCHEMA %s", pgmodel.Quote(name), pgmodel.Quote(e.Schema))
	}
	return rows.Err()
}

// nameQueries read the names of what extensions have brought.
func nameQueries(int) []query {
	part := func(class, kind, namespace, name, more string) string {
		if namespace == "" {
			return `SELECT d.refobjid, ` + kind + `, '', o.` + name + `::pg_catalog.text FROM d JOIN pg_catalog.` + class + ` o ON o.oid = d.objid
 WHERE d.classid = 'pg_catalog.` + class + `'::pg_catalog.regclass` + more
		}
		return `SELECT d.refobjid, ` + kind + `, n.nspname::pg_catalog.text, o.` + name + `::pg_catalog.text FROM d JOIN pg_catalog.` + class + ` o ON o.oid = d.objid
 JOIN pg_catalog.pg_namespace n ON n.oid = o.` + namespace + ` WHERE d.classid = 'pg_catalog.` + class + `'::pg_catalog.regclass` + more
	}
	kind := func(k schema.Kind) string { return "'" + string(k) + "'" }
	relation := `CASE o.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table'
 WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'c' THEN 'composite type' ELSE 'table' END`
	typ := `CASE o.typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' WHEN 'm' THEN 'range type' WHEN 'c' THEN 'composite type' ELSE 'base type' END`
	parts := []string{
		part("pg_class", relation, "relnamespace", "relname", ""),
		part("pg_type", typ, "typnamespace", "typname", ""),
		part("pg_proc", kind(schema.KindFunction), "pronamespace", "proname", ""),
		part("pg_operator", kind(schema.KindOperator), "oprnamespace", "oprname", ""),
		part("pg_opclass", kind(schema.KindOperatorClass), "opcnamespace", "opcname", ""),
		part("pg_opfamily", kind(schema.KindOperatorFamily), "opfnamespace", "opfname", ""),
		part("pg_collation", kind(schema.KindCollation), "collnamespace", "collname", ""),
		part("pg_conversion", kind(schema.KindConversion), "connamespace", "conname", ""),
		part("pg_ts_parser", kind(schema.KindTSParser), "prsnamespace", "prsname", ""),
		part("pg_ts_template", kind(schema.KindTSTemplate), "tmplnamespace", "tmplname", ""),
		part("pg_ts_dict", kind(schema.KindTSDictionary), "dictnamespace", "dictname", ""),
		part("pg_ts_config", kind(schema.KindTSConfig), "cfgnamespace", "cfgname", ""),
		part("pg_foreign_data_wrapper", kind(schema.KindWrapper), "", "fdwname", ""),
		part("pg_language", kind(schema.KindLanguage), "", "lanname", ""),
		part("pg_am", kind(schema.KindAccessMethod), "", "amname", ""),
		part("pg_namespace", kind(schema.KindSchema), "", "nspname", ""),
	}
	return []query{{what: "members of extensions", sql: `
WITH d AS MATERIALIZED (SELECT classid, objid, refobjid FROM pg_catalog.pg_depend WHERE deptype = 'e' AND refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass)
SELECT DISTINCT x.extname::pg_catalog.text, m.* FROM (` + strings.Join(parts, "\nUNION ALL ") + `) m (extension, kind, schema, name)
JOIN pg_catalog.pg_extension x ON x.oid = m.extension
ORDER BY 1, 3, 4, 5`, read: readNames}}
}

func readNames(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var n parsepg.EnvName
		var kind string
		if err := rows.Scan(&n.Extension, &oid, &kind, &n.Schema, &n.Name); err != nil {
			return err
		}
		n.Kind = schema.Kind(kind)
		r.env = append(r.env, n)
	}
	return rows.Err()
}
