package postgres

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func schemaQueries() []query {
	return []query{{what: "schemas", sql: `
SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n WHERE ` + userSchemas + ` AND NOT ` + member("pg_namespace", "n.oid") + ` ORDER BY n.nspname`, read: readSchemas}}
}

func readSchemas(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var word string
		if err := rows.Scan(&oid, &word); err != nil {
			return err
		}
		r.setKey("pg_namespace", oid, schema.Key{Kind: schema.KindSchema, Name: word})
		r.env = append(r.env, parsepg.EnvName{Kind: schema.KindSchema, Name: word})
		if word != "public" {
			r.ddl(sectionSchemas, "CREATE SCHEMA %s", pgmodel.Quote(word))
		}
	}
	return rows.Err()
}

func viewQueries(version int) []query {
	compression := "''"
	if version >= 14 {
		compression = `CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' ELSE '' END`
	}
	return []query{{what: "views", sql: `
SELECT c.oid, n.nspname, c.relname, c.relkind::text, pg_catalog.pg_get_viewdef(c.oid), c.reloptions, coalesce(am.amname, ''), coalesce(ts.spcname, ''),
 c.relispopulated
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND NOT ` + member("pg_class", "c.oid") + `
ORDER BY c.oid`, read: readViews}, {what: "columns of views", sql: `
SELECT a.attrelid, a.attnum, a.attname, n.nspname, c.relname, c.relkind::text, pg_catalog.format_type(a.atttypid, a.atttypmod),
 coalesce(pg_catalog.pg_get_expr(d.adbin, 0), ''), coalesce(CASE WHEN c.relkind = 'm' AND a.attstattarget >= 0 THEN a.attstattarget::text END, ''),
 CASE WHEN c.relkind = 'm' AND a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'm' THEN 'MAIN' WHEN 'e' THEN 'EXTERNAL' ELSE 'EXTENDED' END ELSE '' END,
 CASE WHEN c.relkind = 'm' THEN ` + compression + ` ELSE '' END
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('v', 'm') AND c.relpersistence <> 't'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum`, read: readViewColumns}}
}

func readViews(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var ns, name, kind, body, method, tablespace string
		var options []string
		var populated bool
		if err := rows.Scan(&oid, &ns, &name, &kind, &body, &options, &method, &tablespace, &populated); err != nil {
			return err
		}
		k := schema.Key{Kind: schema.KindView, Schema: ns, Name: name}
		head := "CREATE VIEW "
		if kind == "m" {
			k.Kind, head = schema.KindMatView, "CREATE MATERIALIZED VIEW "
		}
		r.setKey("pg_class", oid, k)
		text := head + pgmodel.Qualified(ns, name)
		if kind == "m" && method != "" && method != "heap" {
			text += " USING " + pgmodel.Quote(method)
		}
		if len(options) > 0 {
			texts := make([]string, len(options))
			for i, o := range options {
				texts[i] = reloption("", o)
			}
			text += " WITH (" + strings.Join(texts, ", ") + ")"
		}
		if tablespace != "" {
			text += " TABLESPACE " + pgmodel.Quote(tablespace)
		}
		body = strings.TrimRight(body, "; \n")
		if kind == "m" && !populated {
			body += " WITH NO DATA"
		}
		r.ddl(sectionViews, "%s AS %s", text, body)
	}
	return rows.Err()
}

func readViewColumns(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var number int16
		var column, ns, view, kind, typ, value, target, storage, compression string
		if err := rows.Scan(&oid, &number, &column, &ns, &view, &kind, &typ, &value, &target, &storage, &compression); err != nil {
			return err
		}
		k := schema.Key{Kind: schema.KindColumn, Schema: ns, Table: view, Name: column}
		r.keys[objectID{"pg_class", oid, int32(number)}] = k
		word := "VIEW"
		if kind == "m" {
			word = "MATERIALIZED VIEW"
		}
		for _, clause := range []string{clause("SET DEFAULT ", value), clause("SET STATISTICS ", target), clause("SET STORAGE ", storage), clause("SET COMPRESSION ", compression)} {
			if clause != "" {
				r.ddl(sectionForeignKeys, "ALTER %s %s ALTER COLUMN %s %s", word, pgmodel.Qualified(ns, view), pgmodel.Quote(column), clause)
			}
		}
		owner := r.keys[objectID{"pg_class", oid, 0}]
		r.after = append(r.after, func(s *schema.Schema) { setViewColumn(s, owner, int(number), column, typ) })
	}
	return rows.Err()
}

func clause(head, value string) string {
	if value == "" {
		return ""
	}
	return head + value
}

// setViewColumn puts the type of a column that the server has worked out into the
// model: the text of the query does not always show it.
func setViewColumn(s *schema.Schema, view schema.Key, _ int, column, typ string) {
	if v, ok := s.Get(view).(*pgmodel.View); ok {
		if c := v.Column(column); c != nil {
			c.Type = typ
		}
	}
}

func ruleQueries() []query {
	return []query{{what: "rules", sql: `
SELECT w.oid, n.nspname, c.relname, w.rulename, pg_catalog.pg_get_ruledef(w.oid), w.ev_enabled::text
FROM pg_catalog.pg_rewrite w
JOIN pg_catalog.pg_class c ON c.oid = w.ev_class
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
WHERE w.rulename <> '_RETURN' AND NOT ` + member("pg_class", "c.oid") + `
ORDER BY n.nspname, c.relname, w.rulename`, read: readRules}, {what: "policies", sql: `
SELECT p.oid, n.nspname, c.relname, p.polname, p.polpermissive,
 CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
 coalesce((SELECT pg_catalog.string_agg(pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r)), ', ') FROM pg_catalog.unnest(p.polroles) AS r WHERE r <> 0), ''),
 coalesce(pg_catalog.pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '')
FROM pg_catalog.pg_policy p
JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
WHERE NOT ` + member("pg_class", "c.oid") + `
ORDER BY n.nspname, c.relname, p.polname`, read: readPolicies}, {what: "statistics", sql: `
SELECT s.oid, n.nspname, s.stxname, pg_catalog.pg_get_statisticsobjdef(s.oid), s.stxstattarget::int
FROM pg_catalog.pg_statistic_ext s
JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace AND ` + userSchemas + `
WHERE NOT ` + member("pg_statistic_ext", "s.oid") + `
ORDER BY n.nspname, s.stxname`, read: readStatistics}}
}

func readRules(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var ns, table, name, def, enabled string
		if err := rows.Scan(&oid, &ns, &table, &name, &def, &enabled); err != nil {
			return err
		}
		r.setKey("pg_rewrite", oid, schema.Key{Kind: schema.KindRule, Schema: ns, Table: table, Name: name})
		r.ddl(sectionTriggers, "%s", strings.TrimRight(def, "; \n"))
		if state := map[string]string{"D": "DISABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}[enabled]; state != "" {
			r.ddl(sectionTriggers, "ALTER TABLE %s %s RULE %s", pgmodel.Qualified(ns, table), state, pgmodel.Quote(name))
		}
	}
	return rows.Err()
}

func readPolicies(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var ns, table, name, command, roles, using, check string
		var permissive bool
		if err := rows.Scan(&oid, &ns, &table, &name, &permissive, &command, &roles, &using, &check); err != nil {
			return err
		}
		r.setKey("pg_policy", oid, schema.Key{Kind: schema.KindPolicy, Schema: ns, Table: table, Name: name})
		text := fmt.Sprintf("CREATE POLICY %s ON %s", pgmodel.Quote(name), pgmodel.Qualified(ns, table))
		if !permissive {
			text += " AS RESTRICTIVE"
		}
		text += " FOR " + command
		if roles != "" {
			text += " TO " + roles
		}
		if using != "" {
			text += " USING (" + using + ")"
		}
		if check != "" {
			text += " WITH CHECK (" + check + ")"
		}
		r.ddl(sectionTriggers, "%s", text)
	}
	return rows.Err()
}

func readStatistics(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var ns, name, def string
		var target *int
		if err := rows.Scan(&oid, &ns, &name, &def, &target); err != nil {
			return err
		}
		r.setKey("pg_statistic_ext", oid, schema.Key{Kind: schema.KindStatistics, Schema: ns, Name: name})
		r.ddl(sectionTriggers, "%s", def)
		if target != nil && *target >= 0 {
			r.ddl(sectionRest, "ALTER STATISTICS %s SET STATISTICS %d", pgmodel.Qualified(ns, name), *target)
		}
	}
	return rows.Err()
}
