package postgres

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// userSchemas is the condition that a namespace n is none of the system's. Names
// that begin with pg_ are reserved.
const userSchemas = `n.nspname OPERATOR(pg_catalog.<>) 'information_schema' AND pg_catalog.left(n.nspname, 3) OPERATOR(pg_catalog.<>) 'pg_'`

// member is the condition that the object is one of an extension.
func member(class, oid string) string {
	return fmt.Sprintf(`EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = '%s'::pg_catalog.regclass AND e.objid = %s AND e.deptype = 'e')`, "pg_catalog."+class, oid)
}

// tableRow is one table as the catalog has it.
type tableRow struct {
	oid                             uint32
	schema, name, kind, persistence string
	partitioned, bound, method      string
	tablespace                      string
	options, toast                  []string
	identity, identityIndex         string
	security, force                 bool
	ofType                          string
	partition                       bool
	parentOIDs                      []uint32
	server                          string
	serverOptions                   []string
	columns                         []*columnRow // by number
	constraints                     []string
	after                           []string // statements that follow
}

func (t *tableRow) qualified() string { return pgmodel.Qualified(t.schema, t.name) }

func (t *tableRow) key() schema.Key {
	kind := schema.KindTable
	if t.kind == "f" {
		kind = schema.KindForeignTable
	}
	return schema.Key{Kind: kind, Schema: t.schema, Name: t.name}
}

func tableQueries(version int) []query {
	return []query{{what: "tables", sql: `
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
ORDER BY n.nspname, c.relname`, read: readTables}}
}

func readTables(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		t := &tableRow{}
		if err := rows.Scan(&t.oid, &t.schema, &t.name, &t.kind, &t.persistence, &t.partitioned, &t.bound, &t.method, &t.tablespace,
			&t.options, &t.toast, &t.identity, &t.identityIndex, &t.security, &t.force, &t.ofType, &t.partition, &t.parentOIDs,
			&t.server, &t.serverOptions); err != nil {
			return err
		}
		r.tables[t.oid] = t
		r.order = append(r.order, t)
		r.setKey("pg_class", t.oid, t.key())
	}
	return rows.Err()
}

// writeTables writes the text of all tables, once columns and constraints are
// read, those with parents last, and hands it on part by part.
func (r *reader) writeTables(ctx context.Context) {
	for _, s := range []section{sectionTables, sectionAttach} {
		for _, t := range r.order {
			if (len(t.parentOIDs) > 0) != (s == sectionAttach) {
				continue
			}
			r.createTable(s, t)
			for _, sql := range t.after {
				r.ddl(sectionDefaults, "%s", sql)
			}
			if r.text[s].Len() > partSize {
				r.complete(ctx, s)
			}
		}
		r.complete(ctx, s)
	}
}

// partSize is how many bytes of text are parsed while the next are written.
const partSize = 64 << 10

func (r *reader) createTable(s section, t *tableRow) {
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
		fmt.Fprintf(w, " PARTITION OF %s", r.tableName(t.parentOIDs[0]))
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
			names[i] = r.tableName(oid)
		}
		fmt.Fprintf(w, " INHERITS (%s)", strings.Join(names, ", "))
	}
	r.tail(w, t)
	w.WriteString(";\n")
	r.flags(t)
}

func (r *reader) tableName(oid uint32) string {
	if t := r.tables[oid]; t != nil {
		return t.qualified()
	}
	return "pg_catalog.unknown_parent"
}

// elements writes the columns that are the table's own, and its constraints.
func (r *reader) elements(w *strings.Builder, t *tableRow) {
	var parts []string
	for _, c := range t.columns {
		if t.partition || t.ofType != "" || !c.local {
			r.columnApart(t, c)
			continue
		}
		parts = append(parts, c.definition())
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

func (r *reader) tail(w *strings.Builder, t *tableRow) {
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
	var options []string
	for _, o := range t.options {
		options = append(options, reloption("", o))
	}
	for _, o := range t.toast {
		options = append(options, reloption("toast.", o))
	}
	if len(options) > 0 {
		w.WriteString(" WITH (" + strings.Join(options, ", ") + ")")
	}
	if t.tablespace != "" {
		w.WriteString(" TABLESPACE " + pgmodel.Quote(t.tablespace))
	}
}

// reloption writes "name=value" of pg_class.reloptions as DDL.
func reloption(prefix, o string) string {
	n, v, _ := strings.Cut(o, "=")
	return prefix + pgmodel.Quote(n) + "=" + pgmodel.Literal(v)
}

// optionList writes an OPTIONS list of "name=value".
func optionList(options []string) string {
	texts := make([]string, len(options))
	for i, o := range options {
		n, v, _ := strings.Cut(o, "=")
		texts[i] = pgmodel.Quote(n) + " " + pgmodel.Literal(v)
	}
	return strings.Join(texts, ", ")
}

// flags writes what CREATE TABLE has no clause for.
func (r *reader) flags(t *tableRow) {
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

// columnApart writes what a column that comes from a parent has of its own.
func (r *reader) columnApart(t *tableRow, c *columnRow) {
	alter := func(format string, args ...any) {
		t.after = append(t.after, "ALTER TABLE ONLY "+t.qualified()+" ALTER COLUMN "+pgmodel.Quote(c.name)+" "+fmt.Sprintf(format, args...))
	}
	from := r.inherited(t, c.name)
	switch {
	case from == nil && !c.generated() && c.value != "":
		alter("SET DEFAULT %s", c.value)
	case from != nil && from.value != c.value && !c.generated() && c.value != "":
		alter("SET DEFAULT %s", c.value)
	case from != nil && from.value != c.value && !c.generated():
		alter("DROP DEFAULT")
	}
	if c.notNull && (from == nil || !from.notNull) {
		alter("SET NOT NULL")
	}
	t.after = append(t.after, c.extraStatements(t)...)
}

// inherited is the column of that name of the first parent that has it.
func (r *reader) inherited(t *tableRow, column string) *columnRow {
	for _, oid := range t.parentOIDs {
		p := r.tables[oid]
		if p == nil {
			continue
		}
		if i := slices.IndexFunc(p.columns, func(c *columnRow) bool { return c.name == column }); i >= 0 {
			return p.columns[i]
		}
	}
	return nil
}
