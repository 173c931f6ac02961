package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func publicationQueries(version int) []query {
	generated, columns, where := "''", "NULL::pg_catalog.text[]", "''"
	if version >= 15 {
		where = "coalesce(pg_catalog.pg_get_expr(r.prqual, r.prrelid), '')"
		columns = `(SELECT pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY a.attname) FROM pg_catalog.pg_attribute a
 WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::pg_catalog.int2[]))`
	}
	if version >= 18 {
		generated = "CASE p.pubgencols WHEN 's' THEN 'stored' ELSE '' END"
	}
	list := []query{{what: "publications", sql: `
SELECT p.oid, p.pubname, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot, ` + generated + `
FROM pg_catalog.pg_publication p
WHERE NOT ` + member("pg_publication", "p.oid") + `
ORDER BY p.pubname`, read: readPublications}, {what: "tables of publications", sql: `
SELECT p.pubname, n.nspname, c.relname, ` + columns + `, ` + where + `
FROM pg_catalog.pg_publication_rel r
JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT ` + member("pg_publication", "p.oid") + `
ORDER BY p.pubname, n.nspname, c.relname`, read: readPublishedTables}}
	if version < 15 {
		return list
	}
	return append(list, query{what: "schemas of publications", sql: `
SELECT p.pubname, n.nspname
FROM pg_catalog.pg_publication_namespace r
JOIN pg_catalog.pg_publication p ON p.oid = r.pnpubid
JOIN pg_catalog.pg_namespace n ON n.oid = r.pnnspid
ORDER BY p.pubname, n.nspname`, read: readPublishedSchemas})
}

func readPublications(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var name, generated string
		var all, insert, update, del, truncate, root bool
		if err := rows.Scan(&oid, &name, &all, &insert, &update, &del, &truncate, &root, &generated); err != nil {
			return err
		}
		r.setKey("pg_publication", oid, schema.Key{Kind: schema.KindPublication, Name: name})
		var publish []string
		for i, on := range []bool{insert, update, del, truncate} {
			if on {
				publish = append(publish, []string{"insert", "update", "delete", "truncate"}[i])
			}
		}
		what := ""
		if all {
			what = " FOR ALL TABLES"
		}
		options := "publish = " + pgmodel.Literal(strings.Join(publish, ", "))
		if root {
			options += ", publish_via_partition_root = true"
		}
		if generated != "" {
			options += ", publish_generated_columns = " + generated
		}
		r.ddl(sectionTriggers, "CREATE PUBLICATION %s%s WITH (%s)", pgmodel.Quote(name), what, options)
	}
	return rows.Err()
}

func readPublishedTables(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var name, ns, table, where string
		var columns []string
		if err := rows.Scan(&name, &ns, &table, &columns, &where); err != nil {
			return err
		}
		more := ""
		if len(columns) > 0 {
			for i, c := range columns {
				columns[i] = pgmodel.Quote(c)
			}
			more = " (" + strings.Join(columns, ", ") + ")"
		}
		if where != "" {
			more += " WHERE (" + where + ")"
		}
		r.ddl(sectionTriggers, "ALTER PUBLICATION %s ADD TABLE ONLY %s%s", pgmodel.Quote(name), pgmodel.Qualified(ns, table), more)
	}
	return rows.Err()
}

func readPublishedSchemas(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var name, ns string
		if err := rows.Scan(&name, &ns); err != nil {
			return err
		}
		r.ddl(sectionTriggers, "ALTER PUBLICATION %s ADD TABLES IN SCHEMA %s", pgmodel.Quote(name), pgmodel.Quote(ns))
	}
	return rows.Err()
}
