package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func typeQueries(version int) []query {
	user := ` AND ` + userSchemas + ` AND NOT ` + member("pg_type", "t.oid")
	return []query{{what: "enums", sql: `
SELECT t.oid, t.typarray, n.nspname, t.typname, e.labels
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN (SELECT enumtypid, pg_catalog.array_agg(enumlabel::text ORDER BY enumsortorder) AS labels FROM pg_catalog.pg_enum GROUP BY enumtypid) e ON e.enumtypid = t.oid
WHERE t.typtype = 'e'` + user + `
ORDER BY n.nspname, t.typname`, read: readEnums}, {what: "domains", sql: `
SELECT t.oid, t.typarray, n.nspname, t.typname, pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typnotnull,
 coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), ''),
 coalesce(CASE WHEN t.typcollation <> b.typcollation THEN pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) END, '')
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_catalog.pg_collation co ON co.oid = t.typcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
WHERE t.typtype = 'd'` + user + `
ORDER BY n.nspname, t.typname`, read: readDomains}, {what: "checks of domains", sql: `
SELECT k.oid, n.nspname, t.typname, k.conname, pg_catalog.pg_get_constraintdef(k.oid)
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_type t ON t.oid = k.contypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE k.contypid <> 0 AND k.contype = 'c'` + user + `
ORDER BY n.nspname, t.typname, k.conname`, read: readDomainChecks}, {what: "composite types", sql: `
SELECT t.oid, t.typarray, c.oid, n.nspname, t.typname, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
 coalesce(CASE WHEN a.attcollation <> b.typcollation THEN pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) END, '')
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_catalog.pg_type b ON b.oid = a.atttypid
LEFT JOIN pg_catalog.pg_collation co ON co.oid = a.attcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace
WHERE t.typtype = 'c'` + user + `
ORDER BY n.nspname, t.typname, a.attnum`, read: readComposites}, rangeQuery(version, user)}
}

// setType records which type a row is, and its array type with it.
func (r *reader) setType(oid, array uint32, k schema.Key) {
	r.setKey("pg_type", oid, k)
	if array != 0 {
		r.setKey("pg_type", array, k)
	}
}

func readEnums(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid, array uint32
		var ns, name string
		var labels []string
		if err := rows.Scan(&oid, &array, &ns, &name, &labels); err != nil {
			return err
		}
		r.setType(oid, array, schema.Key{Kind: schema.KindEnum, Schema: ns, Name: name})
		for i, l := range labels {
			labels[i] = pgmodel.Literal(l)
		}
		r.ddl(sectionTypes, "CREATE TYPE %s AS ENUM (%s)", pgmodel.Qualified(ns, name), strings.Join(labels, ", "))
	}
	return rows.Err()
}

func readDomains(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid, array uint32
		var ns, name, typ, value, collation string
		var notNull bool
		if err := rows.Scan(&oid, &array, &ns, &name, &typ, &notNull, &value, &collation); err != nil {
			return err
		}
		r.setType(oid, array, schema.Key{Kind: schema.KindDomain, Schema: ns, Name: name})
		more := ""
		if collation != "" {
			more += " COLLATE " + collation
		}
		if value != "" {
			more += " DEFAULT " + value
		}
		if notNull {
			more += " NOT NULL"
		}
		r.ddl(sectionTypes, "CREATE DOMAIN %s AS %s%s", pgmodel.Qualified(ns, name), typ, more)
	}
	return rows.Err()
}

func readDomainChecks(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var ns, domain, name, def string
		if err := rows.Scan(&oid, &ns, &domain, &name, &def); err != nil {
			return err
		}
		r.setKey("pg_constraint", oid, schema.Key{Kind: schema.KindDomainCheck, Schema: ns, Table: domain, Name: name})
		r.ddl(sectionTypes, "ALTER DOMAIN %s ADD CONSTRAINT %s %s", pgmodel.Qualified(ns, domain), pgmodel.Quote(name), def)
	}
	return rows.Err()
}

// compositeRow is a composite type being collected.
type compositeRow struct {
	oid        uint32
	name       string
	attributes []string
}

func (c *compositeRow) write(r *reader) {
	if c.oid != 0 {
		r.ddl(sectionTypes, "CREATE TYPE %s AS (%s)", c.name, strings.Join(c.attributes, ", "))
	}
}

func readComposites(r *reader, rows pgx.Rows) error {
	var c compositeRow
	for rows.Next() {
		var oid, array, class uint32
		var ns, name string
		var number *int16
		var attribute, typ *string
		var collation string
		if err := rows.Scan(&oid, &array, &class, &ns, &name, &number, &attribute, &typ, &collation); err != nil {
			return err
		}
		if oid != c.oid {
			c.write(r)
			c = compositeRow{oid: oid, name: pgmodel.Qualified(ns, name)}
			k := schema.Key{Kind: schema.KindComposite, Schema: ns, Name: name}
			r.setType(oid, array, k)
			r.setKey("pg_class", class, k)
		}
		if number == nil {
			continue
		}
		r.keys[objectID{"pg_class", class, int32(*number)}] = schema.Key{Kind: schema.KindColumn, Schema: ns, Table: name, Name: *attribute}
		text := pgmodel.Quote(*attribute) + " " + *typ
		if collation != "" {
			text += " COLLATE " + collation
		}
		c.attributes = append(c.attributes, text)
	}
	c.write(r)
	return rows.Err()
}

func rangeQuery(version int, user string) query {
	multirange, join := "''", ""
	if version >= 14 {
		multirange = "pg_catalog.quote_ident(mn.nspname) || '.' || pg_catalog.quote_ident(m.typname)"
		join = `
JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid
JOIN pg_catalog.pg_namespace mn ON mn.oid = m.typnamespace`
	}
	return query{what: "range types", sql: `
SELECT t.oid, t.typarray, n.nspname, t.typname, pg_catalog.format_type(r.rngsubtype, NULL),
 coalesce(CASE WHEN NOT o.opcdefault THEN pg_catalog.quote_ident(opn.nspname) || '.' || pg_catalog.quote_ident(o.opcname) END, ''),
 coalesce(CASE WHEN r.rngcollation <> b.typcollation THEN pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(co.collname) END, ''),
 CASE WHEN r.rngcanonical = 0 THEN '' ELSE r.rngcanonical::pg_catalog.text END, CASE WHEN r.rngsubdiff = 0 THEN '' ELSE r.rngsubdiff::pg_catalog.text END,
 ` + multirange + `
FROM pg_catalog.pg_range r
JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
JOIN pg_catalog.pg_type b ON b.oid = r.rngsubtype
JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
JOIN pg_catalog.pg_namespace opn ON opn.oid = o.opcnamespace
LEFT JOIN pg_catalog.pg_collation co ON co.oid = r.rngcollation
LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace` + join + `
WHERE true` + user + `
ORDER BY n.nspname, t.typname`, read: readRanges}
}

func readRanges(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid, array uint32
		var ns, name, subtype, class, collation, canonical, difference, multirange string
		if err := rows.Scan(&oid, &array, &ns, &name, &subtype, &class, &collation, &canonical, &difference, &multirange); err != nil {
			return err
		}
		r.setType(oid, array, schema.Key{Kind: schema.KindRange, Schema: ns, Name: name})
		options := "SUBTYPE = " + subtype
		for _, o := range [][2]string{{"SUBTYPE_OPCLASS", class}, {"COLLATION", collation}, {"CANONICAL", canonical},
			{"SUBTYPE_DIFF", difference}, {"MULTIRANGE_TYPE_NAME", multirange}} {
			if o[1] != "" {
				options += ", " + o[0] + " = " + o[1]
			}
		}
		r.ddl(sectionTypes, "CREATE TYPE %s AS RANGE (%s)", pgmodel.Qualified(ns, name), options)
	}
	return rows.Err()
}
