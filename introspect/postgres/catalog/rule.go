package catalog

// Rules of tables and views but for the one that is a view's query. The server prints the statement; whether
// the rule is enabled is a statement of its own.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Rules are those of CREATE RULE (catalog-pg-rewrite.html).
var _ = register(kind{
	names: []schema.Kind{schema.KindRule},
	phase: restPhase,
	queries: func(target) []Query {
		return []Query{{"rules", `
SELECT w.oid, n.nspname, c.relname, w.rulename, pg_catalog.pg_get_ruledef(w.oid), w.ev_enabled::text
FROM pg_catalog.pg_rewrite w
JOIN pg_catalog.pg_class c ON c.oid = w.ev_class
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
WHERE w.rulename <> '_RETURN' AND NOT ` + member("pg_class", "c.oid") + `
ORDER BY n.nspname, c.relname, w.rulename`, each[ruleRow]}}
	},
})

// ruleRow is a rule as the catalog has it.
type ruleRow struct {
	oid                               uint32
	schema, table, name, def, enabled string
}

func (row *ruleRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.table, &row.name, &row.def, &row.enabled}
}

func (row *ruleRow) write(r *Reader) {
	r.setKey("pg_rewrite", row.oid, schema.Key{Kind: schema.KindRule, Schema: row.schema, Table: row.table, Name: row.name})
	r.ddl(sectionTriggers, "%s", strings.TrimRight(row.def, "; \n"))
	if state := map[string]string{"D": "DISABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA"}[row.enabled]; state != "" {
		r.ddl(sectionTriggers, "ALTER TABLE %s %s RULE %s", pgmodel.Qualified(row.schema, row.table), state, pgmodel.Quote(row.name))
	}
}
