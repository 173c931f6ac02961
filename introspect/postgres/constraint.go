package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
)

func constraintQueries(version int) []query {
	return []query{{what: "constraints", sql: `
SELECT k.oid, k.conrelid, k.conname, k.contype::text, pg_catalog.pg_get_constraintdef(k.oid), c.relispartition,
 coalesce(i.oid, 0), coalesce(i.relname, ''), i.reloptions, coalesce(ts.spcname, ''), coalesce(x.indisclustered, false)
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid AND c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
LEFT JOIN pg_catalog.pg_class i ON i.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = i.oid
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = i.reltablespace
WHERE k.contype IN ('p', 'u', 'f', 'c', 'x', 'n') AND k.conparentid = 0 AND (k.conislocal AND NOT (c.relispartition AND k.coninhcount > 0))
ORDER BY k.conrelid, k.contype = 'f', k.conname`, read: readConstraints}}
}

func readConstraints(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid, table, indexOID uint32
		var name, kind, def, index, tablespace string
		var partition, clustered bool
		var options []string
		if err := rows.Scan(&oid, &table, &name, &kind, &def, &partition, &indexOID, &index, &options, &tablespace, &clustered); err != nil {
			return err
		}
		t := r.tables[table]
		if t == nil || kind == "n" && plainNotNull(t, name, def) {
			continue
		}
		r.is("pg_constraint", oid, schema.Key{Kind: constraintKind(kind), Schema: t.schema, Table: t.name, Name: name})
		if indexOID != 0 {
			r.indexesOfKeys[indexOID] = schema.Key{Kind: constraintKind(kind), Schema: t.schema, Table: t.name, Name: name}
		}
		t.constraints = append(t.constraints, "CONSTRAINT "+schema.QuotePg(name)+" "+def)
		if len(options) > 0 {
			texts := make([]string, len(options))
			for i, o := range options {
				texts[i] = reloption("", o)
			}
			r.ddl(sectionForeignKeys, "ALTER INDEX %s SET (%s)", schema.QualifiedPg(t.schema, index), strings.Join(texts, ", "))
		}
		if tablespace != "" {
			r.ddl(sectionForeignKeys, "ALTER INDEX %s SET TABLESPACE %s", schema.QualifiedPg(t.schema, index), schema.QuotePg(tablespace))
		}
		if clustered {
			r.ddl(sectionForeignKeys, "ALTER TABLE ONLY %s CLUSTER ON %s", t.qualified(), schema.QuotePg(index))
		}
	}
	return rows.Err()
}

// plainNotNull says whether a NOT NULL of PostgreSQL 18 says no more than the
// column itself: it has the name that the server makes up.
func plainNotNull(t *tableRow, name, def string) bool {
	column := strings.TrimPrefix(def, "NOT NULL ")
	if strings.HasSuffix(column, " NO INHERIT") || strings.HasSuffix(column, " NOT VALID") {
		return false
	}
	if len(column) > 1 && column[0] == '"' {
		column = strings.ReplaceAll(column[1:len(column)-1], `""`, `"`)
	}
	return name == t.name+"_"+column+"_not_null"
}

func constraintKind(contype string) schema.Kind {
	switch contype {
	case "p":
		return schema.KindPrimary
	case "u":
		return schema.KindUnique
	case "f":
		return schema.KindForeign
	case "x":
		return schema.KindExclusion
	case "n":
		return schema.KindNotNull
	}
	return schema.KindCheck
}
