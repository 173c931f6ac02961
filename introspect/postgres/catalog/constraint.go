package catalog

// Constraints of tables, which become part of CREATE TABLE. Keys and foreign keys that columns and flags
// describe are written here, for pg_get_constraintdef is slow; the server prints the others.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Constraints are those of tables: keys, foreign keys, checks, exclusions and, from version 18 on,
// NOT NULL.
var _ = register(kind{
	names:   []schema.Kind{schema.KindPrimary, schema.KindUnique, schema.KindCheck, schema.KindExclusion, schema.KindForeign, schema.KindNotNull},
	phase:   definitionsPhase,
	queries: func(t target) []Query { return constraintQueries(t.version) },
})

// plainConstraint is the condition that columns and flags describe a key or a
// foreign key k with an index x: what a Go program writes faster than
// pg_get_constraintdef.
const plainConstraint = `(k.contype IN ('p', 'u') AND x.indnatts = x.indnkeyatts OR k.contype = 'f' AND EXISTS (
 SELECT FROM pg_catalog.pg_class f JOIN pg_catalog.pg_namespace n ON n.oid = f.relnamespace WHERE f.oid = k.confrelid AND ` + userSchemas + `
 AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objid = f.oid AND e.deptype = 'e')))`

func constraintQueries(version int) []Query {
	plain := plainConstraint
	if version >= 15 {
		plain += " AND x.indnullsnotdistinct IS NOT TRUE AND k.confdelsetcols IS NULL"
	}
	some, inherited := "", []Query{}
	if version >= 18 { // where every NOT NULL is a constraint, and most say no more than their columns
		plain += " AND NOT k.conperiod AND k.conenforced"
		some = ` AND NOT (k.contype = 'n' AND k.convalidated AND NOT k.connoinherit AND k.conname = c.relname || '_' ||
 (SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = k.conkey[1]) || '_not_null')`
		inherited = []Query{{"inherited not null constraints", `
SELECT k.conrelid, k.conkey[1], k.conname, k.conislocal FROM pg_catalog.pg_constraint k WHERE k.conrelid >= 16384 AND k.contype = 'n' AND k.coninhcount > 0`, each[inheritedNotNullRow]}}
	}
	return append(inherited, Query{"constraints", `
SELECT k.oid, k.conrelid, k.conname, k.contype::text, CASE WHEN ` + plain + ` THEN '' ELSE pg_catalog.pg_get_constraintdef(k.oid) END,
 coalesce(k.conkey, '{}'), k.confrelid, coalesce(k.confkey, '{}'), k.confmatchtype::text || k.confupdtype::text || k.confdeltype::text,
 k.condeferrable, k.condeferred, k.convalidated, coalesce(i.oid, 0), coalesce(i.relname, ''), i.reloptions, coalesce(ts.spcname, ''), coalesce(x.indisclustered, false), CASE WHEN k.contype = 'f' THEN k.conindid ELSE 0 END
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid AND c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
LEFT JOIN pg_catalog.pg_class i ON i.oid = CASE WHEN k.contype IN ('p', 'u', 'x') THEN k.conindid END
LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = i.oid
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = i.reltablespace
WHERE k.conrelid >= 16384 AND k.contype IN ('p', 'u', 'f', 'c', 'x', 'n') AND k.conparentid = 0
 AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.oid) AND (k.conislocal AND NOT (k.coninhcount > 0 AND (c.relispartition OR k.contype = 'n')))` + some + `
ORDER BY k.conrelid, k.contype = 'f', k.conname`, each[constraintRow]})
}

// inheritedNotNullRow is a NOT NULL that a table has from its parent as the catalog has it.
type inheritedNotNullRow struct {
	table  uint32
	number int16
	name   string
	local  bool // the table has it for itself as well
}

func (row *inheritedNotNullRow) fields() []any {
	return []any{&row.table, &row.number, &row.name, &row.local}
}

// readInheritedNotNull keeps the names of NOT NULLs that are named after an ancestor's:
// they show only when the table is detached from its parent.
func (row *inheritedNotNullRow) write(r *Reader) {
	t := r.relations.byOID[row.table]
	if t == nil || t.column(row.number) == nil {
		return
	}
	k := schema.Key{Kind: schema.KindNotNull, Schema: t.schema, Table: t.name, Name: t.column(row.number).name}
	r.notNulls[k] = row.name
	r.inWholeModel(func(s *schema.Schema) {
		child, ok := s.Get(t.key()).(*pgmodel.Table)
		if !ok || child.Column(k.Name) == nil {
			return
		}
		if child.NotNull(k.Name) == nil && r.parentNotNull(s, child, k.Name) != row.name {
			child.Column(k.Name).EditExtra().NotNullName = row.name
		}
		if row.local {
			child.Column(k.Name).EditExtra().NotNullLocal = true
		}
	})
}

// parentNotNull is the name of the NOT NULL that a column inherits: that of the first parent which
// passes one on.
func (r *Reader) parentNotNull(s *schema.Schema, child *pgmodel.Table, column string) string {
	parents := child.Inherits
	if child.PartitionOf != (schema.Key{}) {
		parents = []schema.Key{child.PartitionOf}
	}
	for _, p := range parents {
		if n := r.notNulls[schema.Key{Kind: schema.KindNotNull, Schema: p.Schema, Table: p.Name, Name: column}]; n != "" {
			return n
		}
	}
	return pgmodel.InheritedNotNull(s, child, column)
}

// constraintRow is a constraint as the catalog has it.
type constraintRow struct {
	oid, table, index           uint32
	name, kind                  string
	def                         string // "" where the rest says all
	keys, targetKeys            []int16
	target, targetIndex         uint32 // the table that a foreign key references, and the index that it rests on
	actions                     string // match, on update and on delete, a letter each
	deferrable, deferred, valid bool
	indexName, tablespace       string
	indexOptions                []string
	clustered                   bool
}

func (k *constraintRow) fields() []any {
	return []any{&k.oid, &k.table, &k.name, &k.kind, &k.def, &k.keys, &k.target, &k.targetKeys, &k.actions,
		&k.deferrable, &k.deferred, &k.valid, &k.index, &k.indexName, &k.indexOptions, &k.tablespace, &k.clustered, &k.targetIndex}
}

func (k *constraintRow) write(r *Reader) {
	t := r.relations.byOID[k.table]
	if t == nil {
		return
	}
	if column, plain := plainNotNull(t, k.name, k.def); k.kind == "n" && plain {
		r.inModel(func(s *schema.Schema) { keepNotNullName(s, t, column, k.name) })
		return
	}
	key := schema.Key{Kind: constraintKind(k.kind), Schema: t.schema, Table: t.name, Name: k.name}
	r.setKey("pg_constraint", k.oid, key)
	if k.index != 0 {
		r.indexesOfKeys[k.index] = key
	}
	if k.targetIndex != 0 {
		r.inWholeModel(func(s *schema.Schema) { k.restsOn(r, s, key) })
	}
	t.constraints = append(t.constraints, "CONSTRAINT "+pgmodel.Quote(k.name)+" "+k.definition(r, t))
	if len(k.indexOptions) > 0 {
		r.ddl(sectionForeignKeys, "ALTER INDEX %s SET (%s)", pgmodel.Qualified(t.schema, k.indexName), strings.Join(storageOptions("", k.indexOptions), ", "))
	}
	if k.tablespace != "" {
		r.ddl(sectionForeignKeys, "ALTER INDEX %s SET TABLESPACE %s", pgmodel.Qualified(t.schema, k.indexName), pgmodel.Quote(k.tablespace))
	}
	if k.clustered {
		r.ddl(sectionForeignKeys, "ALTER TABLE ONLY %s CLUSTER ON %s", t.qualified(), pgmodel.Quote(k.indexName))
	}
}

// restsOn has a foreign key need the very key or index that the server found for it, which may be one
// of several on the same columns.
func (k *constraintRow) restsOn(r *Reader, s *schema.Schema, key schema.Key) {
	t, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: key.Schema, Name: key.Table}).(*pgmodel.Table)
	target, known := r.indexesOfKeys[k.targetIndex]
	if !known {
		target, known = r.key(objectID{"pg_class", k.targetIndex, 0})
	}
	if !ok || !known || t.Constraint(key.Name) == nil {
		return
	}
	c := t.Constraint(key.Name)
	c.Uses = slices.DeleteFunc(c.Uses, func(u schema.Key) bool {
		return u.Kind == schema.KindPrimary || u.Kind == schema.KindUnique || u.Kind == schema.KindIndex || u.Kind == schema.KindPartitionIndex
	})
	c.Use(pgmodel.PartKey(s, target))
}

// definition is the constraint as pg_get_constraintdef prints it.
func (k *constraintRow) definition(r *Reader, t *tableRow) string {
	target := r.relations.byOID[k.target]
	if k.def != "" || k.kind == "f" && target == nil {
		return k.def
	}
	w := strings.Builder{}
	switch k.kind {
	case "p":
		w.WriteString("PRIMARY KEY " + t.columnList(k.keys))
	case "u":
		w.WriteString("UNIQUE " + t.columnList(k.keys))
	case "f":
		w.WriteString("FOREIGN KEY " + t.columnList(k.keys) + " REFERENCES " + target.qualified() + target.columnList(k.targetKeys))
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

// plainNotNull reports whether a NOT NULL of PostgreSQL 18 says no more than the
// column itself, and of which: it has a name that the server makes up.
func plainNotNull(t *tableRow, name, def string) (string, bool) {
	column := strings.TrimPrefix(def, "NOT NULL ")
	if strings.HasSuffix(column, " NO INHERIT") || strings.HasSuffix(column, " NOT VALID") {
		return "", false
	}
	if len(column) > 1 && column[0] == '"' {
		column = strings.ReplaceAll(column[1:len(column)-1], `""`, `"`)
	}
	return column, pgmodel.MadeNotNull(t.name, column, name)
}

// keepNotNullName keeps a made-up name that is not the one which the server makes up first.
func keepNotNullName(s *schema.Schema, t *tableRow, column, name string) {
	if table, ok := s.Get(t.key()).(*pgmodel.Table); ok && table.Column(column) != nil && name != pgmodel.MadeName(t.name, column, "not_null") {
		table.Column(column).EditExtra().NotNullName = name
	}
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
