package catalog

// Tables, partitioned and foreign ones included. Rows are kept until their columns and constraints are read;
// then all are written, those with parents last, and what CREATE TABLE has no clause for follows as ALTER TABLE.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Tables are tables, partitioned tables, partitions and foreign tables. They declare the
// catalog that all relations share.
var _ = register(kind{
	names: []schema.Kind{schema.KindTable, schema.KindForeignTable},
	phase: definitionsPhase,
	queries: func(target) []Query {
		return []Query{{"tables", `
SELECT c.oid, n.nspname, c.relname, c.relkind::text, c.relpersistence::text,
 CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) ELSE '' END,
 coalesce(CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, 0) END, ''),
 coalesce(am.amname, ''), coalesce(ts.spcname, ''), c.reloptions, toast.reloptions,
 c.relreplident::text, coalesce(ri.relname, ''), c.relrowsecurity, c.relforcerowsecurity,
 CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) ELSE '' END,
 c.relispartition, i.oids, coalesce(fs.srvname, ''), ft.ftoptions
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
LEFT JOIN pg_catalog.pg_tablespace ts ON ts.oid = c.reltablespace
LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid AND toast.reloptions IS NOT NULL
LEFT JOIN pg_catalog.pg_index rx ON c.relreplident = 'i' AND rx.indrelid = c.oid AND rx.indisreplident
LEFT JOIN pg_catalog.pg_class ri ON ri.oid = rx.indexrelid
LEFT JOIN pg_catalog.pg_foreign_table ft ON ft.ftrelid = c.oid
LEFT JOIN pg_catalog.pg_foreign_server fs ON fs.oid = ft.ftserver
LEFT JOIN (SELECT inhrelid, pg_catalog.array_agg(inhparent ORDER BY inhseqno) AS oids FROM pg_catalog.pg_inherits GROUP BY inhrelid) i ON i.inhrelid = c.oid
WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND ` + userSchemas + ` AND NOT ` + member("pg_class", "c.oid") + `
ORDER BY n.nspname, c.relname`, each[tableRow]}}
	},
	classes: []class{{name: "pg_class", prefix: "rel", inSchema: true, owned: true, planned: true, objects: "o.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')",
		acl: `CASE WHEN o.relkind = 'S' THEN 's'::"char" ELSE 'r'::"char" END`,
		kind: `CASE o.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table'
 WHEN 'i' THEN 'index' WHEN 'I' THEN 'index' WHEN 'c' THEN 'composite type' ELSE 'table' END`}},
	finish: writeTables,
})

func (t *tableRow) fields() []any {
	return []any{&t.oid, &t.schema, &t.name, &t.kind, &t.persistence, &t.partitioned, &t.bound, &t.method, &t.tablespace,
		&t.options, &t.toast, &t.identity, &t.identityIndex, &t.security, &t.force, &t.ofType, &t.partition, &t.parentOIDs,
		&t.server, &t.serverOptions}
}

func (t *tableRow) write(r *Reader) {
	r.relations.byOID[t.oid] = t
	r.relations.inOrder = append(r.relations.inOrder, t)
	r.setKey("pg_class", t.oid, t.key())
}

// writeTables writes the text of all tables, once columns and constraints are
// read, those with parents last, and hands it on part by part.
func writeTables(r *Reader) {
	for _, s := range []section{sectionTables, sectionAttach} {
		for _, t := range r.relations.inOrder {
			if (len(t.parentOIDs) > 0) != (s == sectionAttach) {
				continue
			}
			r.createTable(s, t)
			for _, sql := range t.after {
				r.ddl(sectionDefaults, "%s", sql)
			}
			if r.text[s].Len() > partSize {
				r.emit(s)
			}
		}
		r.emit(s)
	}
}

// partSize is how many bytes of text are parsed while the next are written.
const partSize = 64 << 10

func (r *Reader) createTable(s section, t *tableRow) {
	w := &r.text[s]
	w.WriteString("CREATE ")
	switch {
	case t.kind == "f":
		w.WriteString("FOREIGN ")
	case t.persistence == "u":
		w.WriteString("UNLOGGED ")
	}
	w.WriteString("TABLE ")
	w.WriteString(t.qualified())
	switch {
	case t.partition:
		fmt.Fprintf(w, " PARTITION OF %s", r.relations.qualifiedName(t.parentOIDs[0]))
	case t.ofType != "":
		fmt.Fprintf(w, " OF %s", t.ofType)
	}
	r.elements(w, t)
	if t.partition {
		w.WriteString(" " + t.bound)
	}
	if len(t.parentOIDs) > 0 && !t.partition {
		names := make([]string, len(t.parentOIDs))
		for i, oid := range t.parentOIDs {
			names[i] = r.relations.qualifiedName(oid)
		}
		fmt.Fprintf(w, " INHERITS (%s)", strings.Join(names, ", "))
	}
	r.tail(w, t)
	w.WriteString(";\n")
	r.flags(t)
	if len(t.parentOIDs) > 0 {
		r.inModel(func(s *schema.Schema) { keepColumnOrder(s, t) })
	}
}

// keepColumnOrder puts the columns of a table with parents in the order that it has them in, which
// may be another one than that of its parents: it was attached.
func keepColumnOrder(s *schema.Schema, t *tableRow) {
	table, ok := s.Get(t.key()).(*pgmodel.Table)
	if !ok || len(table.Columns) != len(t.columns) || slices.EqualFunc(table.Columns, t.columns, func(a *pgmodel.Column, b *columnRow) bool { return a.Name == b.name }) {
		return
	}
	slices.SortStableFunc(table.Columns, func(a, b *pgmodel.Column) int {
		return cmp.Compare(slices.IndexFunc(t.columns, func(c *columnRow) bool { return c.name == a.Name }), slices.IndexFunc(t.columns, func(c *columnRow) bool { return c.name == b.Name }))
	})
}

// elements writes the columns that are the table's own, and its constraints.
func (r *Reader) elements(w *strings.Builder, t *tableRow) {
	var parts []string
	for _, c := range t.columns {
		if t.partition || t.ofType != "" || !c.local {
			if from := r.relations.inherited(t, c.name); c.generated() && (from == nil || from.value != c.value) {
				parts = append(parts, c.ownGenerated(t))
			}
			r.alterInherited(t, c)
			continue
		}
		parts = append(parts, c.definition())
		if c.value == "" && r.relations.createdDefault(t, c) != "" { // of a parent, while this one has none
			t.after = append(t.after, "ALTER TABLE ONLY "+t.qualified()+" ALTER COLUMN "+pgmodel.Quote(c.name)+" DROP DEFAULT")
		}
		t.after = append(t.after, c.extraStatements(t)...)
	}
	parts = append(parts, t.constraints...)
	if len(parts) == 0 && (t.partition || t.ofType != "") {
		return
	}
	w.WriteString(" (")
	w.WriteString(strings.Join(parts, ", "))
	w.WriteString(")")
}

func (r *Reader) tail(w *strings.Builder, t *tableRow) {
	if t.partitioned != "" {
		w.WriteString(" PARTITION BY " + t.partitioned)
	}
	if t.server != "" {
		w.WriteString(" SERVER " + pgmodel.Quote(t.server))
		if len(t.serverOptions) > 0 {
			w.WriteString(" OPTIONS (" + optionList(t.serverOptions) + ")")
		}
	}
	if t.method != "" && t.method != "heap" {
		w.WriteString(" USING " + pgmodel.Quote(t.method))
	}
	if options := slices.Concat(storageOptions("", t.options), storageOptions("toast.", t.toast)); len(options) > 0 {
		w.WriteString(" WITH (" + strings.Join(options, ", ") + ")")
	}
	if t.tablespace != "" {
		w.WriteString(" TABLESPACE " + pgmodel.Quote(t.tablespace))
	}
}

// flags writes what CREATE TABLE has no clause for.
func (r *Reader) flags(t *tableRow) {
	alter := func(format string, args ...any) {
		r.ddl(sectionForeignKeys, "ALTER TABLE ONLY %s %s", t.qualified(), fmt.Sprintf(format, args...))
	}
	switch t.identity {
	case "f":
		alter("REPLICA IDENTITY FULL")
	case "n":
		if t.kind != "f" { // foreign tables have none
			alter("REPLICA IDENTITY NOTHING")
		}
	case "i":
		if t.identityIndex != "" {
			alter("REPLICA IDENTITY USING INDEX %s", pgmodel.Quote(t.identityIndex))
		}
	}
	if t.security {
		alter("ENABLE ROW LEVEL SECURITY")
	}
	if t.force {
		alter("FORCE ROW LEVEL SECURITY")
	}
}

// alterInherited writes what a column that comes from a parent has of its own.
func (r *Reader) alterInherited(t *tableRow, c *columnRow) {
	alter := func(format string, args ...any) {
		t.after = append(t.after, "ALTER TABLE ONLY "+t.qualified()+" ALTER COLUMN "+pgmodel.Quote(c.name)+" "+fmt.Sprintf(format, args...))
	}
	created := r.relations.createdDefault(t, c)
	switch {
	case c.generated() || c.value == created:
	case c.value != "":
		alter("SET DEFAULT %s", c.value)
	default:
		alter("DROP DEFAULT")
	}
	if c.notNull && !r.relations.createdNotNull(t, c) {
		alter("SET NOT NULL")
	}
	if c.rare != nil && c.rare.identity != "" && c.rare.sequence != "" { // else it is the parent's
		alter("ADD %s", c.rare.identityClause())
	}
	t.after = append(t.after, c.extraStatements(t)...)
}

// ownGenerated declares the expression of a generated column that is not that of the parent or
// that a type cannot have.
func (c *columnRow) ownGenerated(t *tableRow) string {
	if t.partition || t.ofType != "" {
		return pgmodel.Quote(c.name) + c.generatedClause()
	}
	return c.definition()
}
