package catalog

// Triggers of tables, partitions and views. Those of a partition that come from its parent are written only
// where they are enabled in another way.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Triggers are the ones that users have created, and copies of partitions in another state.
var _ = register(kind{
	names: []schema.Kind{schema.KindTrigger},
	phase: restPhase,
	queries: func(target) []Query {
		return []Query{{"triggers", `
SELECT t.oid, n.nspname, c.relname, t.tgname, t.tgenabled::pg_catalog.text, t.tgparentid <> 0,
 CASE WHEN t.tgparentid = 0 THEN pg_catalog.pg_get_triggerdef(t.oid) ELSE '' END
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
LEFT JOIN pg_catalog.pg_trigger u ON u.oid = t.tgparentid
LEFT JOIN pg_catalog.pg_constraint k ON k.oid = t.tgconstraint
WHERE (NOT t.tgisinternal AND t.tgparentid = 0 OR t.tgenabled <> u.tgenabled) AND k.contype IS DISTINCT FROM 'f'
 AND NOT ` + member("pg_class", "c.oid") + ` AND NOT ` + member("pg_trigger", "t.oid") + `
ORDER BY t.tgparentid <> 0, t.oid`, each[triggerRow]}}
	},
})

// triggerRow is a trigger as the catalog has it.
type triggerRow struct {
	oid                                      uint32
	schema, table, name, enabled, definition string
	copied                                   bool
}

func (row *triggerRow) fields() []any {
	return []any{&row.oid, &row.schema, &row.table, &row.name, &row.enabled, &row.copied, &row.definition}
}

func (row *triggerRow) write(r *Reader) {
	state := func(s section) {
		r.ddl(s, "ALTER TABLE %s %s TRIGGER %s", pgmodel.Qualified(row.schema, row.table), stateWords(row.enabled), pgmodel.Quote(row.name))
	}
	if row.copied { // a partition's, in another state than its parent's
		state(sectionRest)
		return
	}
	r.setKey("pg_trigger", row.oid, schema.Key{Kind: schema.KindTrigger, Schema: row.schema, Table: row.table, Name: row.name})
	r.ddl(sectionTriggers, "%s", row.definition)
	if row.enabled != "O" {
		state(sectionTriggers)
	}
}

// stateWords are the words before TRIGGER that put one into a state.
func stateWords(state string) string {
	return map[string]string{"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}[state]
}
