package postgres

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func triggerQueries(int) []query {
	return []query{{what: "triggers", sql: `
SELECT t.oid, n.nspname, c.relname, t.tgname, t.tgenabled::pg_catalog.text, t.tgparentid <> 0,
 CASE WHEN t.tgparentid = 0 THEN pg_catalog.pg_get_triggerdef(t.oid) ELSE '' END
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND ` + userSchemas + `
LEFT JOIN pg_catalog.pg_trigger u ON u.oid = t.tgparentid
LEFT JOIN pg_catalog.pg_constraint k ON k.oid = t.tgconstraint
WHERE (NOT t.tgisinternal AND t.tgparentid = 0 OR t.tgenabled <> u.tgenabled) AND k.contype IS DISTINCT FROM 'f'
 AND NOT ` + member("pg_class", "c.oid") + ` AND NOT ` + member("pg_trigger", "t.oid") + `
ORDER BY t.tgparentid <> 0, t.oid`, read: readTriggers}, {what: "event triggers", sql: `
SELECT t.oid, t.evtname, t.evtevent, t.evtfoid::pg_catalog.regproc::pg_catalog.text, t.evtenabled::pg_catalog.text, t.evttags
FROM pg_catalog.pg_event_trigger t
WHERE NOT ` + member("pg_event_trigger", "t.oid") + `
ORDER BY t.evtname`, read: readEventTriggers}}
}

// stateWords are the words before TRIGGER that put one into a state.
func stateWords(state string) string {
	return map[string]string{"O": "ENABLE", "D": "DISABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}[state]
}

func readTriggers(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var ns, table, name, enabled, definition string
		var copied bool
		if err := rows.Scan(&oid, &ns, &table, &name, &enabled, &copied, &definition); err != nil {
			return err
		}
		state := func(s section) {
			r.ddl(s, "ALTER TABLE %s %s TRIGGER %s", pgmodel.Qualified(ns, table), stateWords(enabled), pgmodel.Quote(name))
		}
		if copied { // a partition's, in another state than its parent's
			state(sectionRest)
			continue
		}
		r.setKey("pg_trigger", oid, schema.Key{Kind: schema.KindTrigger, Schema: ns, Table: table, Name: name})
		r.ddl(sectionTriggers, "%s", definition)
		if enabled != "O" {
			state(sectionTriggers)
		}
	}
	return rows.Err()
}

func readEventTriggers(r *reader, rows pgx.Rows) error {
	for rows.Next() {
		var oid uint32
		var name, event, function, enabled string
		var tags []string
		if err := rows.Scan(&oid, &name, &event, &function, &enabled, &tags); err != nil {
			return err
		}
		r.setKey("pg_event_trigger", oid, schema.Key{Kind: schema.KindEventTrigger, Name: name})
		when := ""
		if len(tags) > 0 {
			for i, t := range tags {
				tags[i] = pgmodel.Literal(t)
			}
			when = " WHEN TAG IN (" + strings.Join(tags, ", ") + ")"
		}
		r.ddl(sectionTriggers, "CREATE EVENT TRIGGER %s ON %s%s EXECUTE FUNCTION %s()", pgmodel.Quote(name), pgmodel.Quote(event), when, function)
		if enabled != "O" {
			r.ddl(sectionTriggers, "ALTER EVENT TRIGGER %s %s", pgmodel.Quote(name), stateWords(enabled))
		}
	}
	return rows.Err()
}
