package catalog

// Publications with their tables, of which columns and rows can be chosen, and their schemas, both from
// version 15 on.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Publications are those of CREATE PUBLICATION.
var _ = register(kind{
	names:   []schema.Kind{schema.KindPublication},
	phase:   restPhase,
	queries: func(t target) []Query { return publicationQueries(t.version) },
	classes: []class{{name: "pg_publication", prefix: "pub", owned: true}},
})

func publicationQueries(version int) []Query {
	generated, columns, where := "''", "NULL::pg_catalog.text[]", "''"
	if version >= 15 {
		where = "coalesce(pg_catalog.pg_get_expr(r.prqual, r.prrelid), '')"
		columns = `(SELECT pg_catalog.array_agg(a.attname::pg_catalog.text ORDER BY a.attname) FROM pg_catalog.pg_attribute a
 WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::pg_catalog.int2[]))`
	}
	if version >= 18 {
		generated = "CASE p.pubgencols WHEN 's' THEN 'stored' ELSE '' END"
	}
	list := []Query{{"publications", `
SELECT p.oid, p.pubname, p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot, ` + generated + `
FROM pg_catalog.pg_publication p
WHERE NOT ` + member("pg_publication", "p.oid") + `
ORDER BY p.pubname`, each[publicationRow]}, {"tables of publications", `
SELECT p.pubname, n.nspname, c.relname, ` + columns + `, ` + where + `
FROM pg_catalog.pg_publication_rel r
JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE NOT ` + member("pg_publication", "p.oid") + `
ORDER BY p.pubname, n.nspname, c.relname`, each[publishedTableRow]}}
	if version < 15 {
		return list
	}
	return append(list, Query{"schemas of publications", `
SELECT p.pubname, n.nspname
FROM pg_catalog.pg_publication_namespace r
JOIN pg_catalog.pg_publication p ON p.oid = r.pnpubid
JOIN pg_catalog.pg_namespace n ON n.oid = r.pnnspid
ORDER BY p.pubname, n.nspname`, each[publishedSchemaRow]})
}

// publicationRow is a publication as the catalog has it.
type publicationRow struct {
	oid                                      uint32
	name, generated                          string
	all, insert, update, del, truncate, root bool
}

func (row *publicationRow) fields() []any {
	return []any{&row.oid, &row.name, &row.all, &row.insert, &row.update, &row.del, &row.truncate, &row.root, &row.generated}
}

func (row *publicationRow) write(r *Reader) {
	r.setKey("pg_publication", row.oid, schema.Key{Kind: schema.KindPublication, Name: row.name})
	var publish []string
	for i, on := range []bool{row.insert, row.update, row.del, row.truncate} {
		if on {
			publish = append(publish, []string{"insert", "update", "delete", "truncate"}[i])
		}
	}
	what := ""
	if row.all {
		what = " FOR ALL TABLES"
	}
	options := "publish = " + pgmodel.Literal(strings.Join(publish, ", "))
	if row.root {
		options += ", publish_via_partition_root = true"
	}
	if row.generated != "" {
		options += ", publish_generated_columns = " + row.generated
	}
	r.ddl(sectionTriggers, "CREATE PUBLICATION %s%s WITH (%s)", pgmodel.Quote(row.name), what, options)
}

// publishedTableRow is a table of a publication as the catalog has it.
type publishedTableRow struct {
	name, schema, table, where string
	columns                    []string
}

func (row *publishedTableRow) fields() []any {
	return []any{&row.name, &row.schema, &row.table, &row.columns, &row.where}
}

func (row *publishedTableRow) write(r *Reader) {
	more := ""
	if len(row.columns) > 0 {
		for i, c := range row.columns {
			row.columns[i] = pgmodel.Quote(c)
		}
		more = " (" + strings.Join(row.columns, ", ") + ")"
	}
	if row.where != "" {
		more += " WHERE (" + row.where + ")"
	}
	r.ddl(sectionTriggers, "ALTER PUBLICATION %s ADD TABLE ONLY %s%s", pgmodel.Quote(row.name), pgmodel.Qualified(row.schema, row.table), more)
}

// publishedSchemaRow is a schema of a publication as the catalog has it.
type publishedSchemaRow struct {
	name, schema string
}

func (row *publishedSchemaRow) fields() []any {
	return []any{&row.name, &row.schema}
}

func (row *publishedSchemaRow) write(r *Reader) {
	r.ddl(sectionTriggers, "ALTER PUBLICATION %s ADD TABLES IN SCHEMA %s", pgmodel.Quote(row.name), pgmodel.Quote(row.schema))
}
