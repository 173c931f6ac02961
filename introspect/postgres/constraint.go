package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// plainConstraint is the condition that columns and flags describe a key or a
// foreign key k with an index x: what a Go program writes faster than
// pg_get_constraintdef.
const plainConstraint = `(k.contype IN ('p', 'u') AND x.indnatts = x.indnkeyatts OR k.contype = 'f' AND EXISTS (
 SELECT FROM pg_catalog.pg_class f JOIN pg_catalog.pg_namespace n ON n.oid = f.relnamespace WHERE f.oid = k.confrelid AND ` + userSchemas + `
 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = f.oid AND e.deptype = 'e')))`

func constraintQueries(version int) []query {
	plain := plainConstraint
	if version >= 15 {
		plain += " AND x.indnullsnotdistinct IS NOT TRUE AND k.confdelsetcols IS NULL"
	}
	some, inherited := "", []query{}
	if version >= 18 { // where every NOT NULL is a constraint, and most say no more than their columns
		plain += " AND NOT k.conperiod AND k.conenforced"
		some = ` AND NOT (k.contype = 'n' AND k.convalidated AND NOT k.connoinherit AND k.conname = c.relname || '_' ||
 (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = k.conkey[1]) || '_not_null')`
		inherited = []query{{what: "inherited not null constraints", sql: `
SELECT k.conrelid, k.conkey[1], k.conname FROM pg_catalog.pg_constraint k WHERE k.conrelid >= 16384 AND k.contype = 'n' AND k.coninhcount > 0`, read: readInheritedNotNull}}
	}
	return append(inherited, query{what: "constraints", sql: `
SELECT k.oid, k.conrelid, k.conname, k.contype::text, CASE WHEN ` + plain + ` THEN '' ELSE pg_catalog.pg_get_constraintdef(k.oid) END,
 coalesce(k.conkey, '{}'), k.confrelid, coalesce(k.confkey, '{}'), k.confmatchtype::text || k.confupdtype::text || k.confdeltype::text,
 k.condeferrable, k.condeferred, k.convalidated, coalesce(i.oid, 0), coalesce(i.relname, ''), i.reloptions, coalesce(ts.spcname, ''), coalesce(x.indisclustered, false)
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid AND c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
LEFT JOIN pg_catalog.pg_class i ON i.oid = CASE WHEN k.contype IN ('p', 'u', 'x') THEN k.conindid END
LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = i.oid
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = i.reltablespace
WHERE k.conrelid >= 16384 AND k.contype IN ('p', 'u', 'f', 'c', 'x', 'n') AND k.conparentid = 0 AND (k.conislocal AND NOT (c.relispartition AND k.coninhcount > 0))` + some + `
ORDER BY k.conrelid, k.contype = 'f', k.conname`, read: readConstraints})
}

// readInheritedNotNull keeps the names of NOT NULLs that are named after an ancestor's:
// they show only when the table is detached from its parent.
func readInheritedNotNull(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var table uint32
		var number int16
		var name string
		if err := rows.Scan(&table, &number, &name); err != nil {
			return err
		}
		t := r.tables[table]
		if t == nil || t.column(number) == nil || pgmodel.MadeNotNull(t.name, t.column(number).name, name) {
			continue
		}
		r.after = append(r.after, func(s *schema.Schema) {
			if child, ok := s.Get(t.key()).(*pgmodel.Table); ok && child.Column(t.column(number).name) != nil {
				child.Column(t.column(number).name).EditExtra().NotNullName = name
			}
		})
	}
	return rows.Err()
}

func readConstraints(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid, table, indexOID uint32
		var name, kind, index, tablespace string
		var clustered bool
		var options []string
		var k constraintRow
		if err := rows.Scan(&oid, &table, &name, &kind, &k.def, &k.columns, &k.target, &k.targetColumns, &k.actions,
			&k.deferrable, &k.deferred, &k.valid, &indexOID, &index, &options, &tablespace, &clustered); err != nil {
			return err
		}
		t := r.tables[table]
		if t == nil || kind == "n" && plainNotNull(t, name, k.def) {
			continue
		}
		r.setKey("pg_constraint", oid, schema.Key{Kind: constraintKind(kind), Schema: t.schema, Table: t.name, Name: name})
		if indexOID != 0 {
			r.indexesOfKeys[indexOID] = schema.Key{Kind: constraintKind(kind), Schema: t.schema, Table: t.name, Name: name}
		}
		t.constraints = append(t.constraints, "CONSTRAINT "+pgmodel.Quote(name)+" "+k.definition(r, t, kind))
		if len(options) > 0 {
			texts := make([]string, len(options))
			for i, o := range options {
				texts[i] = reloption("", o)
			}
			r.ddl(sectionForeignKeys, "ALTER INDEX %s SET (%s)", pgmodel.Qualified(t.schema, index), strings.Join(texts, ", "))
		}
		if tablespace != "" {
			r.ddl(sectionForeignKeys, "ALTER INDEX %s SET TABLESPACE %s", pgmodel.Qualified(t.schema, index), pgmodel.Quote(tablespace))
		}
		if clustered {
			r.ddl(sectionForeignKeys, "ALTER TABLE ONLY %s CLUSTER ON %s", t.qualified(), pgmodel.Quote(index))
		}
	}
	return rows.Err()
}

// constraintRow is a constraint as the catalog has it.
type constraintRow struct {
	def                         string // "" where the rest says all
	columns, targetColumns      []int16
	target                      uint32 // the table that a foreign key references
	actions                     string // match, on update and on delete, a letter each
	deferrable, deferred, valid bool
}

// definition is the constraint as pg_get_constraintdef prints it.
func (k *constraintRow) definition(r *reader, t *tableRow, kind string) string {
	target := r.tables[k.target]
	if k.def != "" || kind == "f" && target == nil {
		return k.def
	}
	w := strings.Builder{}
	switch kind {
	case "p":
		w.WriteString("PRIMARY KEY " + t.columnList(k.columns))
	case "u":
		w.WriteString("UNIQUE " + t.columnList(k.columns))
	case "f":
		w.WriteString("FOREIGN KEY " + t.columnList(k.columns) + " REFERENCES " + target.qualified() + target.columnList(k.targetColumns))
		if k.actions[0] == 'f' {
			w.WriteString(" MATCH FULL")
		}
		w.WriteString(action(" ON UPDATE ", k.actions[1]) + action(" ON DELETE ", k.actions[2]))
	}
	if k.deferrable {
		w.WriteString(" DEFERRABLE")
	}
	if k.deferred {
		w.WriteString(" INITIALLY DEFERRED")
	}
	if !k.valid {
		w.WriteString(" NOT VALID")
	}
	return w.String()
}

// action writes one of pg_constraint.confupdtype and confdeltype.
func action(when string, letter byte) string {
	switch letter {
	case 'r':
		return when + "RESTRICT"
	case 'c':
		return when + "CASCADE"
	case 'n':
		return when + "SET NULL"
	case 'd':
		return when + "SET DEFAULT"
	}
	return ""
}

// columnList writes the columns with these numbers in parentheses.
func (t *tableRow) columnList(numbers []int16) string {
	names := make([]string, len(numbers))
	for i, n := range numbers {
		names[i] = pgmodel.Quote(t.column(n).name)
	}
	return "(" + strings.Join(names, ", ") + ")"
}

// plainNotNull reports whether a NOT NULL of PostgreSQL 18 says no more than the
// column itself: it has the name that the server makes up.
func plainNotNull(t *tableRow, name, def string) bool {
	column := strings.TrimPrefix(def, "NOT NULL ")
	if strings.HasSuffix(column, " NO INHERIT") || strings.HasSuffix(column, " NOT VALID") {
		return false
	}
	if len(column) > 1 && column[0] == '"' {
		column = strings.ReplaceAll(column[1:len(column)-1], `""`, `"`)
	}
	return pgmodel.MadeNotNull(t.name, column, name)
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
