package catalog

// Views and materialized views with their columns. The server prints the query; the types of the columns,
// which the text does not always show, are put into the model.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(kind{
	names: []schema.Kind{schema.KindView, schema.KindMatView},
	phase: restPhase,
	queries: func(t target) []Query {
		compression := compressionName(t.version)
		return []Query{{"views", `
SELECT c.oid, n.nspname, c.relname, c.relkind::text, pg_catalog.pg_get_viewdef(c.oid), c.reloptions, coalesce(am.amname, ''), coalesce(ts.spcname, ''),
 c.relispopulated
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
WHERE c.relkind IN ('v', 'm') AND c.relpersistence <> 't' AND NOT ` + member("pg_class", "c.oid") + `
ORDER BY c.oid`, each[viewRow]}, {"columns of views", `
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
ORDER BY a.attrelid, a.attnum`, each[viewColumnRow]}, dependenciesQuery()}
	},
})

// viewRow is a view or materialized view as the catalog has it.
type viewRow struct {
	oid                                          uint32
	schema, name, kind, body, method, tablespace string
	options                                      []string
	populated                                    bool
}

func (row *viewRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.name, &row.kind, &row.body, &row.options, &row.method, &row.tablespace, &row.populated}
}

func (row *viewRow) write(r *Reader) {
	k := schema.Key{Kind: schema.KindView, Schema: row.schema, Name: row.name}
	head := "CREATE VIEW "
	if row.kind == "m" {
		k.Kind, head = schema.KindMatView, "CREATE MATERIALIZED VIEW "
	}
	r.setKey("pg_class", row.oid, k)
	text := head + pgmodel.Qualified(row.schema, row.name)
	if row.kind == "m" && row.method != "" && row.method != "heap" {
		text += " USING " + pgmodel.Quote(row.method)
	}
	if len(row.options) > 0 {
		text += " WITH (" + strings.Join(storageOptions("", row.options), ", ") + ")"
	}
	if row.tablespace != "" {
		text += " TABLESPACE " + pgmodel.Quote(row.tablespace)
	}
	row.body = strings.TrimRight(row.body, "; \n")
	if row.kind == "m" && !row.populated {
		row.body += " WITH NO DATA"
	}
	r.ddl(sectionViews, "%s AS %s", text, row.body)
}

// viewColumnRow is a column of a view as the catalog has it.
type viewColumnRow struct {
	oid                                                                  uint32
	number                                                               int16
	column, schema, view, kind, typ, value, target, storage, compression string
}

func (row *viewColumnRow) fields() []any {
	return []any{&row.oid, &row.number, &row.column, &row.schema, &row.view, &row.kind, &row.typ, &row.value, &row.target, &row.storage, &row.compression}
}

func (row *viewColumnRow) write(r *Reader) {
	k := schema.Key{Kind: schema.KindColumn, Schema: row.schema, Table: row.view, Name: row.column}
	r.keys[objectID{"pg_class", row.oid, int32(row.number)}] = k
	word := "VIEW"
	if row.kind == "m" {
		word = "MATERIALIZED VIEW"
	}
	for _, clause := range []string{clause("SET DEFAULT ", row.value), clause("SET STATISTICS ", row.target), clause("SET STORAGE ", row.storage), clause("SET COMPRESSION ", row.compression)} {
		if clause != "" {
			r.ddl(sectionForeignKeys, "ALTER %s %s ALTER COLUMN %s %s", word, pgmodel.Qualified(row.schema, row.view), pgmodel.Quote(row.column), clause)
		}
	}
	owner := r.keys[objectID{"pg_class", row.oid, 0}]
	r.inModel(func(s *schema.Schema) { setViewColumn(s, owner, int(row.number), row.column, row.typ) })
}

// setViewColumn puts the type of a column that the server has worked out into the
// model: the text of the query does not always show it.
func setViewColumn(s *schema.Schema, view schema.Key, _ int, column, typ string) {
	if v, ok := s.Get(view).(*pgmodel.View); ok {
		c := v.Column(column)
		if c == nil { // the query is in grammar that is not read
			c = &pgmodel.Column{Table: view}
			c.Name = column
			v.Columns = append(v.Columns, c)
		}
		c.Type = typ
	}
}
